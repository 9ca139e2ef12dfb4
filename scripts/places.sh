# shellcheck shell=bash
# Where things lie. Whatever the scripts fetch, make or write is under .local/
# in the checkout, which git ignores: delete it and nothing is left behind
# (but where Postgres must live elsewhere: servers/postgres.sh says when).

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck disable=SC2034 # read by whoever sources this file
{
  local_dir=$root/.local
  tools_dir=$local_dir/tools # programs from package registries
  log_dir=$local_dir/log     # one file a program
  target_dir=${CARGO_TARGET_DIR:-target}
}
case $target_dir in
  /*) ;;
  *) target_dir=$root/$target_dir ;;
esac
