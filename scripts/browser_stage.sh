# shellcheck shell=bash
# What the commands that look at the client stand on, `make web-bench` and
# `make screenshots` alike: the product as `make run` builds it, a private
# Postgres on the same settings, and Chromium. A Redis, vendor_sim and the
# server are started anew by what is run on it.
#
# XENO_BIN and VENDOR_SIM_BIN name programs that are built already, and
# TEST_DATABASE_URL a Postgres that runs; then none is built or started.

# prepare_stage HOME
prepare_stage() {
  mkdir -p "$1"
  need_node
  need_redis
  get_chromium || fail "$chromium_is_missing"
  if [ -z "${XENO_BIN:-}" ] || [ -z "${VENDOR_SIM_BIN:-}" ]; then
    need_rust
    build_everything
    export XENO_BIN=$build_dir/xeno VENDOR_SIM_BIN=$build_dir/vendor_sim
  fi
  if [ -z "${TEST_DATABASE_URL:-}" ]; then
    need_postgres "$(data_version "$1/postgres")"
    start_postgres "$1/postgres" lasting
    export TEST_DATABASE_URL=$postgres_url/postgres
  fi
  export CHROMIUM=$chromium REDIS_SERVER=$redis_server
}

# on_stage COMMAND...: runs it in web/. It ends what it has started, so that a
# Ctrl-C reaches it first.
on_stage() {
  local status=0
  (cd "$web_dir" && exec "$@") &
  stage_job=$!
  wait "$stage_job" || status=$?
  stage_job=
  return "$status"
}

finish_stage() {
  trap '' INT TERM HUP
  if [ -n "${stage_job:-}" ]; then
    kill -TERM "$stage_job" 2>/dev/null && wait "$stage_job" || :
  fi
  stop_build
  stop_processes
  unlock
}
