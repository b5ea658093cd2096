#!/usr/bin/env bash
# Opens the built app, or, where no window can open, shows the same work in the terminal.
. "$(dirname "$0")/lib.sh"

cd "$root"
copydeck=${CARGO_TARGET_DIR:-target}/release/copydeck

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  say "Opening Copydeck"
  exec "$copydeck"
fi

say "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open."
say "Drafting a sample brief with the bundled model instead:"
say ""
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
"$copydeck" --data-dir "$data" draft launch-email --no-save \
  --set product="Brightleaf trail bottle"
