# shellcheck shell=bash
# The build of `make run`: the web client, then both binaries, since the
# server's embeds the client. The first time, when it takes minutes, the crates
# that they stand on are built while npm installs.

build_dir=$target_dir/local # where the binaries land
web_job=

build_everything() {
  heading "Building (the first time takes some minutes; what the web client's build says is in .local/log/web.log)"
  mkdir -p "$log_dir"
  set -m
  (install_web && build_web) >"$log_dir/web.log" 2>&1 </dev/null &
  set +m
  web_job=$!
  build_crates
  wait "$web_job" || fail "The web client could not be built. $(end_of_log web)"
  web_job=
  cargo build --profile local --workspace --bins
}

# The crates that both members depend on, without the members. Named like this,
# they get the same features as in the whole build, so that nothing is built
# twice.
build_crates() {
  local crate crates=()
  [ ! -x "$build_dir/xeno" ] || return 0
  while read -r crate; do
    crates+=(--package "$crate")
  done < <(cargo tree --workspace --edges normal --depth 1 --prefix none --format '{p}' |
    sed -n '/(/d; s/^\([^ ]*\) v\([^ ]*\)$/\1@\2/p' | sort -u)
  cargo build --profile local "${crates[@]}"
}

# Ends the part that runs in the background, if it still does.
stop_build() {
  [ -z "$web_job" ] || kill -TERM -- "-$web_job" 2>/dev/null || :
}
