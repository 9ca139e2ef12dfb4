# shellcheck shell=bash
# Rust, the one thing that these scripts leave to you, and a C compiler, which
# a few crates call.

# Puts cargo on PATH.
need_rust() {
  if ! command -v cargo >/dev/null; then
    PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
    export PATH
  fi
  command -v cargo >/dev/null || fail "Rust is missing. Install it with rustup, then run this again."
  command -v cc >/dev/null || { install_package compiler "some crates build C" && command -v cc >/dev/null; } ||
    fail "A C compiler is missing. Install gcc or clang, then run this again."
}
