#!/usr/bin/env python3
"""Draws the icons of the program and of exported analyses in every size and for every system.

    packaging/icons/make_icons.py           draws them; needs rsvg-convert, icotool and png2icns
                                            (Debian: librsvg2-bin icoutils icnsutils)
    packaging/icons/make_icons.py --check   whether all are there, in the sizes their places promise; needs nothing

What is drawn is committed, so that no build needs these tools. Small sizes have drawings of their own, on grids of
16 and 24 pixels: scaled down, the large one is a blur.
"""

import pathlib
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
ICONS = ROOT / "packaging/icons"
HICOLOR = ROOT / "packaging/linux/icons/hicolor"
APP_ID = "io.github.reasonglass.Reasonglass"

LINUX_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 128)  # and 256, which Windows wants as PNG
# Points and scale of each element of an .icns file that holds a PNG.
MAC_ELEMENTS = {"ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256, "ic14": 512, "ic09": 512, "ic10": 1024}

# name: (large drawing, folder and name within hicolor, margin that macOS expects around it on a grid of 128)
DRAWINGS = {
    "reasonglass": (ROOT / "resources/icons/reasonglass.svg", "apps", APP_ID, 8),
    "analysis": (ICONS / "analysis.svg", "mimetypes", f"{APP_ID}.analysis", 0),
}


def render(svg: str, size: int, target: pathlib.Path) -> None:
    subprocess.run(["rsvg-convert", "-w", str(size), "-h", str(size), "-o", str(target)], input=svg.encode(), check=True)


def with_view(svg: str, old: int, start: int, extent: int) -> str:
    before = f'viewBox="0 0 {old} {old}"'
    assert before in svg
    return svg.replace(before, f'viewBox="{start} {start} {extent} {extent}"')


def drawing(name: str, size: int) -> str:
    """The drawing that suits a size. The one for 24 has a border of one pixel; without it, it fits 22."""
    if size <= 16:
        return (ICONS / f"{name}-16.svg").read_text()
    if size <= 24:
        svg = (ICONS / f"{name}-24.svg").read_text()
        return svg if size == 24 else with_view(svg, 24, 1, 22)
    return DRAWINGS[name][0].read_text()


def png_of(name: str, size: int) -> pathlib.Path:
    _, folder, stem, _ = DRAWINGS[name]
    return HICOLOR / f"{size}x{size}" / folder / f"{stem}.png"


def make_linux(name: str) -> None:
    source, folder, stem, _ = DRAWINGS[name]
    for size in LINUX_SIZES:
        png_of(name, size).parent.mkdir(parents=True, exist_ok=True)
        render(drawing(name, size), size, png_of(name, size))
    scalable = HICOLOR / "scalable" / folder / f"{stem}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_text(source.read_text())


def make_windows(name: str, work: pathlib.Path) -> None:
    pngs = []
    for size in WINDOWS_SIZES:
        pngs.append(work / f"{name}-win-{size}.png")
        render(drawing(name, size), size, pngs[-1])
    target = ROOT / "packaging/windows" / f"{name}.ico"
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["icotool", "-c", "-o", target, f"--raw={png_of(name, 256)}", *pngs], check=True)


def elements_of(icns: bytes):
    at = 8
    while at < len(icns):
        kind, length = struct.unpack(">4sI", icns[at : at + 8])
        yield kind, icns[at + 8 : at + length]
        at += length


def make_mac(name: str, work: pathlib.Path) -> None:
    """16 and 32 points in the old packed form, which png2icns writes; PNG for all others, where it writes JPEG 2000."""
    source, _, _, margin = DRAWINGS[name]
    large = with_view(source.read_text(), 128, -margin, 128 + 2 * margin)
    small = []
    for size in (16, 32):
        small.append(work / f"{name}-mac-{size}.png")
        render(drawing(name, 16) if size == 16 else large, size, small[-1])
    packed = work / f"{name}.icns"
    subprocess.run(["png2icns", packed, *small], check=True, stdout=subprocess.DEVNULL)
    elements = list(elements_of(packed.read_bytes()))
    for kind, size in MAC_ELEMENTS.items():
        png = work / f"{name}-mac-{kind}.png"
        render(large, size, png)
        elements.append((kind.encode(), png.read_bytes()))
    body = b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind, data in elements)
    target = ROOT / "packaging/macos" / f"{name}.icns"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"icns" + struct.pack(">I", len(body) + 8) + body)


def png_size(data: bytes) -> int:
    """The width, which is the height too; 0 if this is no square PNG."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        return 0
    width, height = struct.unpack(">II", data[16:24])
    return width if width == height else 0


def faults(name: str):
    source, folder, stem, _ = DRAWINGS[name]
    for size in LINUX_SIZES:
        png = png_of(name, size)
        if not png.exists() or png_size(png.read_bytes()) != size:
            yield f"{png.relative_to(ROOT)} is not a picture of {size} pixels"
    scalable = HICOLOR / "scalable" / folder / f"{stem}.svg"
    if not scalable.exists() or scalable.read_text() != source.read_text():
        yield f"{scalable.relative_to(ROOT)} is not {source.relative_to(ROOT)}"
    ico = (ROOT / "packaging/windows" / f"{name}.ico").read_bytes()
    if struct.unpack("<HHH", ico[:6]) != (0, 1, len(WINDOWS_SIZES) + 1):
        yield f"{name}.ico has not all sizes"
    icns = dict(elements_of((ROOT / "packaging/macos" / f"{name}.icns").read_bytes()))
    for kind, size in MAC_ELEMENTS.items():
        if png_size(icns.get(kind.encode(), b"")) != size:
            yield f"{name}.icns has no {size} pixels in {kind}"


def main() -> int:
    if sys.argv[1:] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    if not sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            for name in DRAWINGS:
                make_linux(name)
                make_windows(name, pathlib.Path(folder))
                make_mac(name, pathlib.Path(folder))
    found = [fault for name in DRAWINGS for fault in faults(name)]
    for fault in found:
        print(f"make_icons: {fault}; run packaging/icons/make_icons.py", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
