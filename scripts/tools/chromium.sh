# shellcheck shell=bash
# Chromium, for the browser tests alone.

readonly chromium_is_missing="Chromium can be neither found nor installed, and without it the browser tests cannot run. \
As root, \"apt-get install chromium\" brings it; or set CHROMIUM to the path of a Chromium or Chrome that is here."

# Sets chromium to the program's path; 1 if there is none and none could be
# installed.
get_chromium() {
  find_chromium && return
  install_package chromium "the browser tests drive it" && find_chromium
}

find_chromium() {
  local name path
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable chrome \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    [ -n "$name" ] || continue
    path=$(command -v "$name") || continue
    # A package can be a mere pointer to another store: it must answer.
    if "$path" --version >/dev/null 2>&1; then
      chromium=$path
      return
    fi
  done
  return 1
}
