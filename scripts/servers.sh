#!/usr/bin/env bash
# `make servers`: what the tests need, kept running until Ctrl-C, so that
# `cargo test` can be run by hand as often as one likes.
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

home=$local_dir/servers
log_dir=$home/log

finish() {
  stop_processes
  rm -f "$home/environment"
  unlock
}

lock "$local_dir/servers.lock" servers
trap finish EXIT
trap 'exit 0' INT TERM HUP

need_test_tools
get_chromium || { chromium= && warn "$chromium_is_missing"; }
start_postgres "$home/postgres" throwaway
set_test_environment
print_test_environment >"$home/environment"

say "The test servers run until Ctrl-C. In another terminal:"
say
say "  . .local/servers/environment && cargo test --workspace"
say
cat "$home/environment"
watch_processes
