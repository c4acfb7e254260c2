"""People: small walkers, and half figures near enough to have a face."""

from dataclasses import dataclass

from .canvas import point
from .colour import CLOTHES, CREAM, WHITE, darker, lighter, mix

_SKINS = ("#f3c9a5", "#eebd95", "#f6d3b3", "#dfa97f", "#e8b68d")
_HAIRS = ("#2a2326", "#3b2a25", "#543828", "#232733", "#8d8a8a", "#6b4630")
_STYLES = ("short", "part", "bob", "long", "bun", "pony", "wavy")

# Hair behind the head and before it, with the middle of the head at the origin.
_BACK = {
    "bob": "M-48 58C-66-76 66-76 48 58C28 70-28 70-48 58Z",
    "long": "M-50 128C-72-92 72-92 50 128C20 140-20 140-50 128Z",
    "bun": "M-21-60a21 20 0 1 0 42 0a21 20 0 1 0-42 0Z",
    "pony": "M28-40C78-36 70 48 46 92C50 44 40 12 26-8Z",
    "wavy": "M-44-30C-70-14-56 12-62 30C-66 58-44 74-30 70H30C48 74 66 58 60 30C58 8 70-14 44-30Z",
}
_FRONT = {
    "short": "M-44 6C-54-70 54-70 44 6C41-12 35-24 27-31C4-24-18-24-28-33C-37-24-41-10-44 6Z",
    "part": "M-45 8C-58-74 60-74 45 8C43-10 39-22 31-32C8-28-10-38-18-44C-28-32-42-16-45 8Z",
    "bob": "M-45 12C-52-68 52-68 45 12C42-14 24-23 0-22C-24-23-42-14-45 12Z",
    "long": "M-4-50C-40-56-50-18-47 34C-40-2-22-16-4-38C20-18 40-2 47 34C50-18 34-60-4-50Z",
    "bun": "M-43 4C-52-68 52-68 43 4C38-22 18-36 0-34C-18-36-38-22-43 4Z",
    "pony": "M-44 8C-54-70 54-70 44 4C38-20 16-36-12-40C-26-32-40-14-44 8Z",
    "wavy": "M-46 16C-60-74 60-74 46 16C44-6 36-24 14-30C-4-22-24-26-32-30C-40-16-44-2-46 16Z",
}
_TORSO = "M-104 340L-99 152C-97 112-70 98-30 86H30C70 98 97 112 99 152L104 340Z"
_TORSO_SHADE = "M104 340L99 152C97 112 70 98 44 90C66 150 60 250 54 340Z"


@dataclass(frozen=True)
class Person:
    """How someone looks; drawn near or far they stay the same."""

    skin: str
    hair: str
    style: str
    top: str
    accent: str
    legs: str
    bag: bool


def cast(dice, count=3):
    """People who differ from each other in hair and clothes."""
    tops = dice.sample(CLOTHES, count)
    styles = dice.sample(_STYLES, count)
    made = []
    for top, style in zip(tops, styles):
        accent = dice.pick([c for c in CLOTHES if c != top])
        legs = dice.pick(("#2c3e55", "#4a3d44", "#6d6a63", "#23405c"))
        made.append(Person(dice.pick(_SKINS), dice.pick(_HAIRS), style, top, accent, legs, dice.chance(0.5)))
    return made


def walker(c, person, x, y, height, light, facing=1, walking=True, coat=False, depth=0.0):
    """A whole figure whose feet stand at (x, y)."""
    def tone(color):
        return light.tint(color, depth)

    c.see("walker")
    s = height / 100
    with c.group(x, y, s * facing, s):
        c.ellipse(4, 0, 24, 4, "#0b1a33", opacity=0.18)
        _legs(c, person, tone, 1 if walking else 0.25)
        _small_body(c, person, tone, coat or light.season == "winter")
        _small_head(c, person, tone)


def _legs(c, person, tone, stride):
    """Two legs, the far one darker."""
    shoes = ""
    for sign, color in ((-1, darker(person.legs, 0.25)), (1, person.legs)):
        knee, foot = 7 * sign * stride + 2, 14 * sign * stride + (3 if sign > 0 else -3)
        c.line([(sign * 3, -44), (knee, -23), (foot, -3)], tone(color), 9)
        shoes += f"M{point(foot, -2)}h6"
    c.stroke(shoes, tone("#2b2730"), 5)


