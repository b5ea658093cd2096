#!/usr/bin/env python3
"""Draw every picture in icons/ from its two SVG sources.

icon.svg is the icon; icon-small.svg is the same desk drawn on the pixel grid,
for 32 pixels and below. Needs rsvg-convert (Debian package librsvg2-bin).
The results are committed: run this only after changing a source.
"""

import pathlib
import struct
import subprocess

ICONS = pathlib.Path(__file__).resolve().parent.parent / "icons"

# File name -> pixels. The names are those that Tauri's bundler looks for.
PNGS = {"32x32.png": 32, "128x128.png": 128, "128x128@2x.png": 256, "icon.png": 512}
ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]
# Apple's type codes for PNG entries, and their pixels.
ICNS_TYPES = {
    b"icp4": 16,
    b"icp5": 32,
    b"ic11": 32,
    b"ic12": 64,
    b"ic07": 128,
    b"ic13": 256,
    b"ic08": 256,
    b"ic14": 512,
    b"ic09": 512,
    b"ic10": 1024,
}


def png(pixels: int) -> bytes:
    source = ICONS / ("icon-small.svg" if pixels <= 32 else "icon.svg")
    command = ["rsvg-convert", "--width", str(pixels), "--height", str(pixels), source]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def ico(images: dict[int, bytes]) -> bytes:
    """A Windows icon of PNG entries: header, directory, then the pictures."""
    directory, pictures = b"", b""
    first = 6 + 16 * len(images)
    for pixels, data in images.items():
        side = pixels % 256  # 256 is written as 0
        directory += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), first + len(pictures))
        pictures += data
    return struct.pack("<HHH", 0, 1, len(images)) + directory + pictures


def icns(images: dict[bytes, bytes]) -> bytes:
    """An Apple icon: each entry is its type, its length with this header, and a PNG."""
    entries = b"".join(kind + struct.pack(">I", 8 + len(data)) + data for kind, data in images.items())
    return b"icns" + struct.pack(">I", 8 + len(entries)) + entries


for name, pixels in PNGS.items():
    (ICONS / name).write_bytes(png(pixels))
(ICONS / "icon.ico").write_bytes(ico({pixels: png(pixels) for pixels in ICO_SIZES}))
(ICONS / "icon.icns").write_bytes(icns({kind: png(pixels) for kind, pixels in ICNS_TYPES.items()}))
