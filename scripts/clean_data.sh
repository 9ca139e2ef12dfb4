#!/usr/bin/env bash
# `make clean-data`: forgets all data of `make run`, so that the next run
# starts afresh. Programs and builds stay.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/words.sh
. scripts/places.sh
. scripts/servers/lock.sh

lock "$local_dir/run.lock" run
trap unlock EXIT
elsewhere=$(cat "$local_dir/postgres/elsewhere" 2>/dev/null) || elsewhere=
case $elsewhere in
  /var/tmp/xeno-postgres.*) rm -rf "$elsewhere" ;;
esac
rm -rf "$local_dir/postgres" "$local_dir/redis" "$local_dir/vendor_sim"
say "The data of \"make run\" is gone. The next run starts afresh."
