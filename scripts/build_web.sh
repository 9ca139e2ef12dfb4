#!/usr/bin/env bash
# `make web`: the web client alone, into web/dist, which the server embeds.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/words.sh
. scripts/places.sh
. scripts/tools/packages.sh
. scripts/tools/node.sh
. scripts/web.sh

mkdir -p "$local_dir"
need_node
install_web
build_web
