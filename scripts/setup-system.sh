#!/usr/bin/env bash
# System packages of Debian 12 and 13 and of Ubuntu 22.04 and newer: installs what is missing.
#   setup-system.sh run    what building and running the app needs
#   setup-system.sh test   that, and what the tests of the real window need
# A|B is a package that is called A here and B there; the first that this system knows is taken.
. "$(dirname "$0")/lib.sh"

build_packages=(
  build-essential        # C and C++ for SQLite, ring and llama.cpp
  cmake                  # builds llama.cpp
  libclang-dev           # generates its bindings
  libdbus-1-dev          # the desktop's message bus
  libwebkit2gtk-4.1-dev  # the window
  "pkg-config|pkgconf"   # finds them
  python3                # fetches and unpacks the bundled model
)
test_packages=(
  "dbus-daemon|dbus"     # dbus-run-session: a session bus for the tests alone
  fonts-dejavu-core      # so that screenshots have every glyph
  gnome-keyring          # a real keyring on that bus
  hunspell-en-us         # the words that the spelling test misspells
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
  say "  the equivalents of ${wanted[*]%%|*}"
  exit 0
fi

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
offered() { [[ $(apt-cache policy "$1" 2>/dev/null) == *'Candidate: '[!\(]* ]]; }

# pick NAMES: the one that is installed, else the one that is offered, else none.
pick() {
  local name
  for name in ${1//|/ }; do if installed "$name"; then say "$name"; return; fi; done
  for name in ${1//|/ }; do if offered "$name"; then say "$name"; return; fi; done
}

missing=()
for names in "${wanted[@]}"; do
  chosen=$(pick "$names")
  { [ -n "$chosen" ] && installed "$chosen"; } || missing+=("$names")
done
# A pip of any origin will do, so the package is asked for only where there is none.
python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)

if [ ${#missing[@]} -eq 0 ]; then
  say "System packages: already there."
  exit 0
fi

if [ "$(id -u)" -eq 0 ]; then
  as_root=(env DEBIAN_FRONTEND=noninteractive)
elif has sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  as_root=(sudo env DEBIAN_FRONTEND=noninteractive)
else
  fail "these packages need root, and sudo can't be used here. Run this, then start again:" \
    "sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]%%|*}"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The lists may be absent or old; an install can still work when a refresh does not.
"${as_root[@]}" apt-get update -qq >"$log" 2>&1 || note "apt-get update failed; trying with the lists that are there."

packages=() unknown=()
for names in "${missing[@]}"; do
  chosen=$(pick "$names")
  if [ -n "$chosen" ]; then packages+=("$chosen"); else unknown+=("${names%%|*}"); fi
done
if [ ${#unknown[@]} -gt 0 ]; then
  # Ubuntu has the window's and the tests' packages in universe, which a small image may leave out.
  universe="sudo apt-get install -y software-properties-common && sudo add-apt-repository -y universe"
  grep -qi '^ID=ubuntu' /etc/os-release 2>/dev/null || universe="apt-cache search ${unknown[0]%%-*}"
  fail "no list of this system has a package called: ${unknown[*]}" \
    "Where they are called otherwise here, or are in a part that is switched off, this helps:" \
    "  $universe" "Then start again."
fi

say "Installing system packages: ${packages[*]}"
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >>"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  fail "apt-get could not install them. Run this, then start again:" \
    "sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages[*]}"
}
