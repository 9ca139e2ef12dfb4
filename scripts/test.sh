#!/usr/bin/env bash
# `make test`: every check and every test, on private servers and free ports.
# Nothing here touches the servers or the data of `make run`, nor any that the
# environment names.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/words.sh
. scripts/places.sh
. scripts/tools/packages.sh
. scripts/tools/rust.sh
. scripts/tools/node.sh
. scripts/tools/postgres.sh
. scripts/tools/redis.sh
. scripts/tools/chromium.sh
. scripts/servers/lock.sh
. scripts/servers/ports.sh
. scripts/servers/secrets.sh
. scripts/servers/processes.sh
. scripts/servers/postgres.sh
. scripts/test_environment.sh
. scripts/web.sh
. scripts/tally.sh

home=$local_dir/test
log_dir=$home/log
suite_log_dir=$log_dir

finish() {
  stop_processes
  unlock
}

lock "$local_dir/test.lock" test
trap finish EXIT
trap 'exit 130' INT TERM HUP

rm -rf "$log_dir"
mkdir -p "$log_dir" web/dist
need_test_tools
get_chromium || { chromium= && warn "$chromium_is_missing"; }
start_postgres "$home/postgres" throwaway
set_test_environment

in_web() {
  (cd web && npm run --silent "$@")
}

check "Rust format" cargo fmt --all --check || :
if check "Web install" install_web; then
  check "Web generated types" in_web codegen:check || :
  check "Web types" in_web typecheck || :
  check "Web lint" in_web lint || :
  tests "Web tests" in_web test || :
  check "Web build" build_web && { check "Web size" in_web budget || :; }
fi
check "Rust lint" cargo clippy --workspace --all-targets -- -D warnings || :
built=no
check "Rust build" cargo build --workspace && built=yes
# They mostly wait for servers, so twice as many run at once as there are cores; those that kill and are held to
# seconds run apart from them.
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
tests "Rust tests" env RUST_TEST_THREADS=$((2 * cores)) cargo test --workspace --no-fail-fast -- --skip chaos:: || :
tests "Chaos tests" cargo test --test it -- chaos:: || :
if [ $built = no ]; then
  did_not_run "Protocol suites" "The server was not built."
else
  tests "Protocol suites" in_web protocols || :
fi
if [ $built = no ]; then
  did_not_run "Browser tests" "The server was not built."
elif [ -z "$chromium" ]; then
  did_not_run "Browser tests" "$chromium_is_missing"
else
  tests "Browser tests" in_web e2e || :
fi

trap - EXIT
finish
summarise
