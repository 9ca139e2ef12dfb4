#!/usr/bin/env bash
# `make chaos`: the tests that kill, and the storm of receipts, at the sizes that
# are promised, on the product as `make run` builds it. Half an hour and more. A
# failure prints the seed that its moments came from: CHAOS_SEED=… makes the same
# choices again. CHAOS_ROWS, CHAOS_AUDIENCE, CHAOS_KILLS, RECEIPTS and the like
# (tests/it/chaos/dice.rs) change one size; a test's name runs that one alone:
# `scripts/chaos.sh pauses`.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/words.sh
. scripts/places.sh
. scripts/tools/packages.sh
. scripts/tools/rust.sh
. scripts/tools/node.sh
. scripts/tools/postgres.sh
. scripts/tools/redis.sh
. scripts/servers/lock.sh
. scripts/servers/ports.sh
. scripts/servers/secrets.sh
. scripts/servers/processes.sh
. scripts/servers/postgres.sh
. scripts/test_environment.sh

home=$local_dir/chaos
log_dir=$home/log
chromium= # nothing here opens a browser

finish() {
  stop_processes
  unlock
}

lock "$local_dir/chaos.lock" chaos
trap finish EXIT
trap 'exit 130' INT TERM HUP

need_test_tools
mkdir -p web/dist
start_postgres "$home/postgres" throwaway
set_test_environment
cargo build --workspace --bins --profile local
export CHAOS_XENO=$target_dir/local/xeno VENDOR_SIM_BIN=$target_dir/local/vendor_sim
CHAOS_LONG=1 cargo test --test it -- "${@:-chaos::}" --test-threads=1 --nocapture
[ $# -gt 0 ] || CHAOS_LONG=1 cargo test --test it -- delivery::storm --nocapture
