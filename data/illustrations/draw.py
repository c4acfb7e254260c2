#!/usr/bin/env python3
"""Draw the site's pictures: a cover, poster or portrait beside each page, and the hero of the front page.

    data/illustrations/draw.py            write what differs
    data/illustrations/draw.py --check    write nothing; leave with 1 if something differs

A picture depends on the page's path and its front matter alone: `[extra] image` names the file (cover.webp,
poster.webp or portrait.webp; any other name belongs to its page's author and is left alone) and `[extra] motif` says
what it shows. So a new page never changes the pictures of the others.

Each is drawn as SVG and kept as WebP, as the photographs of a real site would be: the image pipeline cuts its sizes
from it. That needs `rsvg-convert` and `cwebp` (Debian: librsvg2-bin, webp), whose bytes differ between their versions,
so `drawn.json` keeps the digest of each drawing, and that decides whether a picture is up to date.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import zlib
from pathlib import Path

sys.dont_write_bytecode = True  # A run leaves nothing behind but pictures.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from kit import frame, front  # noqa: E402
from kit.dice import Dice  # noqa: E402
from kit.hero import hero  # noqa: E402
from motifs import NAMES  # noqa: E402

SITE = Path(__file__).resolve().parents[2]
HERO = Path("themes/cross-sendai/static/hero.svg")
LEDGER = Path("data/illustrations/drawn.json")
HEAVIEST = 12 * 1024
WIDTH_PX = 1600
QUALITY = 92


def picture_of(page):
    """The file and text of a page's picture, or None where the page has none of ours."""
    data = front.read((SITE / page).read_text(encoding="utf-8"))
    name = front.table(data, "extra").get("image")
    if name not in ("cover.webp", "poster.webp", "portrait.webp"):
        return None
    seed = page.parent.as_posix()
    motif = front.motif_of(data, page.parts[1], Dice("motif " + seed))
    if motif not in NAMES:
        raise front.FrontMatterError(f"no motif is called {motif!r}; there are {', '.join(NAMES)}")
    dice = Dice(seed)
    if name == "portrait.webp":
        text = frame.portrait(motif, dice, front.age_of(data))
    elif name == "poster.webp":
        text = frame.poster(motif, dice, zlib.crc32(page.parts[-3].encode("utf-8")))
    else:
        text = frame.cover(motif, dice)
    return page.parent / name, text


def pictures():
    """Every picture of the site with its text, and the faults met on the way."""
    drawn, faults = [(HERO, hero())], []
    for path in sorted((SITE / "content").rglob("index.md")):
        page = path.relative_to(SITE)
        try:
            made = picture_of(page)
        except (front.FrontMatterError, UnicodeDecodeError, OSError) as fault:
            faults.append(f"{page}: {fault}")
            continue
        if made:
            drawn.append(made)
    for path, text in drawn:
        size = len(text.encode("utf-8"))
        if size > HEAVIEST:
            faults.append(f"{path}: {size} bytes are more than the {HEAVIEST} a picture may have")
    return drawn, faults


def digest(text):
    """What the ledger keeps of a drawing."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def read_ledger():
    """The digest of each picture as it was last drawn, by its path."""
    try:
        return json.loads((SITE / LEDGER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def differs(path, text, ledger):
    """Whether the picture is missing or was made from another drawing."""
    if path.suffix == ".svg":
        return not (SITE / path).exists() or (SITE / path).read_bytes() != text.encode("utf-8")
    return not (SITE / path).exists() or ledger.get(path.as_posix()) != digest(text)


def write(path, text):
    """Write a picture in the format that its name asks for."""
    if path.suffix == ".svg":
        (SITE / path).write_bytes(text.encode("utf-8"))
        return
    pixels = subprocess.run(
        ["rsvg-convert", "--width", str(WIDTH_PX)], input=text.encode("utf-8"), stdout=subprocess.PIPE, check=True
    ).stdout
    subprocess.run(
        ["cwebp", "-quiet", "-q", str(QUALITY), "-m", "6", "-sharp_yuv", "-o", str(SITE / path), "--", "-"],
        input=pixels,
        check=True,
    )


def main():
    """Draw or check, and report each file that differs."""
    parser = argparse.ArgumentParser(description="Draw the site's pictures.")
    parser.add_argument("--check", action="store_true", help="write nothing; leave with 1 if a picture would change")
    check = parser.parse_args().check
    drawn, faults = pictures()
    ledger = read_ledger()
    changed = [(path, text) for path, text in drawn if differs(path, text, ledger)]
    for path, text in changed:
        if not check:
            write(path, text)
        print(f"{'would change' if check else 'drawn'}: {path}")
    if not check:
        kept = {path.as_posix(): digest(text) for path, text in sorted(drawn) if path.suffix != ".svg"}
        (SITE / LEDGER).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    print(f"{len(drawn)} pictures, {len(changed)} {'to change' if check else 'written'}")
    return 2 if faults else int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
