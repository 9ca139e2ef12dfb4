# shellcheck shell=bash
# The web client. The server's binary embeds web/dist, so it is built first.
# Installing and building are skipped while what goes into them is unchanged:
# a stamp holds the checksum of what the last success was made from.

web_dir=$root/web

# stamped STAMP CHECKSUM: whether the last success was made from the same.
stamped() {
  [ "$(cat "$1" 2>/dev/null)" = "$2" ]
}

# Installs exactly what package-lock.json says.
install_web() {
  local stamp=$web_dir/node_modules/.installed-from checksum
  checksum=$(cat "$web_dir/package.json" "$web_dir/package-lock.json" <(node --version) | cksum)
  if ! stamped "$stamp" "$checksum"; then
    (cd "$web_dir" && npm ci --engine-strict --no-audit --no-fund --loglevel=error </dev/null) || return 1
    echo "$checksum" >"$stamp"
  fi
}

build_web() {
  local stamp=$local_dir/web_built_from checksum
  checksum=$(find "$web_dir" \( -name node_modules -o -path "$web_dir/dist" \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 cksum | cksum)
  if ! stamped "$stamp" "$checksum" || [ ! -e "$web_dir/dist/index.html" ]; then
    (cd "$web_dir" && npm run --silent build </dev/null) || return 1
    echo "$checksum" >"$stamp"
  fi
}
