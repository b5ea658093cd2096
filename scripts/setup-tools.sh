#!/usr/bin/env bash
# The cargo tools that only the tests need. One found on PATH is used; else it is built once,
# into the cache, for every checkout.
. "$(dirname "$0")/lib.sh"

# want TOOL VERSION-REQUIREMENT: for cargo install, where TOOL was found missing or too old.
want() {
  local tool=$1 requirement=$2
  say "Building $tool $requirement, once: some minutes"
  mkdir -p "$cache"
  # Kept apart from the app's builds, which have their own flags, and gone when it has worked.
  CARGO_TARGET_DIR=$tools/build cargo install --locked --quiet --root "$tools" --version "$requirement" "$tool" ||
    fail "cargo could not install $tool. Check the network, then start again, or run:" \
      "cargo install --locked --version '$requirement' $tool"
  rm -rf "$tools/build"
}

# version_of COMMAND...: the first thing that looks like a version in what it prints.
version_of() { "$@" 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1 || true; }

nextest=$(version_of cargo-nextest --version)
{ [ -n "$nextest" ] && at_least "$nextest" 0.9.100; } || want cargo-nextest '^0.9.100'

deny=$(version_of cargo-deny --version)
{ [ -n "$deny" ] && at_least "$deny" 0.20.0; } || want cargo-deny '^0.20'

# It has no --version, and 3.0 is still an alpha: one on PATH is taken at its word.
has tauri-driver || want tauri-driver '^2.1'

say "Cargo tools: already there."
