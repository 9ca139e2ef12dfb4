# shellcheck shell=bash
# What the scripts say. News goes to standard output, trouble to standard
# error, so that a function may print its answer and still be heard.

say() {
  printf '%s\n' "$*"
}

# A stage that takes a while.
heading() {
  printf '\n== %s\n' "$*"
}

warn() {
  printf '%s\n' "$*" >&2
}

# Ends the script (or the subshell that it is called in).
fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}
