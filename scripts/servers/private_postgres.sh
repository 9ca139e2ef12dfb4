#!/usr/bin/env bash
# private_postgres.sh HOME: makes the data of a Postgres for one test alone in
# HOME, and its password in HOME/password.
# private_postgres.sh HOME PORT: runs it. The script becomes the server, so
# whoever started it has the server's process id, to kill it and start it again
# as often as they like. It has the settings of `make run`, so what it answered
# for is on disk.
set -euo pipefail
cd "$(dirname "$0")/../.."

. scripts/words.sh
. scripts/places.sh
. scripts/tools/packages.sh
. scripts/tools/node.sh
. scripts/tools/postgres.sh
. scripts/servers/secrets.sh
. scripts/servers/processes.sh
. scripts/servers/postgres.sh

home=$1
postgres_port=${2:-}
log_dir=$home/log

mkdir -p "$home"
need_postgres
choose_postgres_user "$home"
data=$postgres_home/data
if [ ! -d "$data" ]; then
  make_postgres_data "$data" "$(password "$home/password")"
fi
[ -n "$postgres_port" ] || exit 0
write_postgres_settings "$data" lasting
echo 'shared_buffers = 128MB' >>"$data/postgresql.conf" # a test shares the machine with others
cd "$data"
exec "${postgres_user[@]}" "$postgres_bin/postgres" -D "$data"
