# Shared by the set-up scripts: the words they use, the cache's place, and comparing versions.
# Sourced, never run.
# shellcheck shell=bash

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# A machine's service accounts and some CI have no HOME; the user database knows better than "/".
if [ -z "${HOME:-}" ]; then
  HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
  export HOME
fi

# What is downloaded or built once for all checkouts: the model, the cargo tools.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/copydeck
tools=$cache/tools
PATH=$tools/bin:$PATH

say() { printf '%s\n' "$*"; }
note() { printf '%s\n' "$*" >&2; }
fail() {
  note "error: $1"
  shift
  for line in "$@"; do note "       $line"; done
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# at_least HAVE WANT: is version HAVE the same as WANT or newer?
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }
