"""Faces of the people of the site, who are told apart: each is drawn from the parameters of people.toml."""

from dataclasses import dataclass

from .canvas import point, rings
from .colour import CREAM, WHITE, darker, lighter, mix

SKINS = ("#f6d5b5", "#f3c9a5", "#e8b68d", "#dfa97f", "#c98f66")
HAIRS = {"black": "#232226", "ink": "#2b3040", "brown": "#4a2f24", "chestnut": "#7a4a2c", "grey": "#8d8a8a", "white": "#cfccc6"}

_FACES = {
    "oval": "M-40-10C-40-62 40-62 40-10C40 32 22 54 0 54C-22 54-40 32-40-10Z",
    "round": "M-44-8C-44-62 44-62 44-8C44 36 25 51 0 51C-25 51-44 36-44-8Z",
    "long": "M-37-12C-37-64 37-64 37-12C37 38 20 61 0 61C-20 61-37 38-37-12Z",
    "square": "M-41-10C-41-62 41-62 41-10C41 22 38 42 22 53C10 57-10 57-22 53C-38 42-41 22-41-10Z",
    "heart": "M-42-12C-42-62 42-62 42-12C42 20 18 55 0 57C-18 55-42 20-42-12Z",
}
# Hair behind the head, and hair before it.
_BACK = {
    "bob": "M-52 50C-72-102 72-102 52 50C32 62-32 62-52 50Z",
    "long": "M-56 150C-78-112 78-112 56 150C24 162-24 162-56 150Z",
    "fringe": "M-54 124C-74-108 74-108 54 124C46 132 34 128 28 132H-28C-34 128-46 132-54 124Z",
    "wavy": "M-44-34C-74-18-58 6-70 24C-80 44-64 58-70 78C-66 104-38 96-30 92H30C38 96 66 104 70 78C64 58 80 44 70 24C58 6 74-18 44-34Z",
    "bun": "M-25-70a25 23 0 1 0 50 0a25 23 0 1 0-50 0Z",
    "pony": "M24-46C92-50 88 44 62 112C52 120 44 116 42 108C52 52 40 14 24-4Z",
    "flip": "M-44-30C-58 0-50 34-76 56C-58 70-40 62-30 50H30C40 62 58 70 76 56C50 34 58 0 44-30Z",
    "tied": "M-34 20C-50 40-44 70-54 92C-40 96-26 84-22 62Z",
}
_FRONT = {
    "crop": "M-44 4C-52-42-48-68 0-69C48-68 52-42 44 4C42-8 41-18 37-28C20-34-20-34-37-28C-41-18-42-8-44 4Z",
    "side": "M-44 6C-56-46-42-76 8-74C54-72 53-36 44 6C42-10 39-20 33-29C8-24-18-28-27-46C-36-36-41-16-44 6Z",
    "spiky": "M-44 4L-52-24L-45-32L-52-54L-35-54L-33-73L-16-65L-3-82L8-67L27-78L31-60L49-58L44-38L52-26L44 4"
             "C42-12 38-22 33-31L20-22L11-34L0-22L-11-34L-21-23L-33-31C-38-22-42-12-44 4Z",
    "centre": "M0-48C-20-45-32-26-38 12C-46 18-51 8-51-8C-55-60-27-76 0-74C27-76 55-60 51-8C51 8 46 18 38 12C32-26 20-45 0-48Z",
    "buzz": "M-42-6C-47-64 47-64 42-6C39-22 35-32 27-38C9-43-9-43-27-38C-35-32-39-22-42-6Z",
    "thin": "M-43 10C-52-16-50-38-38-50C-41-30-40-10-43 10ZM43 10C52-16 50-38 38-50C41-30 40-10 43 10Z"
            "M-34-52C-16-66 16-66 34-52C14-58-14-58-34-52Z",
    "curly": "M-44 4C-50-40-40-56 0-58C40-56 50-40 44 4C42-10 40-18 36-26C14-38-14-38-36-26C-40-18-42-10-44 4Z",
    "bob": "M-47 22C-56-92 56-92 47 22C45 2 42-8 38-13C12-9-12-9-38-13C-42-8-45 2-47 22Z",
    "long": "M0-50C-22-46-36-22-40 44C-54 30-56-78 0-76C56-78 54 30 40 44C36-22 22-46 0-50Z",
    "fringe": "M-48 40C-58-97 58-97 48 40C46 6 43-6 38-14C14-8-14-8-38-14C-43-6-46 6-48 40Z",
    "wavy": "M-48 24C-64-94 64-94 48 24C47-4 40-24 16-34C-4-24-24-26-33-33C-42-16-46 0-48 24Z",
    "bun": "M-44 4C-54-86 54-86 44 4C39-22 19-37 0-35C-19-37-39-22-44 4Z",
    "pony": "M-45 10C-56-90 56-90 45 4C39-20 16-37-13-43C-27-34-41-14-45 10Z",
    "flip": "M-46 20C-58-92 58-92 46 20C45 0 42-12 36-18C16-10 0-26-8-40C-20-22-42-16-46 20Z",
    "pixie": "M-45 16C-58-92 58-90 45 12C44 0 40-10 33-20C18-8-14-6-34-10C-40-4-42 4-45 16Z",
    "tied": "M-45 12C-56-90 56-90 45 12C43-10 30-32 4-40C-18-34-40-14-45 12Z",
}
HAIRSTYLES = tuple(_FRONT)
_CURLS = ((-42, -24, 15), (-36, -46, 17), (-16, -62, 18), (8, -65, 18), (30, -54, 17), (42, -32, 16), (-20, -40, 13), (18, -42, 13))
_BODIES = {
    "m": "M-118 340L-112 158C-110 116-80 102-32 86H32C80 102 110 116 112 158L118 340Z",
    "f": "M-94 340L-89 156C-87 118-62 103-26 88H26C62 103 87 118 89 156L94 340Z",
}
_SHADES = {"m": "M118 340L112 158C110 116 80 102 46 91C70 150 66 250 60 340Z",
           "f": "M94 340L89 156C87 118 62 103 40 93C60 150 56 250 50 340Z"}


