#!/usr/bin/env bash
# The two toolchains that set-up does not install: Rust and Node. Too old or missing is said
# here, with what to do, instead of half-way through a build.
. "$(dirname "$0")/lib.sh"

rust_wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)
node_wanted=20.19.0

rust_advice=("Install or update it with rustup (https://rustup.rs): rustup update stable")
has cargo && has rustc || fail "Rust is not installed; Copydeck needs $rust_wanted or newer." "${rust_advice[@]}"
rust=$(rustc --version 2>/dev/null | cut -d' ' -f2) || true
[ -n "$rust" ] || fail "rustc does not run; Copydeck needs Rust $rust_wanted or newer." \
  "With rustup: rustup default stable. If HOME was changed, set RUSTUP_HOME and CARGO_HOME to the old places."
at_least "$rust" "$rust_wanted" ||
  fail "Rust $rust is too old; Copydeck needs $rust_wanted or newer." "${rust_advice[@]}"

node_advice=("Install a current release: https://nodejs.org/en/download")
has node && has npm || fail "Node.js with npm is not installed; Copydeck needs $node_wanted or newer." "${node_advice[@]}"
node=$(node --version | tr -d v)
at_least "$node" "$node_wanted" ||
  fail "Node.js $node is too old; Copydeck needs $node_wanted or newer." "${node_advice[@]}"

say "Toolchains: Rust $rust and Node.js $node, already there."
