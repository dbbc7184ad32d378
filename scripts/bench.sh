# Benchmarks. Sourced by ./pensieve after setup.sh.
# shellcheck shell=bash

bench_usage() {
  cat <<'TEXT'
Usage: ./pensieve run bench-overhead [--model FILE] [--streams 1,16] [--tokens 400] [--rounds 7] [--threads 0]
                                      [--legs inprocess,worker,http]
       ./pensieve run bench-samplers [BenchmarkDotNet options]
       ./pensieve run bench-console [--seconds 60]

bench-overhead   what each layer costs, as ratios in one run: raw decode loop, engine in process, in a worker, over HTTP;
                 without --model, with a synthetic one of 83 MB
bench-samplers   what choosing a token costs, by vocabulary size, and what assembling its text costs
bench-console    what the pages cost: ten tabs beside none, the first paint, what is sent, drawing an hour of points; needs
                 Chromium and some six minutes; says what it aims at, and fails where that is missed
TEXT
}

run_benchmark() {
  local name=${1:---help} binary="$root/bench/Pensieve.Benchmarks/bin/Release/net10.0/Pensieve.Benchmarks"
  case $name in
    bench-overhead | bench-samplers | bench-console) shift ;;
    -h | --help)
      bench_usage
      return 0
      ;;
    *)
      bench_usage >&2
      fail "there is no run '$name'"
      ;;
  esac
  case "${1:-}" in
    -h | --help)
      bench_usage
      return 0
      ;;
  esac

  prepare_app
  if [[ $name == bench-console ]]; then
    bench_console "$@"
    return
  fi
  quietly build-bench dotnet build "$root/bench/Pensieve.Benchmarks" -c Release -v q --nologo -nodeReuse:false
  if [[ $name == bench-samplers ]]; then
    exec "$binary" "$@"
  fi
  if [[ " $* " != *" --model "* ]]; then
    local model="$root/artifacts/bench/60M.gguf"
    mkdir -p "$root/artifacts/bench"
    [[ -f $model ]] || "$app/Pensieve.Console" synth 60M --out "$model"
    set -- --model "$model" "$@"
  fi
  exec "$binary" overhead --app "$app/Pensieve.Console" "$@"
}

# The measurements are explicit tests of the browser suite: they use its fixtures, and its table is theirs.
bench_console() {
  local tests="$root/tests/e2e/bin/Release/net10.0/Pensieve.Tests.E2E" report="$root/artifacts/bench/console.txt" status=0
  if [[ ${1:-} == --seconds ]]; then
    export PENSIEVE_COST_SECONDS=${2:?--seconds needs a number}
  elif (($# > 0)); then
    bench_usage >&2
    fail "bench-console knows no '$1'"
  fi
  offer_packages chromium
  quietly build-e2e dotnet build "$root/tests/e2e" -c Release -v q --nologo -nodeReuse:false
  mkdir -p "$root/artifacts/bench" "$logs"
  rm -f "$report"
  say "measuring; leave the machine alone meanwhile"
  PENSIEVE_APP="$app/Pensieve.Console" PENSIEVE_COST_REPORT="$report" "$tests" -noLogo -noColor -explicit only -namespace Pensieve.Tests.E2E.Cost \
    >"$logs/bench-console.log" 2>&1 || status=$?
  if [[ ! -f $report ]]; then
    tail -n 40 "$logs/bench-console.log" >&2
    fail "nothing was measured"
  fi
  cat "$report"
  if ((status != 0)); then
    say "an aim was missed, or a measurement failed: $logs/bench-console.log"
  fi
  return "$status"
}
