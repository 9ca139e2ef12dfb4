# shellcheck shell=bash
# A private Postgres: loopback TCP only, a password of its own, its whole state
# in one directory of the checkout.
#
# Postgres refuses to run as root. For root it is therefore started in a user
# namespace, where root goes by the name of nobody: outside, the files stay
# root's and the checkout may be closed to everybody else. Where namespaces are
# forbidden (most containers) it runs as the user nobody, and the data goes to
# /var/tmp, since that user may not be able to enter the checkout.

# start_postgres HOME lasting|throwaway: sets postgres_url, the superuser's URL
# without a database; the databases postgres and xeno exist. HOME keeps port,
# password and data. Throwaway data is wiped first, and not safe from a crash.
start_postgres() {
  local home=$1 kind=$2 data password
  mkdir -p "$home"
  choose_postgres_user "$home"
  data=$postgres_home/data
  if [ -d "$data" ]; then
    stop_leftovers postgres "$data" INT
    if [ "$kind" = throwaway ]; then
      rm -rf "$data"
    else
      refuse_foreign_data "$data"
      # Nobody works in there any more, so whatever process has this number by
      # now is a stranger, and Postgres must not take it for its own.
      [ ! -d /proc/self ] || rm -f "$data/postmaster.pid"
    fi
  fi
  password=$(password "$home/password")
  if [ ! -d "$data" ]; then
    make_postgres_data "$data" "$password"
  fi
  postgres_port=$(remembered_port "$home/port")
  write_postgres_settings "$data" "$kind"
  start postgres "$data" INT "${postgres_user[@]}" "$postgres_bin/postgres" -D "$data"
  await postgres 300 postgres_is_ready "$data"
  postgres_url=postgres://postgres:$password@127.0.0.1:$postgres_port
}

# data_version HOME: prints the major version that made the data, if there is
# any.
data_version() {
  cat "$1/data/PG_VERSION" "$(cat "$1/elsewhere" 2>/dev/null)/data/PG_VERSION" 2>/dev/null | head -n 1
}

# Its pid file says so in line 8.
postgres_is_ready() {
  [ "$(sed -n '8s/ *$//p' "$1/postmaster.pid" 2>/dev/null)" = ready ]
}

# Sets postgres_user, the words before a command that run it as a user that
# Postgres accepts, and postgres_home, where that user may write.
choose_postgres_user() {
  local home=$1 user group
  postgres_user=(env)
  postgres_home=$home
  [ "$(id -u)" = 0 ] || return 0
  user=$(id -u nobody)
  group=$(id -g nobody)
  postgres_user=(unshare --user --map-user="$user" --map-group="$group")
  # In the namespace root is an ordinary owner: a checkout that belongs to
  # somebody else can be closed to it too.
  if "${postgres_user[@]}" test -w "$home" -a -x "$postgres_bin/postgres" 2>/dev/null; then
    return
  fi
  command -v setpriv >/dev/null || fail "Postgres refuses to run as root, and neither user namespaces (unshare) nor \
setpriv are to be had here. Run this as an ordinary user, or set DATABASE_URL."
  postgres_user=(setpriv --reuid "$user" --regid "$group" --clear-groups)
  if ! [ -d "$(cat "$home/elsewhere" 2>/dev/null)" ]; then
    mktemp -d /var/tmp/xeno-postgres.XXXXXX >"$home/elsewhere"
  fi
  postgres_home=$(cat "$home/elsewhere")
  chown "$user:$group" "$postgres_home"
  say "Postgres runs as nobody here, with its data in $postgres_home."
  use_postgres_outside_checkout
}

# A program that lies in the checkout is as closed to nobody as the data.
use_postgres_outside_checkout() {
  local installation=${postgres_bin%/bin}
  case $postgres_bin in
    "$root"/*)
      [ -d "$postgres_home/program" ] || cp -R "$installation" "$postgres_home/program"
      postgres_bin=$postgres_home/program/bin
      ;;
  esac
}

refuse_foreign_data() {
  local made_by present
  made_by=$(cat "$1/PG_VERSION")
  present=$(postgres_major "$postgres_bin")
  [ "$made_by" = "$present" ] || fail "The data in $1 was made by PostgreSQL $made_by, but this machine has version \
$present. Install version $made_by, or run \"make clean-data\" to start afresh without that data."
}

# Whole or not at all: a half-made cluster never gets its final name.
make_postgres_data() {
  local data=$1 password=$2 log=$log_dir/initdb.log locale=C
  mkdir -p "$log_dir"
  if locale -a 2>/dev/null | grep -qix 'C\.utf-\?8'; then
    locale=C.UTF-8
  fi
  rm -rf "$data.part"
  (
    cd "$postgres_home"
    "${postgres_user[@]}" "$postgres_bin/initdb" --pgdata="$data.part" --username=postgres --encoding=UTF8 \
      --locale="$locale" --auth=trust --no-instructions
    printf '%s\n' "ALTER ROLE postgres PASSWORD '$password'" 'CREATE DATABASE xeno' |
      "${postgres_user[@]}" "$postgres_bin/postgres" --single -D "$data.part" postgres
  ) >"$log" 2>&1 </dev/null || fail "Postgres could not make its data directory. $(end_of_log initdb)"
  mv "$data.part" "$data"
}

# Both files are written anew at each start, so that they follow the checkout.
write_postgres_settings() {
  local data=$1 kind=$2
  cat >"$data/pg_hba.conf" <<END
host all all 127.0.0.1/32 scram-sha-256
END
  cat >"$data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
port = $postgres_port
unix_socket_directories = ''  # their paths are limited to 107 characters
max_connections = 200
shared_buffers = $(shared_buffers_mb "$kind")MB
work_mem = 32MB
max_wal_size = 4GB            # bulk loads write far more than the default 1 GB between checkpoints
jit = off                     # compiling costs more than it saves on queries of milliseconds
dynamic_shared_memory_type = $(shared_memory_type)
timezone = 'UTC'
log_timezone = 'UTC'
END
  if [ "$kind" = throwaway ]; then
    printf '%s\n' 'fsync = off' 'synchronous_commit = off' 'full_page_writes = off' >>"$data/postgresql.conf"
  fi
}

# Containers often have 64 MB of /dev/shm, which one parallel query exhausts.
shared_memory_type() {
  local kilobytes
  kilobytes=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $2 }')
  if [ "${kilobytes:-1048576}" -ge 1048576 ]; then
    echo posix
  else
    echo mmap
  fi
}

# A quarter of the memory that this machine or container has; tests share the
# machine with what they test and get half of that.
shared_buffers_mb() {
  local memory limit
  memory=$(memory_mb)
  limit=4
  [ "$1" = lasting ] || limit=8
  echo $((memory / limit > 128 ? memory / limit : 128))
}

memory_mb() {
  local memory=2048 limit
  if [ -r /proc/meminfo ]; then
    memory=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024))
  fi
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null) || limit=max
  if [[ $limit =~ ^[0-9]+$ ]] && [ $((limit / 1048576)) -lt $memory ]; then
    memory=$((limit / 1048576))
  fi
  echo $memory
}
