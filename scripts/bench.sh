# Benchmarks. Sourced by ./pensieve after setup.sh.
# shellcheck shell=bash

bench_usage() {
  cat <<'TEXT'
Usage: ./pensieve run bench-overhead [--model FILE] [--streams 1,16] [--tokens 400] [--rounds 7] [--threads 0]
                                      [--legs inprocess,worker,http]
       ./pensieve run bench-samplers [BenchmarkDotNet options]

bench-overhead   what each layer costs, as ratios in one run: raw decode loop, engine in process, in a worker, over HTTP;
                 without --model, with a synthetic one of 83 MB
bench-samplers   what choosing a token costs, by vocabulary size, and what assembling its text costs
TEXT
}

run_benchmark() {
  local name=${1:---help} binary="$root/bench/Pensieve.Benchmarks/bin/Release/net10.0/Pensieve.Benchmarks"
  case $name in
    bench-overhead | bench-samplers) shift ;;
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
