# shellcheck shell=bash
# Ports on the loopback interface, which is all that the private servers use.

# host_of 127.0.0.1:8080, host_of [::1]:8080
host_of() {
  local host=${1%:*}
  host=${host#[}
  echo "${host%]}"
}

port_of() {
  echo "${1##*:}"
}

# is_open ADDRESS: whether someone accepts connections there.
is_open() {
  (exec 3<>"/dev/tcp/$(host_of "$1")/$(port_of "$1")") 2>/dev/null
}

# Prints a free port from below the range that the kernel gives to clients.
free_port() {
  local port
  while :; do
    port=$((RANDOM % 12000 + 20000))
    if ! is_open "127.0.0.1:$port"; then
      echo "$port"
      return
    fi
  done
}

# remembered_port FILE: prints the port that FILE names while it is free, else a
# new one, and keeps it there, so that a client's bookmark stays good.
remembered_port() {
  local port=
  if [ -s "$1" ]; then
    port=$(cat "$1")
  fi
  if [ -z "$port" ] || is_open "127.0.0.1:$port"; then
    port=$(free_port)
    echo "$port" >"$1"
  fi
  echo "$port"
}

# answers ADDRESS PATH: whether a GET is answered with 200. No curl: a bare
# machine has none.
answers() (
  port=$(port_of "$1")
  exec 2>/dev/null
  exec 3<>"/dev/tcp/$(host_of "$1")/$port" || exit 1
  printf 'GET %s HTTP/1.1\r\nHost: localhost:%s\r\nConnection: close\r\n\r\n' "$2" "$port" >&3
  read -r -t 5 status <&3 && [[ $status == HTTP/1.?" 200"* ]]
)
