#!/usr/bin/env bash
# `make web-bench`: what the client weighs and how quickly it answers, in a real
# browser on the demonstration data, each figure beside its target. Flags go
# through BENCH: BENCH="--only interactions,typing", BENCH="--help".
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
. scripts/web.sh
. scripts/build.sh
. scripts/browser_stage.sh

home=$local_dir/web-bench
log_dir=$home/log

lock "$local_dir/web-bench.lock" web-bench
trap finish_stage EXIT
trap 'exit 130' INT TERM HUP

prepare_stage "$home"
heading "Measuring"
# shellcheck disable=SC2086 # several flags
on_stage node bench/main.mjs ${BENCH:-}
