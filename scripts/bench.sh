#!/usr/bin/env bash
# `make bench`: builds as `make run` does, starts a private Postgres and Redis on the same settings and runs
# `xeno bench` on them. Flags go through BENCH: BENCH="--full", BENCH="--only ingest --seconds 30".
#
# DATABASE_URL and REDIS_URL name servers of your own; the Redis has to be empty.
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
. scripts/servers/redis.sh
. scripts/web.sh
. scripts/build.sh

home=$local_dir/bench
log_dir=$home/log
bench_job=

# The bench ends its own processes and drops its databases, so it is asked first.
finish() {
  trap '' INT TERM HUP
  if [ -n "$bench_job" ]; then
    kill -TERM "$bench_job" 2>/dev/null && wait "$bench_job" || :
  fi
  stop_build
  stop_processes
  unlock
}

# Each socket is a file, in the server as in the bench.
allow_many_files() {
  local most
  most=$(ulimit -Hn)
  if [ "$most" = unlimited ] || [ "$most" -gt 20000 ]; then
    most=20000
  fi
  ulimit -Sn "$most"
}

lock "$local_dir/bench.lock" bench
trap finish EXIT
trap 'exit 130' INT TERM HUP

mkdir -p "$home"
need_rust
need_node
[ -n "${DATABASE_URL:-}" ] || need_postgres "$(data_version "$home/postgres")"
[ -n "${REDIS_URL:-}" ] || need_redis
build_everything
allow_many_files
if [ -z "${DATABASE_URL:-}" ]; then
  start_postgres "$home/postgres" lasting
  export DATABASE_URL=$postgres_url/postgres
fi
if [ -z "${REDIS_URL:-}" ]; then
  stop_leftovers redis-server "$home/redis/data" TERM
  rm -rf "$home/redis/data" # what a bench that was killed has left in it
  start_redis "$home/redis"
  export REDIS_URL=$redis_url
fi
heading "Measuring"
# shellcheck disable=SC2086 # several flags
VENDOR_SIM_BIN=$build_dir/vendor_sim "$build_dir/xeno" bench ${BENCH:-} &
bench_job=$!
status=0
wait "$bench_job" || status=$?
bench_job=
exit "$status"
