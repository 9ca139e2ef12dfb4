# shellcheck shell=bash
# One run at a time for each set of private servers.

# lock FILE TARGET: takes it for as long as this script lives, or fails with who
# has it. TARGET is what people type.
lock() {
  local owner
  mkdir -p "$(dirname "$1")"
  while ! (set -C && echo $$ >"$1") 2>/dev/null; do
    owner=$(cat "$1" 2>/dev/null) || continue
    if is_a_script_of_ours "$owner"; then
      fail "\"make $2\" is in use here already, by process $owner. Stop that first (Ctrl-C where it runs, or kill $owner)."
    fi
    rm -f "$1" # left behind by a script that was killed
  done
  lock_file=$1
}

unlock() {
  rm -f "${lock_file:?}"
}

# Process ids are reused, so the owner must also run a script, in this checkout.
is_a_script_of_ours() {
  kill -0 "$1" 2>/dev/null || return 1
  [ -d /proc/self ] || return 0
  [ "$(readlink "/proc/$1/cwd")" = "$root" ] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -q 'scripts/'
}
