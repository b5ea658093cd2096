#!/usr/bin/env bash
# Opens the built app, or, where no window can open, shows the same work in the terminal.
. "$(dirname "$0")/lib.sh"

cd "$root"
copydeck=${CARGO_TARGET_DIR:-target}/release/copydeck

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  say "Opening Copydeck"
  exec "$copydeck"
fi

data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
sample=(draft launch-email --no-save --tone formality=2,energy=4,seriousness=3
  --set product="Brightleaf trail bottle"
  --set news="It keeps drinks cold for 24 hours and weighs 240 grams."
  --set audience="people who hike at the weekend"
  --set cta="See the bottle")

say "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open."
say "Drafting a sample brief in the terminal instead, with the bundled model:"
say ""
say "  copydeck $(printf '%q ' "${sample[@]}")"
say ""
"$copydeck" --data-dir "$data" "${sample[@]}"
