"""A laboratory bench."""

from kit.canvas import point, rings
from kit.colour import darker, lighter
from kit.people import Pose, bust
from kit.rooms import beam, screen, shelf, table, wall
from kit.scenery import city_view, plant, window

_WALLS = ("#dbe7ea", "#e9e4d6", "#d8e6dc", "#e6dfe9")
_LIQUIDS = ("#e8694e", "#3fa3b5", "#e5ab3f", "#6fae62", "#9a6cae")


def draw(c, dice, light, people):
    """Glass with colour in it before a person in white; shelves and the town behind."""
    side = dice.side()
    wall(c, dice, light, _WALLS)
    flip = (lambda x, w=0: x) if side > 0 else (lambda x, w=0: 1200 - x - w)
    x = flip(70, 360)
    window(c, dice, light, (x, 80, 360, 260), light.room("#fbf8f0"), lambda c: city_view(c, dice, light, x, 80, 360, 260))
    shelf(c, dice, light, flip(740, 390), 170, 390, (*_LIQUIDS, "#f4efe2", "#8fb4c6"), 66, "#8fa3ab")
    shelf(c, dice, light, flip(740, 390), 296, 390, (*_LIQUIDS, "#f4efe2", "#8fb4c6"), 66, "#8fa3ab")
    beam(c, light, x, 80, 360, 500, 200 * side)
    crew = people[: dice.whole(1, 2)]
    spots = (600,) if len(crew) == 1 else (490, 800)
    for i, person in enumerate(crew):
        bust(c, person, flip(spots[i]), 262, 1.12, Pose("lab", (-0.5, -0.6)[i] * side, ((66 * side, 190),) if i == 0 else ()), light.room)
    if crew:
        _tube(c, dice, light, flip(spots[0]) + 74 * side, 440)
    table(c, light, 540, "#c9d3d2", 622)
    _microscope(c, light, flip(270), 590, side)
    drawn = dice.sample(_LIQUIDS, 4)
    _flask(c, light, flip(420), 606, 1.1, drawn[0])
    _beaker(c, light, flip(520), 612, drawn[1])
    _rack(c, light, flip(620, 180), drawn)
    c.see(kind := "screen" if dice.chance(0.6) else "flask")
    if kind == "screen":
        screen(c, light, flip(870, 220), 388, 220, 136, dice.pick(("chart", "code")))
    else:
        _flask(c, light, flip(930), 604, 1.45, drawn[2])
        _flask(c, light, flip(1030), 612, 0.95, drawn[3])
    plant(c, flip(110), 590, 110, light)


def _tube(c, dice, light, x, y):
    """A test tube held up to the light."""
    color = light.room(dice.pick(_LIQUIDS))
    c.stroke(f"M{point(x, y - 60)}v90", "#eef6f6", 22, opacity=0.75)
    c.stroke(f"M{point(x, y - 8)}v36", color, 14)


def _flask(c, light, x, y, s, color):
    """A conical flask with bubbles and a bright edge."""
    tone = light.room(color)
    with c.group(x, y, s):
        c.ellipse(0, 2, 62, 8, "#14243f", opacity=0.18)
        c.path("M-15-124H15V-80L56-12Q60 0 46 0H-46Q-60 0-56-12L-15-80Z", "#f4fafa", opacity=0.6)
        c.path("M-32-52H32L53-12Q56-3 44-3H-44Q-56-3-53-12Z", tone)
        c.ellipse(0, -52, 32, 6, lighter(tone, 0.4))
        c.path(rings([(-14, -26, 6), (12, -18, 4), (4, -36, 4)]), lighter(tone, 0.5))
        c.stroke("M-18-126H18", "#ffffff", 8)
        c.stroke("M22-62L40-30", "#ffffff", 5, opacity=0.6)


def _beaker(c, light, x, y, color):
    """A beaker with marks."""
    tone = light.room(color)
    c.path(f"M{point(x - 36, y - 86)}h72v76q0 10-10 10h-52q-10 0-10-10Z", "#f4fafa", opacity=0.65)
    c.path(f"M{point(x - 33, y - 44)}h66v34q0 8-8 8h-50q-8 0-8-8Z", tone)
    c.stroke(f"M{point(x + 12, y - 66)}h20M{point(x + 18, y - 52)}h14M{point(x + 12, y - 38)}h20", "#ffffff", 4)


def _rack(c, light, x, colors):
    """Tubes in a wooden rack."""
    for i in range(5):
        c.stroke(f"M{x + 24 + i * 33} 524v72", "#f4fafa", 20, opacity=0.8)
        c.stroke(f"M{x + 24 + i * 33} {566 - 8 * (i % 3)}V594", light.room(colors[i % 4]), 13)
    wood = light.room("#c08a55")
    c.rect(x, 556, 180, 12, wood, 3)
    c.rect(x, 600, 180, 14, darker(wood, 0.15), 3)
    c.stroke(f"M{x + 6} 560v48M{x + 174} 560v48", darker(wood, 0.1), 10)


def _microscope(c, light, x, y, side):
    """A microscope turned to its user."""
    body, dark = light.room("#f1efe6"), light.room("#34475a")
    with c.group(x, y, side * 1.2, 1.2):
        c.path("M-62 0V-14Q-62-22-52-22H52Q62-22 62-14V0Z", dark)
        c.stroke("M30-22Q74-96 12-140", body, 22)
        c.rect(-44, -62, 78, 10, dark, 3)
        with c.group(-2, -140, 1, turn=24):
            c.rect(-17, -46, 34, 92, body, 8)
            c.rect(-12, -70, 24, 28, dark, 4)
            c.rect(-9, 44, 18, 28, dark, 3)
        c.circle(40, -78, 11, dark)
