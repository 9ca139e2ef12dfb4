#!/usr/bin/env bash
# `make screenshots`: every page, light and dark, on a desk and on a phone, into
# .local/screenshots or the folder that SCREENSHOTS names, and the README's own
# into docs/screenshots. ONLY="dashboard,segment" takes some of them.
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

home=$local_dir/screenshots-stage
log_dir=$home/log

lock "$local_dir/screenshots.lock" screenshots
trap finish_stage EXIT
trap 'exit 130' INT TERM HUP

export SCREENSHOTS=${SCREENSHOTS:-$local_dir/screenshots}
export README_SCREENSHOTS=$root/docs/screenshots
prepare_stage "$home"
heading "Taking the pictures"
on_stage node scripts/screenshots.mjs