def _small_body(c, person, tone, coat):
    """Coat or jacket with its two arms, and a bag for some."""
    top, hem = tone(person.top), (-26 if coat else -40)
    c.line([(-6, -72), (-13, -58), (-9, -45)], tone(darker(person.top, 0.3)), 8)
    if person.bag:
        c.rect(-20, -74, 14, 26, tone(person.accent), 5)
    c.path(f"M-11-74Q0-82 10-75L13 {hem}Q0 {hem + 4}-14 {hem}Z", top)
    c.path(f"M-11-74Q-5-78-3-78Q-6-56-4 {hem + 2}L-14 {hem}Z", tone(darker(person.top, 0.22)))
    c.line([(5, -71), (11, -58), (17, -49)], tone(lighter(person.top, 0.12)), 8)
    c.circle(18, -47, 3.6, tone(person.skin))
    if coat:
        c.line([(-6, -77), (8, -77)], tone(person.accent), 7)


def _small_head(c, person, tone):
    """A head without a face, since at this size a face is a smudge."""
    hair = tone(person.hair)
    if person.style in ("long", "pony", "wavy"):
        c.path("M-8-96C-14-84-12-72-7-70L2-76Z", hair)
    c.line([(1, -80), (2, -84)], tone(darker(person.skin, 0.15)), 6)
    c.ellipse(2.5, -90, 8, 9, tone(person.skin))
    c.path("M11-94C9-104-8-104-8-90C-8-84-5-82-3-82C-4-88 0-93 11-94Z", hair)
    if person.style == "bun":
        c.circle(-7, -100, 4.5, hair)
    if person.style == "bob":
        c.path("M-8-92Q-10-80-3-79L0-88Z", hair)


@dataclass(frozen=True)
class Pose:
    """What a half figure wears and does; hands are places in the figure's own coordinates."""

    wear: str = "shirt"
    look: float = 0.0
    hands: tuple = ()
    hat: str = ""


def bust(c, person, x, y, scale, pose, tone):
    """A half figure with the middle of its head at (x, y); `tone` puts the colours into the light of the place."""
    c.see("bust")
    with c.group(x, y, scale):
        if person.style in _BACK:
            c.path(_BACK[person.style], tone(darker(person.hair, 0.15)))
        c.path(_TORSO, tone(_cloth(person, pose)))
        c.path(_TORSO_SHADE, "#14243f", opacity=0.13)
        c.path("M-17 30L-19 84Q0 106 19 84L17 30Z", tone(darker(person.skin, 0.14)))
        _clothes(c, person, pose, tone)
        _face(c, person, pose.look, tone)
        _hat(c, person, pose, tone)
        for hand in pose.hands:
            arm(c, hand, tone(_cloth(person, pose)), tone(person.skin))


def _cloth(person, pose):
    """The colour of the outer garment: a lab coat is white whoever wears it."""
    return {"lab": "#f4f3ee", "work": "#6f8ea3", "care": "#7fb8b0"}.get(pose.wear, person.top)


def arm(c, hand, sleeve, skin):
    """A sleeve from the nearer shoulder to the hand, bent at the elbow."""
    hx, hy = hand
    side = 1 if hx > 0 or (hx == 0 and hy > 0) else -1
    sx, sy = side * 80, 140
    ex, ey = side * 118, max(sy + 90, (sy + hy) / 2 + 40)
    wx, wy = ex + (hx - ex) * 0.86, ey + (hy - ey) * 0.86
    c.circle(hx, hy, 17, skin)
    c.stroke(f"M{point(wx, wy)}L{point(hx, hy)}", skin, 24)
    c.stroke(f"M{point(sx, sy)}L{point(ex, ey)}L{point(wx, wy)}", sleeve, 42)
    c.stroke(f"M{point(sx - side * 14, sy + 44)}Q{point(ex - side * 24, ey - 12)} {point(wx, wy - 20)}",
             "#14243f", 4, opacity=0.2)