@dataclass(frozen=True)
class Face:
    """How someone of the site looks; the words are those of people.toml."""

    name: str
    sex: str
    age: int
    hair: str
    colour: str
    face: str
    skin: int
    glasses: str
    beard: str
    clothes: str
    top: str
    under: str
    mood: str
    extra: str
    ground: int = 0


def draw_face(c, p, x, y, scale, look, tone):
    """A half figure with the middle of its head at (x, y)."""
    hair, skin = HAIRS[p.colour], SKINS[p.skin]
    with c.group(x, y, scale):
        if p.hair in _BACK:
            c.path(_BACK[p.hair], tone(darker(hair, 0.18)))
        _body(c, p, tone, skin)
        _head(c, p, look, tone, skin, hair)
        _extra(c, p, look, tone)


def _body(c, p, tone, skin):
    """Shoulders, neck and clothes."""
    cloth = tone(p.top)
    if p.clothes == "hoodie":
        c.path("M-64 100C-58 52 58 52 64 100C30 128-30 128-64 100Z", tone(darker(p.top, 0.25)))
    c.path(_BODIES[p.sex], cloth)
    c.path(_SHADES[p.sex], "#14243f", opacity=0.13)
    if p.clothes in ("tee", "blouse", "apron", "overall"):
        c.path("M-32 88Q0 146 32 88Z", tone(darker(skin, 0.06)))
    w = 21 if p.sex == "m" else 15
    c.path(f"M{-w} 28L{-w - 2} 84Q0 108 {w + 2} 84L{w} 28Z", tone(darker(skin, 0.15)))
    _CLOTHES[p.clothes](c, p, tone)


def _jacket(c, p, tone):
    c.path("M-27 84L0 210L27 84Q0 108-27 84Z", tone(p.under))
    for s in (-1, 1):
        c.path(f"M{22 * s} 80L{48 * s} 112L{28 * s} 134L0 216L{-3 * s} 190Z", tone(darker(p.top, 0.2)))
        c.path(f"M{19 * s} 76L0 104L{24 * s} 118Z", tone(WHITE))


def _tie(c, p, tone):
    _jacket(c, p, tone)
    c.path("M-8 104H8L13 190L0 206L-13 190Z", tone("#9c3b45"))


def _work(c, p, tone):
    edge = tone(darker(p.top, 0.28))
    c.path("M-34 76Q0 104 34 76L38 104Q0 128-38 104Z", tone(lighter(p.top, 0.22)))
    c.stroke("M0 116V340", edge, 5)
    c.path("M34 176h46v44q-23 12-46 0Z", tone(lighter(p.top, 0.14)))
    c.stroke("M34 188h46M66 166v26", edge, 4)
    c.stroke("M-106 168L-112 196M106 168L112 196" if p.sex == "m" else "M-86 168L-91 196M86 168L91 196", tone(p.under), 8)


