# shellcheck shell=bash
# What the tests are told, by `make test` and `make servers` alike.

# Finds or gets what the tests need, Chromium apart.
need_test_tools() {
  need_rust
  need_node
  need_postgres
  need_redis
}

# Exports where the tests find servers and programs. Each test makes a database
# and starts a Redis of its own. What the caller's environment says of other
# servers must not reach them.
set_test_environment() {
  unset DATABASE_URL READ_DATABASE_URL REDIS_URL LISTEN PUBLIC_URL VENDOR_URL VENDOR_LISTEN VENDOR_SECRET \
    VENDOR_DATA_DIR OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET GOOGLE_CLIENT_ID GOOGLE_CLIENT_SECRET LOCAL_ADMIN \
    ADMIN_EMAIL ALLOWED_DOMAINS ALLOWED_EMAILS XENO_API_KEY
  export TEST_DATABASE_URL=$postgres_url/postgres
  export REDIS_SERVER=$redis_server
  export CHROMIUM=$chromium
  export XENO_BIN=$target_dir/debug/xeno
  export VENDOR_SIM_BIN=$target_dir/debug/vendor_sim
}

# Prints the same as lines for a shell.
print_test_environment() {
  local name
  for name in TEST_DATABASE_URL REDIS_SERVER CHROMIUM XENO_BIN VENDOR_SIM_BIN; do
    printf 'export %s=%q\n' $name "${!name}"
  done
}
