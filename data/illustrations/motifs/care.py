"""A clinic room: someone cared for, and a hand held."""

from dataclasses import replace

from kit.canvas import point
from kit.colour import CREAM, darker, lighter
from kit.people import Pose, bust
from kit.rooms import beam, mug, wall
from kit.scenery import green_view, plant, window

HOURS = ("morning", "noon", "dusk")
_WALLS = ("#e6ece0", "#f2e4d2", "#dde9ea", "#f0dcd2")


def draw(c, dice, light, people):
    """A big window with a tree, a curtain, two people facing each other over joined hands."""
    side = dice.side()
    tone = wall(c, dice, light, _WALLS, 540, "#d3b48c")
    c.rect(0, 528, 1200, 14, lighter(tone, 0.5))
    x = 410 + side * 20
    window(c, dice, light, (x, 80, 380, 290), light.room("#fdf8ec"), lambda c: green_view(c, dice, light, x, 80, 380, 290))
    beam(c, light, x, 80, 380, 500, -side * 180)
    flip = (lambda x, w=0: x) if side > 0 else (lambda x, w=0: 1200 - x - w)
    _curtain(c, dice, light, flip, side)
    _wall_things(c, dice, light, flip)
    if people:
        _pair(c, dice, light, people, flip, side)
    _blanket(c, dice, light, flip, side)


def _curtain(c, dice, light, flip, side):
    """A soft curtain on a rail at the bed's side."""
    color = light.room(dice.pick(("#a9cfc4", "#f0c9b4", "#b9cfe0", "#e6d7a3")))
    c.stroke("M0 44H1200", light.room("#b8bfc0"), 8)
    x = flip(0, 230)
    c.path(f"M{x} 44h230v470q-20 16-38 0q-20 16-38 0q-20 16-38 0q-20 16-38 0q-20 16-38 0q-20 16-40 0Z", color)
    c.stroke("".join(f"M{x + 38 * i + 20} 60V506" for i in range(6)), darker(color, 0.16), 8, opacity=0.6)


def _wall_things(c, dice, light, flip):
    """A small picture of a heart-shaped leaf, and a cupboard with a plant and a cup."""
    x = flip(880, 240)
    c.rect(x, 130, 130, 150, light.room("#fffaf0"), 4)
    c.path(f"M{x + 65} 246q-46-34-40-64q8-28 40-4q32-24 40 4q6 30-40 64Z", light.room(dice.pick(("#f07a60", "#8cc7a5", "#f2b8a6"))))
    c.rect(x, 420, 240, 180, light.room("#eadcc3"), 6)
    c.stroke(f"M{x + 10} 500h220M{x + 104} 460h32M{x + 104} 540h32", light.room("#b39b78"), 5)
    plant(c, x + 180, 420, 110, light)
    mug(c, light, x + 64, 420, CREAM)


def _pair(c, dice, light, people, flip, side):
    """The elder with grey hair, the helper in the colours of a clinic."""
    elder = replace(people[1], hair=dice.pick(("#b9b6b2", "#d5d2cc", "#9a9793")), style=dice.pick(("short", "bob", "bun", "wavy")))
    bust(c, elder, flip(370), 290, 1.14, Pose(dice.pick(("knit", "shirt")), 0.7 * side), light.room)
    bust(c, people[0], flip(800), 250, 1.16, Pose("care", -0.7 * side), light.room)
    for person, start, sleeve in ((people[0], (flip(730), 440), "#7fb8b0"), (elder, (flip(440), 470), elder.top)):
        mid, end = (flip(680 if person is people[0] else 500), 552), flip(596)
        c.stroke(f"M{point(*start)}L{point(*mid)}L{point((mid[0] + end * 2) / 3, 540)}", light.room(darker(sleeve, 0.08)), 50)
        c.stroke(f"M{point((mid[0] + end * 3) / 4, 539)}L{point(end, 534)}", light.room(person.skin), 32)
    skin = light.room(darker(people[0].skin, 0.12))
    c.circle(600, 532, 25, light.room(people[0].skin))
    c.stroke("M588 520q14 8 22 22M580 532q14 6 20 18", skin, 4)


def _blanket(c, dice, light, flip, side):
    """A bed edge with a folded, checked blanket across the foot of the picture."""
    color = light.room(dice.pick(("#d98a63", "#4f8f95", "#dba94e", "#7d8fb0")))
    c.path(f"M-10 600Q300 566 620 586T1210 590V690H-10Z", light.room("#fbf5e8"))
    c.path(f"M-10 632Q300 596 620 616T1210 622V690H-10Z", color)
    c.stroke("M-10 652Q300 618 620 636T1210 642", lighter(color, 0.5), 8)
    c.stroke("".join(f"M{x} 622l-14 60" for x in range(60, 1200, 120)), lighter(color, 0.35), 7, opacity=0.6)
