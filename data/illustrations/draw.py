#!/usr/bin/env python3
"""Draw the site's pictures: a cover, poster or portrait beside each page, logos, galleries and faces of companies, and the hero.

    data/illustrations/draw.py            write the pictures that differ, and the texts that tell of them
    data/illustrations/draw.py --check    write nothing; leave with 1 if a picture or a text differs

A picture depends on the page's path and its front matter alone: `[extra] image` names the file (cover.webp,
poster.webp or portrait.webp; any other name belongs to its page's author and is left alone) and `[extra] motif` says
what it shows; with companies the trade decides (trades.toml). So a new page never changes the pictures of the others.
Faces come from people.toml: an interview's portrait, and `image` of a company's people. A company's logo.webp and
gallery-1.webp, gallery-2.webp … are drawn as trades.toml says.

What the drawing put into a picture is told by a sentence (kit/words.py), and `image_alt` or a gallery's `alt` has to be that
sentence. Who words it better writes it into edited.toml beside the digest of the picture it was written for; when the
picture changes, the edit no longer holds.

Each is drawn as SVG and kept as WebP, as the photographs of a real site would be: the image pipeline cuts its sizes
from it. That needs `rsvg-convert` and `cwebp` (Debian: librsvg2-bin, webp), whose bytes differ between their versions,
so `drawn.json` keeps the digest of each drawing, and that decides whether a picture is up to date.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tomllib
import zlib
from dataclasses import dataclass
from pathlib import Path

sys.dont_write_bytecode = True  # A run leaves nothing behind but pictures.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from kit import frame, front, signs, words  # noqa: E402
from kit.dice import Dice  # noqa: E402
from kit.hero import hero  # noqa: E402
from kit.roster import Roster, disagreements  # noqa: E402
from motifs import NAMES  # noqa: E402

HERE = Path(__file__).resolve().parent
SITE = HERE.parents[1]
HERO = Path("themes/cross-sendai/static/hero.svg")
LEDGER = Path("data/illustrations/drawn.json")
HEAVIEST = 12 * 1024
QUALITY = 92
SHORTEST, LONGEST = 15, 60

ROSTER = Roster((HERE / "people.toml").read_text(encoding="utf-8"))
TRADES = tomllib.loads((HERE / "trades.toml").read_text(encoding="utf-8"))
EDITED = {row["picture"]: row for row in tomllib.loads((HERE / "edited.toml").read_text(encoding="utf-8")).get("edited", [])}


@dataclass(frozen=True)
class Picture:
    """A picture with the sentence that tells of it, the text that its page has now, and how wide it is kept."""

    path: Path
    text: str
    page: Path = None
    sentence: str = None
    said: str = None
    width_px: int = 1600
    flat: bool = False


def main_picture(page, data, folder):
    """The page's cover, poster or portrait, or None where it has none of ours."""
    extra = front.table(data, "extra")
    name = extra.get("image")
    if name not in ("cover.webp", "poster.webp", "portrait.webp"):
        return None
    seed = page.parent.as_posix()
    trade = trade_of(page, data)
    motif = trade or front.motif_of(data, page.parts[1], Dice("motif " + seed))
    if motif not in NAMES:
        raise front.FrontMatterError(f"no motif is called {motif!r}; there are {', '.join(NAMES)}")
    if name == "portrait.webp":
        who = front.table(data, "extra", "person")
        face = face_of(folder, who.get("name"))
        text, sentence = frame.portrait(motif, Dice(seed), face), words.person(face, motif)
    else:
        text, sentence = told(*frame.scene(motif, Dice(seed)), motif, number_of(page))
    return Picture(page.parent / name, text, page, sentence, extra.get("image_alt"))


def trade_of(page, data):
    """The scene of a company's trade; a video without a motif of its own has the scene of the company that it shows."""
    extra = front.table(data, "extra")
    if page.parts[1] == "videos" and extra.get("company") and "motif" not in extra:
        extra = front.table(front.read((SITE / "content" / extra["company"]).read_text(encoding="utf-8")), "extra")
    elif page.parts[1] != "companies":
        return None
    motif = TRADES["motif"].get(extra.get("industry"))
    if motif is None:
        raise front.FrontMatterError(f"trades.toml has no motif for {extra.get('industry')!r}")
    return motif


def told(canvas, light, motif, number):
    """A canvas as text, and the sentence of what is on it."""
    return canvas.text(), words.scene(motif, light, canvas.seen, number)


def number_of(page):
    """The number that chooses among wordings: a page's own, and its gallery counts on from there."""
    return zlib.crc32(page.parent.as_posix().encode("utf-8"))


def face_of(folder, name):
    """The face of someone on a page."""
    face = ROSTER.find(folder, name)
    if face is None:
        raise front.FrontMatterError(f"people.toml has nobody called {name!r} on {folder}")
    return face


def company_pictures(page, data, folder):
    """Logo, gallery and faces of a company."""
    extra, name = front.table(data, "extra"), page.parent.name
    if extra.get("logo") == "logo.webp":
        sign, dark, pale = TRADES["logo"][name]
        text = signs.logo(sign, signs.ground_of(Dice(f"logo {name}")), dark, pale)
        yield Picture(page.parent / "logo.webp", text, width_px=512, flat=True)
    for at, item in enumerate(extra.get("gallery", []), 1):
        if item.get("image") == f"gallery-{at}.webp":
            motif, seed = TRADES["gallery"][name][at - 1], f"{page.parent.as_posix()} gallery {at}"
            text, sentence = told(*frame.gallery(motif, Dice(seed)), motif, number_of(page) + at)
            yield Picture(page.parent / item["image"], text, page, sentence, item.get("alt"), 1200)
    for at, who in enumerate(extra.get("people", []), 1):
        if who.get("image") == f"person-{at}.webp":
            yield Picture(page.parent / who["image"], frame.square(face_of(folder, who.get("name")), Dice(f"{folder} {at}")), width_px=640)


