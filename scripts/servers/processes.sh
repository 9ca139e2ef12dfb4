# shellcheck shell=bash
# The processes that a script starts, and their end. Each runs in a process
# group of its own, so that Ctrl-C reaches the script alone, which then stops
# them in the order that loses nothing: the last started first.
#
# A script that is killed outright leaves its processes behind. They are known
# again by the directory they work in, which is private to each, and by name:
# process ids are reused, so a file with a number in it proves nothing.

process_names=()
process_ids=()
process_signals=()

# start NAME DIRECTORY SIGNAL COMMAND...: runs COMMAND in DIRECTORY, its output in
# .local/log/NAME.log. SIGNAL is its request to finish what it does and end.
start() {
  local name=$1 directory=$2 signal=$3
  shift 3
  mkdir -p "$log_dir"
  set -m
  (cd "$directory" && exec "$@") </dev/null >"$log_dir/$name.log" 2>&1 &
  set +m
  process_names+=("$name")
  process_ids+=($!)
  process_signals+=("$signal")
}

# await NAME SECONDS CONDITION...: until the command CONDITION succeeds. Fails
# with the log's end if NAME, the last started, ends or the time is over.
await() {
  local name=$1 deadline=$((SECONDS + $2)) id=${process_ids[${#process_ids[@]} - 1]}
  shift 2
  until "$@"; do
    is_alive "$id" || fail "$(ended_early "$name")"
    [ $SECONDS -lt $deadline ] || fail "$(printf '%s did not get ready in time. %s' "$name" "$(end_of_log "$name")")"
    sleep 0.1
  done
}

# A process that has ended keeps its id until its parent has asked how.
is_alive() {
  kill -0 "$1" 2>/dev/null && ! grep -qs '^State:.Z' "/proc/$1/status"
}

ended_early() {
  printf '%s ended unexpectedly. %s' "$1" "$(end_of_log "$1")"
}

end_of_log() {
  printf 'The last lines of .local/log/%s.log:\n' "$1"
  tail -n 15 "$log_dir/$1.log" | sed 's/^/  /'
}

# Waits until one of the processes ends, which none should, and fails with its
# name.
watch_processes() {
  local i
  while :; do
    wait -n 2>/dev/null || :
    for i in "${!process_ids[@]}"; do
      is_alive "${process_ids[i]}" || fail "$(ended_early "${process_names[i]}")"
    done
  done
}

# Stops whatever was started and still runs.
stop_processes() {
  local i
  for ((i = ${#process_ids[@]} - 1; i >= 0; i--)); do
    end_processes "${process_names[i]}" "${process_signals[i]}" "${process_ids[i]}"
    wait "${process_ids[i]}" 2>/dev/null || :
  done
  process_names=() process_ids=() process_signals=()
}

# stop_leftovers NAME DIRECTORY SIGNAL: ends processes called NAME that still
# work in DIRECTORY, since only a run that was killed leaves any. (Needs /proc;
# elsewhere the servers' own checks must do.)
stop_leftovers() {
  local ids
  ids=$(processes_in "$1" "$2")
  [ -n "$ids" ] || return 0
  say "Stopping $1, left behind by a run that was killed."
  # shellcheck disable=SC2086 # one word an id
  end_processes "$1" "$3" $ids
}

# end_processes NAME SIGNAL ID...: all are told at once, since some end only
# with another. A minute to end in, then no more.
end_processes() {
  local name=$1 signal=$2 id deadline=$((SECONDS + 60))
  shift 2
  kill -"$signal" "$@" 2>/dev/null || :
  for id in "$@"; do
    while is_alive "$id"; do
      if [ $SECONDS -ge $deadline ]; then
        warn "$name did not end within a minute and is killed."
        kill -KILL "$@" 2>/dev/null || :
        return
      fi
      sleep 0.05
    done
  done
}

processes_in() {
  local process comm
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/cwd" 2>/dev/null)" = "$2" ] || continue
    comm=$(cat "$process/comm" 2>/dev/null) || continue
    # The kernel keeps 15 characters of a name.
    [ "$comm" = "${1:0:15}" ] && echo "${process#/proc/}"
  done
  return 0
}