def _roll(c, p, tone):
    c.rect(-29, 56, 58, 40, tone(lighter(p.top, 0.16)), 14)
    c.stroke("M-16 62v28M-5 62v30M6 62v30M17 62v28", tone(darker(p.top, 0.12)), 3, opacity=0.6)


def _crew(c, p, tone):
    c.path("M-34 86Q0 130 34 86L26 82Q0 108-26 82Z", tone(p.under))
    c.stroke("M-37 90Q0 138 37 90", tone(lighter(p.top, 0.26)), 8)


def _hoodie(c, p, tone):
    c.path("M-44 92Q0 150 44 92L28 84Q0 112-28 84Z", tone(darker(p.top, 0.2)))
    c.stroke("M-16 118V172M16 118V164", tone(CREAM), 5)


def _shirt(c, p, tone):
    for s in (-1, 1):
        c.path(f"M{21 * s} 74L0 106L{36 * s} 122Z", tone(lighter(p.top, 0.4)))
    c.stroke("M0 112V340", tone(darker(p.top, 0.2)), 3)
    c.dots([(0, 140), (0, 184), (0, 228)], tone(lighter(p.top, 0.6)), 8)


def _check(c, p, tone):
    c.stroke("M-70 120V340M-24 112V340M24 112V340M70 120V340M-104 170H104M-106 226H106", tone(p.under), 9, opacity=0.5)
    _shirt(c, p, tone)


def _tee(c, p, tone):
    c.stroke("M-33 87Q0 142 33 87", tone(darker(p.top, 0.2)), 7)


def _blouse(c, p, tone):
    for s in (-1, 1):
        c.path(f"M{24 * s} 80L{48 * s} 100L{10 * s} 150L{4 * s} 126Z", tone(lighter(p.top, 0.34)))
    c.stroke("M-18 92Q0 124 18 92", tone("#e0b04a"), 3)
    c.circle(0, 112, 5, tone("#e0b04a"))


def _apron(c, p, tone):
    c.stroke("M-33 87Q0 142 33 87", tone(darker(p.top, 0.2)), 6)
    c.path("M-50 92L-40 90V168H40V90L50 92L56 180L72 340H-72L-56 180Z", tone(p.under))
    c.stroke("M-30 232H30", tone(darker(p.under, 0.25)), 5)


def _overall(c, p, tone):
    c.stroke("M-33 87Q0 142 33 87", tone(darker(p.top, 0.2)), 6)
    c.path("M-58 98L-42 92V176H42V92L58 98L62 340H-62Z", tone(p.under))
    c.dots([(-46, 176), (46, 176)], tone("#e7c46a"), 14)
    c.stroke("M-24 214H24V256H-24Z", tone(darker(p.under, 0.25)), 4)


def _care(c, p, tone):
    c.path("M-26 84L0 148L26 84Q0 106-26 84Z", tone(p.under))
    c.stroke("M-28 86L0 150L28 86", tone(lighter(p.top, 0.5)), 8)
    c.stroke("M36 190h40", tone(darker(p.top, 0.24)), 4)
    c.stroke("M48 172v30", tone("#d4604a"), 6)


def _parka(c, p, tone):
    c.path("M-62 62C-74 110-40 128 0 130C40 128 74 110 62 62C44 100-44 100-62 62Z", tone(lighter(p.under, 0.1)))
    c.stroke("M-58 80q4 22 22 30M58 80q-4 22-22 30M-20 120h40", tone(darker(p.under, 0.16)), 5)
    c.stroke("M0 132V340", tone(darker(p.top, 0.35)), 7)
    c.stroke("M-100 206H-14M14 206H100", tone(darker(p.top, 0.22)), 5)


def _cardigan(c, p, tone):
    c.path("M-26 84L0 236L26 84Q0 106-26 84Z", tone(p.under))
    c.stroke("M-28 86L-2 240M28 86L2 240", tone(darker(p.top, 0.22)), 9)
    c.stroke("M0 240V340", tone(darker(p.top, 0.22)), 6)
    c.dots([(0, 262), (0, 298)], tone(CREAM), 10)


def _lab(c, p, tone):
    _jacket(c, p, tone)
    c.stroke("M38 196h44", tone(darker(p.top, 0.25)), 4)


