"""A table with food and people to share it."""

from kit.canvas import point
from kit.colour import CREAM, darker, lighter
from kit.people import Pose, bust
from kit.rooms import bowl, mug, plate, shelf, table, wall
from kit.scenery import green_view, pendant, plant, window

_WALLS = ("#f2dfc0", "#dfe4d2", "#ecc9b0", "#d5dfe0")
_JARS = ("#d98a3a", "#8a5f3f", "#5f8f6a", "#c9543d", "#e6d3a8", "#6f86a0")
_MEALS = (("#8a5a3a", "tongue"), ("#c7763f", "stew"), ("#7da35a", "greens"))


def draw(c, dice, light, people):
    """Window and shelf behind, two or three at the table, a lamp above the food."""
    side = dice.side()
    tone = wall(c, dice, light, _WALLS)
    flip = (lambda x, w=0: x) if side > 0 else (lambda x, w=0: 1200 - x - w)
    c.stroke("M0 392H1200", darker(tone, 0.1), 3)
    c.rect(0, 394, 1200, 170, darker(tone, 0.05))
    x = flip(90, 310)
    count = dice.whole(2, 3)
    # The tree grows beside the head that is before the window, not out of it.
    tree = (0.22, 0.84)[count - 2] if side > 0 else (0.78, 0.16)[count - 2]
    window(c, dice, light, (x, 90, 310, 230), light.room("#fbf4e4"), lambda c: green_view(c, dice, light, x, 90, 310, 230, tree))
    shelf(c, dice, light, flip(760, 340), 190, 340, _JARS, 64)
    if count == 2:
        shelf(c, dice, light, flip(820, 280), 312, 280, _JARS, 60)
    spots = ((330, 860), (220, 600, 975))[count - 2]
    for i, person in enumerate(people[:count]):
        look = 0.6 if spots[i] < 560 else (-0.6 if spots[i] > 640 else 0.1)
        wear = dice.pick(("tee", "knit", "shirt", "apron"))
        hand = (62 if spots[i] < 600 else -62, 236)
        bust(c, person, spots[i], 282 - 8 * (i == 1), 1.06, Pose(wear, look, (hand,)), light.room)
    pendant(c, 600, 60, light.room(dice.pick(("#d24a30", "#2f7d5b", "#12304f", "#e0a53f"))), light, 150)
    table(c, light, 520, dice.pick(("#b98252", "#c9976a", "#9a6a4c")), 640)
    if count == 2:
        plant(c, flip(1150), 566, 84, light)
    _meal(c, dice, light, flip)


def _meal(c, dice, light, flip):
    """A pot in the middle, bowls of rice and soup, a plate of slices, cups."""
    kind = dice.pick(("pot", "plates"))
    c.see(kind)
    if kind == "pot":
        _pot(c, light, 600)
    else:
        plate(c, light, 600, 578, 300, "#9a5a3c", 7)
        c.dots([(528, 560), (512, 566), (690, 562)], light.room("#7da35a"), 18)
    for i, x in enumerate((290, 900)):
        bowl(c, light, x, 586, 104, ("#2b6c9e", "#c9543d")[i], "#fdf9ee")
        bowl(c, light, x + (110, -112)[i], 612, 98, "#6b2f2a", dice.pick(("#c98a4a", "#b5743c")))
    plate(c, light, flip(130), 600, 170, dice.pick(("#e9a23b", "#d4604a", "#7da35a")), 4)
    mug(c, light, flip(1060), 604, CREAM)
    for x in (240, 846):
        c.stroke(f"M{x} 628l110-8M{x} 634l110-6", light.room("#7a4030"), 5)


def _pot(c, light, x):
    """An imoni pot: taro, leek and meat, with steam."""
    iron = light.room("#3a4048")
    c.ellipse(x, 610, 150, 16, "#14243f", opacity=0.25)
    c.path(f"M{point(x - 140, 540)}Q{point(x - 136, 612)} {point(x - 70, 614)}H{x + 70}Q{point(x + 136, 612)} {point(x + 140, 540)}Z", iron)
    c.ellipse(x, 540, 142, 32, lighter(iron, 0.3))
    c.ellipse(x, 541, 126, 25, light.room("#b5743c"))
    c.dots([(x - 80, 538), (x - 20, 550), (x + 50, 534), (x + 84, 546)], light.room("#e9dcc0"), 26)
    c.dots([(x - 50, 530), (x + 14, 532), (x + 46, 556), (x - 56, 554)], light.room("#6fa35a"), 14)
    c.stroke(f"M{x - 4} 546l20-6M{x - 96} 550l14 4", light.room("#7a4632"), 12)
    c.stroke(f"M{x - 158} 548q-16 14 0 28M{x + 158} 548q16 14 0 28", iron, 12)
    c.stroke(f"M{x - 40} 506q-22-26 0-50t0-46M{x + 36} 506q-22-26 0-50t0-46", "#fdfaf4", 9, opacity=0.35)
