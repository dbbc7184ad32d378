# The tests. Sourced by ./pensieve after setup.sh.
# shellcheck shell=bash
suites=(unit components integration e2e)

# A suite that takes longer hangs. Browser tests take half of it on a machine that is busy otherwise.
suite_limit=1500

test_usage() {
  cat <<'TEXT'
Usage: ./pensieve test [unit|components|integration|e2e]...

Builds and runs the suites named, or all there are. One line per suite, then "N passed, N failed"; the exit status is 0 if
none failed. What a suite printed is in artifacts/logs/test-SUITE.log.
TEXT
}

# Sets $passed, $failed and $skipped from a CTRF report.
read_report() {
  read -r passed failed skipped < <(node -e '
    const { summary } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).results;
    console.log(summary.passed, summary.failed + (summary.other ?? 0), summary.skipped + (summary.pending ?? 0));' "$1" 2>/dev/null || echo "0 0 0")
}

run_suite() {
  local suite=$1 project name report status=0 started=$SECONDS limit=()
  project=$(compgen -G "$root/tests/$suite/*.csproj")
  name=$(basename "$project" .csproj)
  report="$logs/test-$suite.json"
  rm -f "$report"
  if ! (quietly "build-$suite" dotnet build "$project" -c Release -v q --nologo -nodeReuse:false); then
    passed=0 failed=1 skipped=0
    echo "$suite: does not build"
    return 0
  fi
  ! command -v timeout >/dev/null || limit=(timeout --kill-after=10 "$suite_limit")
  "${limit[@]}" "$root/tests/$suite/bin/Release/net10.0/$name" -noLogo -noColor -noAutoReporters -ctrf "$report" >"$logs/test-$suite.log" 2>&1 || status=$?

  read_report "$report"
  if ((status != 0 && failed == 0)); then
    # The runner itself died or was stopped; a crash must not look like success.
    say "suite $suite ended with status $status"
    failed=1
  fi
  ((failed == 0)) || cat "$logs/test-$suite.log" >&2
  local line="$suite: $passed passed, $failed failed"
  ((skipped == 0)) || line+=", $skipped skipped"
  echo "$line ($((SECONDS - started)) s)"
}

run_tests() {
  local suite chosen=() passed=0 failed=0 skipped=0 all_passed=0 all_failed=0 all_skipped=0
  for suite in "$@"; do
    case $suite in
      -h | --help)
        test_usage
        return 0
        ;;
      unit | components | integration | e2e) ;;
      *)
        test_usage >&2
        fail "there is no suite '$suite'"
        ;;
    esac
  done
  for suite in "${suites[@]}"; do
    if [[ $# == 0 || " $* " == *" $suite "* ]] && compgen -G "$root/tests/$suite/*.csproj" >/dev/null; then
      chosen+=("$suite")
    fi
  done
  ((${#chosen[@]} > 0)) || fail "no such suite in this tree"

  require_sdk
  require_node
  offer_packages libvulkan1 chromium mesa-vulkan-drivers python3-jinja2 postgresql
  mkdir -p "$logs"
  if [[ " ${chosen[*]} " == *" integration "* || " ${chosen[*]} " == *" e2e "* ]]; then
    prepare_app
    export PENSIEVE_APP="$app/Pensieve.Console"
  else
    prepare_npm
  fi

  for suite in "${chosen[@]}"; do
    run_suite "$suite"
    all_passed=$((all_passed + passed))
    all_failed=$((all_failed + failed))
    all_skipped=$((all_skipped + skipped))
  done
  local line="$all_passed passed, $all_failed failed"
  ((all_skipped == 0)) || line+=", $all_skipped skipped"
  echo "$line"
  ((all_failed == 0))
}
