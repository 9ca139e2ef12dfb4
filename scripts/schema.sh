#!/usr/bin/env bash
# `make schema`: writes schema.graphql from the server's types, and the web
# client's types from that. A server that cannot say its schema leaves the old
# one as it is.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/words.sh
. scripts/places.sh
. scripts/tools/packages.sh
. scripts/tools/rust.sh
. scripts/tools/node.sh
. scripts/web.sh

need_rust
need_node
mkdir -p "$local_dir" web/dist
cargo run --quiet -- schema >"$local_dir/schema.graphql"
mv "$local_dir/schema.graphql" schema.graphql
install_web
(cd web && npm run --silent codegen)