def _vest(c, p, tone):
    _work(c, p, tone)
    c.path("M-78 104L-44 96L-18 340H-86ZM78 104L44 96L18 340H86Z", tone("#ef8b3a"))
    c.stroke("M-84 214H-28M84 214H28", tone("#f6efc4"), 15, stroke_linecap="butt")


_CLOTHES = {"jacket": _jacket, "tie": _tie, "work": _work, "roll": _roll, "crew": _crew, "hoodie": _hoodie, "shirt": _shirt,
            "check": _check, "tee": _tee, "blouse": _blouse, "apron": _apron, "overall": _overall, "care": _care,
            "parka": _parka, "cardigan": _cardigan, "lab": _lab, "vest": _vest}
CLOTHES = tuple(_CLOTHES)


def _head(c, p, look, tone, skin, hair):
    """A face of few marks; turning shifts them."""
    dx = look * 11
    for side in (-1, 1):
        if side * look < 0.6:
            c.ellipse(side * 41 - dx * 0.3, 4, 7, 11, tone(darker(skin, 0.09)))
    c.path(_FACES[p.face], tone(skin))
    c.dots([(dx - 24, 21), (dx + 24, 21)], tone("#ef8f78"), 17, opacity=0.38 if p.sex == "f" else 0.22)
    _beard(c, p, dx, tone, hair)
    _eyes(c, p, dx, tone, hair)
    nose = 8 if p.sex == "f" else 11
    c.stroke(f"M{point(dx * 1.3, 6)}q{4 if look >= 0 else -4} {nose}-1 {nose + 2}", tone(darker(skin, 0.3)), 3)
    _mouth(c, p, dx, tone)
    if p.age >= 45:
        c.stroke(f"M{point(dx - 22, 22)}q-6 8-4 15M{point(dx + 22, 22)}q6 8 4 15", tone(darker(skin, 0.2)), 2.4)
    if p.age >= 55:
        c.stroke(f"M{point(dx - 31, -2)}l-6-4m6 8l-7 1M{point(dx + 31, -2)}l6-4m-6 8l7 1", tone(darker(skin, 0.22)), 2)
    if p.hair == "thin":
        c.path("M-41-8C-46-72 46-72 41-8Z", tone(skin))
    c.path(_FRONT[p.hair], tone(hair), opacity=0.72 if p.hair == "buzz" else None)
    if p.hair == "curly":
        c.path(rings(_CURLS), tone(hair))
    if p.hair not in ("buzz", "thin") and p.extra not in ("cap", "beanie", "headscarf"):
        c.stroke("M-26-46Q-3-58 22-48", tone(lighter(hair, 0.4)), 4, opacity=0.45)
    _glasses(c, p, dx, tone)


def _beard(c, p, dx, tone, hair):
    """Hair of the face, below the mouth that is drawn later."""
    color = tone(mix(hair, "#3b2a25", 0.2))
    if p.beard == "stubble":
        c.path("M-38 14C-36 40-20 56 0 56C20 56 36 40 38 14C30 28 18 22 0 22C-18 22-30 28-38 14Z", color, opacity=0.2)
    elif p.beard == "full":
        c.path("M-41-2C-42 42-22 66 0 66C22 66 42 42 41-2C36 14 26 20 0 19C-26 20-36 14-41-2Z", color)
        c.ellipse(dx, 32, 13, 6, tone("#c97a68"))
    elif p.beard == "goatee":
        c.path(f"M{point(dx - 12, 42)}Q{point(dx, 36)} {point(dx + 12, 42)}Q{point(dx + 10, 60)} {point(dx, 61)}Q{point(dx - 10, 60)} {point(dx - 12, 42)}Z", color)
        c.stroke(f"M{point(dx - 14, 23)}q7-5 14-1q7-4 14 1", color, 4.5)
    elif p.beard == "moustache":
        c.stroke(f"M{point(dx - 16, 25)}q8-8 16-2q8-6 16 2", color, 7)


def _eyes(c, p, dx, tone, hair):
    ink = tone("#2c2226")
    for s in (-1, 1):
        x = dx + 16 * s
        if p.mood in ("laugh", "beam"):
            c.stroke(f"M{point(x - 7, 4)}q7-8 14 0", ink, 4.4)
        else:
            c.stroke(f"M{point(x, 1)}v4", ink, 7)
            if p.sex == "f":
                c.stroke(f"M{point(x + 3 * s, -1)}l{4 * s}-2", ink, 2.4)
    brow, wide = mix(hair if p.colour not in ("grey", "white") else "#6f6a68", "#2c2226", 0.35), 4.6 if p.sex == "m" else 2.8
    left, right = {"think": ("q8-5 14-5", "q6-1 14 4"), "calm": ("q7-5 14-2", "q7-3 14 2")}.get(p.mood, ("q7-6 14-2", "q7-4 14 2"))
    high = -16 if p.mood in ("think", "calm") else -14
    c.stroke(f"M{point(dx - 24, high + 2)}{left}M{point(dx + 10, high)}{right}", tone(brow), wide)


