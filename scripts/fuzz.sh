#!/usr/bin/env bash
# Fuzzes what reads bytes from strangers: each target for some time, or one.
#   fuzz.sh SECONDS [TARGET]
# What it finds is left where it says; put it among the seeds, and a test replays it.
. "$(dirname "$0")/lib.sh"

cd "$root/src-tauri/core"
seconds=${1:-120}
only=${2:-}
work=${CARGO_TARGET_DIR:-$root/target}/fuzz
mkdir -p "$work"

rustc +nightly --version >/dev/null 2>&1 ||
  fail "fuzzing needs the nightly compiler: rustup toolchain install nightly --profile minimal"
cargo fuzz --version >/dev/null 2>&1 ||
  fail "fuzzing needs cargo-fuzz: cargo install --locked cargo-fuzz"

# The versions that are shipped; cargo adds what only the fuzzer needs.
cp "$root/Cargo.lock" fuzz/Cargo.lock

# No sanitizer: the code has no unsafe of its own, and panics are what is looked for.
options=(--sanitizer none --target-dir "$work")
failed=0
for target in fuzz/targets/*.rs; do
  name=$(basename "$target" .rs)
  [ -z "$only" ] || [ "$name" = "$only" ] || continue
  mkdir -p "$work/corpus/$name" "$work/found/$name"
  say "== $name, $seconds s"
  cargo +nightly fuzz run "${options[@]}" "$name" "$work/corpus/$name" "fuzz/seeds/$name" -- \
    -max_total_time="$seconds" -artifact_prefix="$work/found/$name/" -timeout=10 -verbosity=0 -print_final_stats=1 ||
    failed=1
done
exit $failed
