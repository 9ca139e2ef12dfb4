# shellcheck shell=bash
# A private Redis: loopback only, a password of its own, its state in one
# directory of the checkout. It appends every write to a file, which is on disk
# before the write is answered for, and refuses writes rather than evict what it
# was given. (With "everysec" it does not only risk a second at a power cut: while
# a flush takes long it answers for writes that it still holds in memory, so that
# even kill -9 loses some.)

# start_redis HOME: sets redis_url. HOME keeps port, password and data.
start_redis() {
  local home=$1 port password
  mkdir -p "$home/data"
  stop_leftovers redis-server "$home/data" TERM
  port=$(remembered_port "$home/port")
  password=$(password "$home/password")
  (
    umask 077
    cat >"$home/redis.conf" <<END
bind 127.0.0.1
port $port
requirepass $password
appendonly yes
appendfsync always
save ""
maxmemory-policy noeviction
END
  )
  start redis-server "$home/data" TERM "$redis_server" "$home/redis.conf"
  await redis-server 300 redis_is_ready "$port" "$password"
  redis_url=redis://:$password@127.0.0.1:$port/
}

# It accepts connections before its data is loaded, but answers PING only then.
redis_is_ready() (
  exec 2>/dev/null
  exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
  printf 'AUTH %s\r\nPING\r\n' "$2" >&3
  read -r -t 5 authenticated <&3 && [[ $authenticated == +OK* ]] &&
    read -r -t 5 answer <&3 && [[ $answer == +PONG* ]]
)
