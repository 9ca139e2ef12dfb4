# shellcheck shell=bash
# Secrets made once and kept in files that nobody else may read: other users of
# this machine can reach its loopback ports too.

# secret FILE: prints 32 random bytes in base64, the same ones every time.
secret() {
  if [ ! -s "$1" ]; then
    (umask 077 && head -c 32 /dev/urandom | base64 | tr -d '\n' >"$1.part")
    mv "$1.part" "$1"
  fi
  cat "$1"
}

# password FILE: likewise in hexadecimal, which needs no escapes in a URL.
password() {
  if [ ! -s "$1" ]; then
    (umask 077 && od -An -N 16 -t x1 /dev/urandom | tr -d ' \n' >"$1.part")
    mv "$1.part" "$1"
  fi
  cat "$1"
}