def _mouth(c, p, dx, tone):
    red = tone("#a8493c" if p.sex == "m" else "#b8444a")
    if p.mood == "laugh":
        c.path(f"M{point(dx - 14, 27)}Q{point(dx, 32)} {point(dx + 14, 27)}Q{point(dx + 10, 44)} {point(dx, 44)}Q{point(dx - 10, 44)} {point(dx - 14, 27)}Z", tone("#8d3436"))
        c.path(f"M{point(dx - 12, 28)}Q{point(dx, 32)} {point(dx + 12, 28)}L{point(dx + 10, 33)}Q{point(dx, 36)} {point(dx - 10, 33)}Z", tone(WHITE))
    elif p.mood == "think":
        c.stroke(f"M{point(dx - 8, 31)}q9 5 17-1", red, 3.8)
    elif p.mood == "calm":
        c.stroke(f"M{point(dx - 10, 32)}q10 4 20 0", red, 3.8)
    else:
        c.stroke(f"M{point(dx - 12, 29)}q12 11 24 0", red, 4)


def _glasses(c, p, dx, tone):
    rim = tone({"round": "#3a2c2a", "square": "#1f2a38", "thin": "#8a7350", "red": "#b33a3a"}.get(p.glasses, "#000000"))
    if p.glasses == "none":
        return
    wide = 3 if p.glasses == "thin" else 4.6
    for s in (-1, 1):
        x = dx + 17 * s
        if p.glasses in ("round", "thin"):
            c.circle(x, 3, 14, WHITE, fill_opacity=0.22, stroke=rim, stroke_width=wide)
        else:
            c.rect(x - 14.5, -8, 29, 22, WHITE, 6, fill_opacity=0.22, stroke=rim, stroke_width=wide)
    c.stroke(f"M{point(dx - 3, 1)}q3-3 6 0M{point(dx - 31, 0)}L-41 2M{point(dx + 31, 0)}L41 2", rim, wide)


def _extra(c, p, look, tone):
    """What else someone wears: a cap, a towel, a lanyard."""
    if p.extra == "cap":
        c.path("M-49-16C-54-96 54-96 49-16Q0-34-49-16Z", tone(p.under))
        c.path(f"M-40-22Q0-38 40-22Q{point(look * 30, 0)}-40-22Z", tone(darker(p.under, 0.28)))
    elif p.extra == "beanie":
        c.path("M-49-18C-55-96 55-96 49-18Z", tone(p.under))
        c.rect(-51, -30, 102, 20, tone(darker(p.under, 0.18)), 9)
    elif p.extra == "headscarf":
        c.path("M-49-16C-52-96 52-96 49-16Q0-38-49-16Z", tone(p.under))
        c.path("M44-24L70-36L63-20L74-6L46-14Z", tone(darker(p.under, 0.15)))
    elif p.extra == "towel":
        c.stroke("M-34 80Q-44 130-30 190M34 80Q44 130 30 176", tone(WHITE), 24)
        c.stroke("M-38 180h17M21 166h17", tone("#4f8f95"), 6)
    elif p.extra == "lanyard":
        c.stroke("M-24 88L0 214L24 88", tone("#2f7d5b"), 5)
        c.rect(-22, 212, 44, 56, tone(WHITE), 5)
        c.stroke("M-12 232h24M-12 246h16", tone("#9fb0b8"), 5)
    elif p.extra == "earrings":
        c.dots([(-42, 20), (42, 20)], tone("#e0b04a"), 9)
    elif p.extra == "scarf":
        c.path("M-44 66Q0 104 44 66L48 100Q0 136-48 100Z", tone(p.under))
        c.path("M14 104L44 98L52 210H20Z", tone(darker(p.under, 0.14)))
    elif p.extra == "freckles":
        c.dots([(-24, 14), (-17, 18), (-29, 19), (20, 14), (27, 18), (32, 13)], tone("#b9774f"), 3)
