#!/usr/bin/env bash
# System packages of Debian 12 and 13 and of Ubuntu 22.04 and newer: installs what is missing.
#   setup-system.sh run    what building and running the app needs
#   setup-system.sh test   that, and what the tests of the real window need
. "$(dirname "$0")/lib.sh"

build_packages=(
  build-essential        # C and C++ for SQLite, ring and llama.cpp
  cmake                  # builds llama.cpp
  libclang-dev           # generates its bindings
  libdbus-1-dev          # the desktop's message bus
  libwebkit2gtk-4.1-dev  # the window
  pkg-config
  python3                # fetches and unpacks the bundled model
)
test_packages=(
  dbus-daemon            # dbus-run-session: a session bus for the tests alone
  fonts-dejavu-core      # so that screenshots have every glyph
  gnome-keyring          # a real keyring on that bus
  webkit2gtk-driver      # drives the real window
  xvfb                   # the screen it opens on
)

case ${1:-} in
  run) wanted=("${build_packages[@]}") ;;
  test) wanted=("${build_packages[@]}" "${test_packages[@]}") ;;
  *) fail "usage: setup-system.sh run|test" ;;
esac

if ! has dpkg-query || ! has apt-get; then
  say "System packages: this is neither Debian nor Ubuntu, so they are yours to install:"
  say "  the equivalents of ${wanted[*]}"
  exit 0
fi

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=()
for package in "${wanted[@]}"; do
  installed "$package" || missing+=("$package")
done
# A pip of any origin will do, so the package is asked for only where there is none.
python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)

if [ ${#missing[@]} -eq 0 ]; then
  say "System packages: already there."
  exit 0
fi

by_hand="sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
say "Installing system packages: ${missing[*]}"

if [ "$(id -u)" -eq 0 ]; then
  as_root=(env DEBIAN_FRONTEND=noninteractive)
elif has sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  as_root=(sudo env DEBIAN_FRONTEND=noninteractive)
else
  fail "these packages need root, and sudo can't be used here. Run this, then start again:" "$by_hand"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The lists may be absent or old; an install can still work when a refresh does not.
"${as_root[@]}" apt-get update -qq >"$log" 2>&1 || note "apt-get update failed; trying with the lists that are there."
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >>"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  fail "apt-get could not install them. Run this, then start again:" "$by_hand"
}
