#!/usr/bin/env bash
# Every check, the quick ones first, each timed; stops at the first that fails.
#   test.sh        all of them
#   test.sh lint   those that only read the sources
. "$(dirname "$0")/lib.sh"

cd "$root"
# One set of features and packages, so that clippy and the tests share what they can of the builds.
rust=(--workspace --locked --features custom-protocol)

summary=()
step() {
  local name=$1 began=$SECONDS outcome=passed status=0
  shift
  say ""
  say "== $name"
  "$@" || status=$?
  case $status in
    0) ;;
    "$skipped") outcome=skipped ;;
    *) outcome=FAILED ;;
  esac
  summary+=("$(printf '%-8s %4d s  %s' "$outcome" $((SECONDS - began)) "$name")")
  [ "$outcome" != FAILED ] || exit 1
}
# What a check returns when it could not be made here, having said why.
skipped=75

finish() {
  say ""
  say "== Summary"
  for line in "${summary[@]}"; do say "$line"; done
}
trap finish EXIT

advisories() {
  local log
  log=$(mktemp)
  # Only the fetch may fail for want of a network; what the database says is never waved through.
  if ! timeout 60 cargo deny --locked fetch db >"$log" 2>&1; then
    tail -n 3 "$log"
    rm -f "$log"
    say "Skipped: the advisory database can't be fetched from this machine."
    return $skipped
  fi
  rm -f "$log"
  cargo deny --locked check --disable-fetch advisories
}

# The core alone: without the tests' dependencies cargo would build llama.cpp a second time, only to
# read what the engine says of itself.
docs() { RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --no-deps -p copydeck-core; }

in_ui() { (cd ui && npm run --silent "$@"); }

step "Rust formatting" cargo fmt --all --check
step "UI formatting and lints" in_ui lint
step "UI types" in_ui check
step "UI build" make ui
step "Rust lints" cargo clippy --quiet --all-targets "${rust[@]}" -- -D warnings
step "Rust documentation" docs
[ "${1:-}" != lint ] || exit 0

step "Licences, bans and sources" cargo deny --locked --log-level error check bans licenses sources
step "Advisories" advisories
step "UI tests" in_ui test
step "Rust tests, with the real window" scripts/with-keyring.sh cargo nextest run --no-fail-fast "${rust[@]}"
