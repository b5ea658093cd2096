#!/usr/bin/env bash
# The UI's npm packages, exactly as its lock file says.
. "$(dirname "$0")/lib.sh"

cd "$root/ui"
# npm writes the second file when an install has finished, so an interrupted one is done again.
if [ node_modules/.package-lock.json -nt package-lock.json ]; then
  say "npm packages: already there."
  exit 0
fi
say "Installing npm packages of the UI"
npm ci --no-audit --no-fund --loglevel=error ||
  fail "npm could not install the UI's packages. Check the network, then start again, or run: cd ui && npm ci"
touch node_modules/.package-lock.json
