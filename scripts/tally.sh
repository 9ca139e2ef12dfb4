# shellcheck shell=bash
# Runs suites one after another, whatever becomes of each, and adds up what
# they say. A check is one yes or no; a suite of tests counts its own.

tally_rows=()
tally_passed=0
tally_failed=0
tally_tests=0

# check NAME COMMAND...
check() {
  run_suite check "$@"
}

# tests NAME COMMAND...
tests() {
  run_suite tests "$@"
}

# did_not_run NAME REASON: counts as a failure.
did_not_run() {
  heading "$1"
  say "$2"
  record "$1" 0 1 0 0
}

# run_suite KIND NAME COMMAND...: its output goes to the terminal and to
# .local/test/log/NAME.log. Succeeds if the suite did.
run_suite() {
  local kind=$1 name=$2 log began=$SECONDS status=0 passed=0 failed=0 skipped=0
  shift 2
  log=$suite_log_dir/${name// /_}.log
  heading "$name"
  "$@" </dev/null 2>&1 | tee "$log" || status=1
  if [ "$kind" = tests ]; then
    read -r passed failed skipped < <(count_tests "$log")
    tally_tests=$((tally_tests + passed + failed))
  elif [ $status = 0 ]; then
    passed=1
  fi
  # A suite can fail beside its tests: it did not compile, or it crashed.
  if [ $status != 0 ] && [ "$failed" = 0 ]; then
    failed=1
  fi
  record "$name" "$passed" "$failed" "$skipped" $((SECONDS - began))
  [ "$failed" = 0 ]
}

# record NAME PASSED FAILED SKIPPED SECONDS
record() {
  tally_rows+=("$(printf '%-24s %7d passed %5d failed %5d skipped %6d s' "$@")")
  tally_passed=$((tally_passed + $2))
  tally_failed=$((tally_failed + $3))
}

# count_tests LOG: prints how many passed, failed and were skipped, as the
# closing lines of cargo test, Vitest and Node's test runner say.
count_tests() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    function add(count, what) {
      if (what ~ /^pass/) passed += count
      else if (what ~ /^(fail|cancelled)/) failed += count
      else if (what ~ /^(ignored|skipped|todo)/) skipped += count
    }
    /^test result: / || /^ *Tests  / { for (i = 2; i <= NF; i++) if ($(i - 1) ~ /^[0-9]+$/) add($(i - 1), $i) }
    /^(#|ℹ) (pass|fail|cancelled|skipped|todo) [0-9]+$/ { add($3, $2) }
    END { print passed + 0, failed + 0, skipped + 0 }'
}

# Prints the summary, whose last line is the whole in a form that machines
# read. Fails if anything did, or if no test ran.
summarise() {
  heading "Summary"
  printf '%s\n' "${tally_rows[@]}"
  if [ $tally_tests = 0 ]; then
    say "No test ran."
    tally_failed=$((tally_failed + 1))
  fi
  printf '\n%d passed, %d failed\n' $tally_passed $tally_failed
  [ $tally_failed = 0 ]
}