def people_faults(page, data, folder, body):
    """Where faces are not as the page describes them."""
    extra = front.table(data, "extra")
    who = front.table(data, "extra", "person")
    told_of = [(who.get("name"), body, who.get("age"))] if who else []
    for row in extra.get("people", []) if page.parts[1] == "companies" else []:
        age = re.search(r"(?<![、から])\d\d歳(?!で)", f"{row.get('role')} {row.get('came')}")
        told_of.append((row.get("name"), f"{row.get('role')} {row.get('came')} {row.get('quote')}", age and age[0]))
    for name, text, age in told_of:
        face = ROSTER.find(folder, name)
        if face:
            yield from (f"{page}: {fault}" for fault in disagreements(face, text, age))


def pictures():
    """Every picture of the site, and the faults met on the way."""
    drawn, faults = [Picture(HERO, hero())], ROSTER.faults()
    for path in sorted((SITE / "content").rglob("index.md")):
        page = path.relative_to(SITE)
        folder = page.parent.relative_to("content").as_posix()
        try:
            body = path.read_text(encoding="utf-8")
            data = front.read(body)
            made = main_picture(page, data, folder)
            drawn += [made] if made else []
            if page.parts[1] == "companies":
                drawn += company_pictures(page, data, folder)
            faults += people_faults(page, data, folder, body)
        except (front.FrontMatterError, UnicodeDecodeError, OSError, KeyError, IndexError) as fault:
            faults.append(f"{page}: {fault!r}" if isinstance(fault, (KeyError, IndexError)) else f"{page}: {fault}")
    for picture in drawn:
        size = len(picture.text.encode("utf-8"))
        if size > HEAVIEST:
            faults.append(f"{picture.path}: {size} bytes are more than the {HEAVIEST} a picture may have")
        if picture.sentence and not SHORTEST <= len(picture.sentence) <= LONGEST:
            faults.append(f"{picture.path}: {len(picture.sentence)} letters tell of it: {picture.sentence}")
    return drawn, faults


def digest(text):
    """What the ledger keeps of a drawing."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def wanted(picture):
    """The text that the page has to have: the sentence, or an edit made for this very drawing."""
    edit = EDITED.get(picture.path.as_posix())
    return edit["alt"] if edit and edit["digest"] == digest(picture.text) else picture.sentence


def read_ledger():
    """The digest of each picture as it was last drawn, by its path."""
    try:
        return json.loads((SITE / LEDGER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def differs(picture, ledger):
    """Whether the picture is missing or was made from another drawing."""
    path = SITE / picture.path
    if path.suffix == ".svg":
        return not path.exists() or path.read_bytes() != picture.text.encode("utf-8")
    return not path.exists() or ledger.get(picture.path.as_posix()) != digest(picture.text)


def write(picture):
    """Write a picture in the format that its name asks for."""
    path, text = SITE / picture.path, picture.text.encode("utf-8")
    if path.suffix == ".svg":
        path.write_bytes(text)
        return
    pixels = subprocess.run(["rsvg-convert", "--width", str(picture.width_px)], input=text, stdout=subprocess.PIPE, check=True).stdout
    kind = ["-lossless", "-z", "9"] if picture.flat else ["-q", str(QUALITY), "-m", "6", "-sharp_yuv"]
    subprocess.run(["cwebp", "-quiet", *kind, "-o", str(path), "--", "-"], input=pixels, check=True)


def say(picture):
    """Write the text of a picture into its page."""
    path, alt = SITE / picture.page, wanted(picture)
    body = path.read_text(encoding="utf-8")
    if picture.path.name.startswith("gallery-"):
        pattern = rf'(image = "{re.escape(picture.path.name)}"\nalt = ).*'
    else:
        pattern = r"((?:^|\n)\s*image_alt\s*[=:]\s*).*"
    quoted = alt if body.startswith("---") else f'"{alt}"'
    path.write_text(re.sub(pattern, lambda found: found[1] + quoted, body, count=1), encoding="utf-8")


def main():
    """Draw or check, and report each file that differs."""
    parser = argparse.ArgumentParser(description="Draw the site's pictures.")
    parser.add_argument("--check", action="store_true", help="write nothing; leave with 1 if a picture or a text would change")
    check = parser.parse_args().check
    drawn, faults = pictures()
    ledger = read_ledger()
    changed = [picture for picture in drawn if differs(picture, ledger)]
    silent = [picture for picture in drawn if picture.sentence and picture.said != wanted(picture)]
    for picture in changed:
        if not check:
            write(picture)
        print(f"{'would change' if check else 'drawn'}: {picture.path}")
    for picture in silent:
        if not check:
            say(picture)
        print(f"{'says otherwise' if check else 'told'}: {picture.path}: {wanted(picture)}")
    if not check:
        kept = {picture.path.as_posix(): digest(picture.text) for picture in sorted(drawn, key=lambda picture: picture.path)
                if picture.path.suffix != ".svg"}
        (SITE / LEDGER).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    print(f"{len(drawn)} pictures, {len(changed)} {'to change' if check else 'written'}, {len(silent)} texts")
    return 2 if faults else int(check and bool(changed or silent))


if __name__ == "__main__":
    sys.exit(main())