def _clothes(c, person, pose, tone):
    """What tells a shirt from a jacket: collar, lapels, straps."""
    cloth, under = _cloth(person, pose), person.accent
    if pose.wear in ("jacket", "lab"):
        c.path("M-24 82L0 190L24 82Q0 108-24 82Z", tone(under if pose.wear == "lab" else CREAM))
        for s in (-1, 1):
            c.path(f"M{22 * s} 80L{44 * s} 116L{24 * s} 132L0 200L{-2 * s} 186Z", tone(darker(cloth, 0.16)))
    elif pose.wear in ("shirt", "work", "care"):
        for s in (-1, 1):
            c.path(f"M{20 * s} 78L0 108L{32 * s} 118Z", tone(lighter(cloth, 0.4)))
        c.stroke("M0 110V340", tone(darker(cloth, 0.2)), 3)
    elif pose.wear == "apron":
        c.stroke("M-24 86Q0 112 24 86", tone(darker(cloth, 0.2)), 6)
        c.path("M-52 92L-38 90V168H38V90L52 92L56 180L70 340H-70L-56 180Z", tone(under))
    elif pose.wear == "knit":
        c.rect(-25, 62, 50, 32, tone(lighter(cloth, 0.12)), 11)
    else:
        c.stroke("M-24 86Q0 112 24 86", tone(darker(cloth, 0.22)), 6)


def _face(c, person, look, tone):
    """A face of few marks; turning shifts them instead of redrawing the head."""
    skin, dx = tone(person.skin), look * 11
    for side in (-1, 1):
        if side * look < 0.6:
            c.ellipse(side * 40 - dx * 0.3, 4, 7, 11, tone(darker(person.skin, 0.08)))
    c.path("M-40-10C-40-62 40-62 40-10C40 32 22 53 0 53C-22 53-40 32-40-10Z", skin)
    c.dots([(dx - 23, 21), (dx + 23, 21)], tone("#ef9a80"), 15, opacity=0.4)
    ink = tone("#33262a")
    c.stroke(f"M{point(dx - 16, 2)}v3M{point(dx + 16, 2)}v3", ink, 6.5)
    c.stroke(f"M{point(dx - 22, -13)}q6-4 12-1M{point(dx + 10, -14)}q6-3 12 1", mix(person.hair, ink, 0.5), 3)
    c.stroke(f"M{point(dx * 1.3, 7)}q{3 if look >= 0 else -3} 8-1 10", tone(darker(person.skin, 0.3)), 3)
    c.stroke(f"M{point(dx - 9, 30)}q9 8 18 0", tone("#a8493c"), 3.6)
    c.path(_FRONT[person.style], tone(person.hair))
    c.stroke("M-25-41Q-2-54 22-43", tone(lighter(person.hair, 0.45)), 4, opacity=0.5)


def _hat(c, person, pose, tone):
    """A cap, a helmet or a headscarf over the hair."""
    color = tone(WHITE if pose.hat == "helmet" else person.accent)
    if pose.hat == "cap":
        c.path("M-47-14C-50-72 50-72 47-14Q0-30-47-14Z", color)
        c.path(f"M-38-20Q0-34 38-20Q{point(pose.look * 30, 2)}-38-20Z", tone(darker(person.accent, 0.25)))
    elif pose.hat == "helmet":
        c.path("M-50-16C-52-80 52-80 50-16Q0-28-50-16Z", color)
        c.stroke("M-54-15Q0-30 54-15M0-63V-30", tone("#d9d6ca"), 6)
    elif pose.hat == "scarf":
        c.path("M-46-18C-46-68 46-68 46-18Q0-38-46-18Z", color)
        c.stroke("M-44-21Q0-40 44-21", tone(WHITE), 5, stroke_dasharray="2 14")
        c.path("M42-24L66-34L60-20L70-8L44-16Z", color)


def from_behind(c, person, x, y, scale, tone):
    """Head and shoulders of someone who looks into the picture."""
    c.see("behind")
    with c.group(x, y, scale):
        c.path(_TORSO, tone(person.top))
        c.path(_TORSO_SHADE, "#14243f", opacity=0.16)
        c.rect(-16, 30, 32, 58, tone(darker(person.skin, 0.18)), 10)
        for side in (-1, 1):
            c.ellipse(side * 42, 6, 7, 11, tone(person.skin))
        c.path("M-44 16C-54-72 54-72 44 16C38 48 20 52 0 52C-20 52-38 48-44 16Z", tone(person.hair))
        if person.style in _BACK:
            c.path(_BACK[person.style], tone(person.hair))
        c.stroke("M-24-36Q-2-50 20-40", tone(lighter(person.hair, 0.45)), 4, opacity=0.5)
