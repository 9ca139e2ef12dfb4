#!/usr/bin/env bash
# `make run`: from a bare machine to an open page. Finds or gets the tools,
# starts private servers, builds, migrates, starts vendor_sim and the server,
# and the first time loads the demonstration data. Ctrl-C stops all of it.
#
# DATABASE_URL, REDIS_URL and VENDOR_URL name servers of your own; then none is
# started in their place, and a database of yours gets no demonstration data.
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

export LISTEN=${LISTEN:-127.0.0.1:8080}
export VENDOR_LISTEN=${VENDOR_LISTEN:-127.0.0.1:9090}

finish() {
  trap '' INT TERM HUP # one Ctrl-C is enough
  stop_build
  if [ ${#process_ids[@]} -gt 0 ]; then
    say "Stopping. This takes a few seconds."
  fi
  stop_processes
  unlock
}

# need_free_port VARIABLE
need_free_port() {
  local address=${!1} port
  port=$(port_of "$address")
  if is_open "$address"; then
    fail "Port $port is taken by another program. Stop that, or choose another address: \
$1=${address%:*}:$((port + 1)) make run"
  fi
}

use_database() {
  if [ -n "${DATABASE_URL:-}" ]; then
    say "Using the database that DATABASE_URL names."
    return
  fi
  start_postgres "$local_dir/postgres" lasting
  export DATABASE_URL=$postgres_url/xeno
  database_is_private=yes
}

use_redis() {
  if [ -n "${REDIS_URL:-}" ]; then
    say "Using the Redis that REDIS_URL names."
    return
  fi
  start_redis "$local_dir/redis"
  export REDIS_URL=$redis_url
}

use_vendor() {
  local home=$local_dir/vendor_sim
  if [ -n "${VENDOR_URL:-}" ]; then
    say "Using the vendor that VENDOR_URL names."
    return
  fi
  export VENDOR_URL=http://$VENDOR_LISTEN
  export VENDOR_DATA_DIR=$home
  export VENDOR_SECRET=${VENDOR_SECRET:-whsec_$(secret "$home/secret")}
  start vendor_sim "$home" TERM "$build_dir/vendor_sim"
  await vendor_sim 30 answers "$VENDOR_LISTEN" /v1/stats
}

start_server() {
  start xeno "$local_dir/xeno" TERM "$build_dir/xeno" up
  await xeno 120 answers "$LISTEN" /readyz
}

# Only into a database of our own, and only until it has succeeded once. The
# stamp goes when the data goes. The data goes in by the front door, with a key
# that is known to this one command and ends by itself.
load_demonstration() {
  local key stamp=$local_dir/postgres/has_demonstration_data
  [ "$database_is_private" = yes ] && [ ! -e "$stamp" ] || return 0
  heading "Loading the demonstration data"
  key=$("$build_dir/xeno" api-key create --name "demonstration data" --scopes ingest,campaigns,read --days 1)
  XENO_API_KEY=$key "$build_dir/xeno" demo --url "http://$LISTEN"
  touch "$stamp"
}

print_where_to_look() {
  local page
  page=http://localhost:$(port_of "$LISTEN")
  say
  say "Xeno is running. It took $SECONDS s to get here."
  say
  say "  Web client   $page"
  say "  Playground   $page/playground"
  [ -n "$vendor_is_given" ] || say "  Vendor       http://localhost:$(port_of "$VENDOR_LISTEN")/v1/stats"
  say "  Logs         .local/log/"
  say
  say "Ctrl-C stops everything; the data stays for the next time."
}

lock "$local_dir/run.lock" run
trap finish EXIT
trap 'exit 0' INT TERM HUP

database_is_private=no
vendor_is_given=${VENDOR_URL:-}
need_rust
need_node
[ -n "${DATABASE_URL:-}" ] || need_postgres "$(data_version "$local_dir/postgres")"
[ -n "${REDIS_URL:-}" ] || need_redis
mkdir -p "$local_dir/xeno" "$local_dir/vendor_sim"
stop_leftovers xeno "$local_dir/xeno" TERM
stop_leftovers vendor_sim "$local_dir/vendor_sim" TERM
need_free_port LISTEN
[ -n "$vendor_is_given" ] || need_free_port VENDOR_LISTEN
use_database
use_redis
build_everything
"$build_dir/xeno" migrate
use_vendor
start_server
load_demonstration
print_where_to_look
watch_processes
