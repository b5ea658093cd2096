#!/usr/bin/env bash
# Speed and memory against their goals, as one table. With AREA=…, only the areas so named.
. "$(dirname "$0")/lib.sh"

cd "$root"
if [ ! benches/peers/node_modules/.package-lock.json -nt benches/peers/package-lock.json ]; then
  say "Installing the npm packages to compare with"
  (cd benches/peers && npm install --no-save --omit=optional --no-audit --no-fund --loglevel=error) ||
    note "They could not be installed; what needs them is left out."
fi
say "Building Copydeck and the benchmarks"
cargo bench --quiet --locked --features custom-protocol --bench figures --no-run
# A session bus and a keyring of its own, for the providers that are measured.
exec scripts/with-keyring.sh cargo bench --quiet --locked --features custom-protocol --bench figures -- ${AREA:+"$AREA"}
