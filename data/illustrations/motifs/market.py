"""朝市: a greengrocer's stall under its awning."""

from kit.canvas import point
from kit.colour import CREAM, VERMILION, darker, mix
from kit.people import Pose, bust, from_behind
from kit.rooms import crate, heap
from kit.scenery import building, sky

HOURS = ("morning", "noon", "dusk")
_GOODS = ("#d8432f", "#4f9a4a", "#e9a23b", "#7a4a86", "#e8cf5a", "#c96a3a", "#8fbf5a", "#d9657a")


def draw(c, dice, light, people):
    """The street opens at one side; the stall fills the rest, its keeper behind the heaps."""
    side = dice.side()
    sky(c, dice, light, 380, birds=0, sun_x=600 + side * 470)
    for i in range(4):
        building(c, dice, light, 600 + side * (250 + i * 100) - 60, 480, 118, 190 + 60 * (i % 3), 0.42 - 0.06 * i, side)
    c.rect(0, 470, 1200, 210, light.tint("#b7a48c", 0.2))
    with c.group(0 if side > 0 else 1200, 0, side, 1):
        _stall(c, light)
    place = (lambda x: x) if side > 0 else (lambda x: 1200 - x)
    if people:
        bust(c, people[0], place(dice.between(330, 470)), 296, 0.98, Pose("apron", 0.5 * side, hat=dice.pick(("scarf", ""))), light.room)
    with c.group(0 if side > 0 else 1200, 0, side, 1):
        _goods(c, dice, light)
    _awning(c, dice, light, side)
    if len(people) > 1 and dice.chance(0.75):
        from_behind(c, people[1], place(985), 385, 1.15, light.room)


def _stall(c, light):
    """The dark inside of the stall, its posts and a hanging scale."""
    c.rect(-10, 120, 800, 470, c.gradient(light.room("#7b5a44"), light.room("#5d4437")))
    c.stroke("M-10 250H790", light.room("#8f6a4d"), 10)
    for i, x in enumerate((40, 96, 150, 606, 660, 712)):
        c.stroke(f"M{x} 250v34", light.room("#d9b98a"), 3)
        c.ellipse(x, 310, 19, 32, light.room(("#c9a24e", "#b5533c")[i % 2]))
    for x in (170, 610):
        c.stroke(f"M{x} 130v52", "#2b2426", 4)
        c.glow(x, 206, 190, "#ffdf9a", 0.7)
        c.circle(x, 200, 19, "#fff3cf")
    c.rect(778, 110, 18, 520, light.room("#8a5f3f"))


def _goods(c, dice, light):
    """Two steps of crates; leeks and radishes stand at one end."""
    goods = dice.sample(_GOODS, 8)
    for i, r in enumerate((17, 22)):
        with c.symbol(f"h{i}"):
            heap(c, 160, r)
    with c.symbol("crate"):
        crate(c, light, 192, 110)
    for row, y in enumerate((486, 590)):
        for i in range(4):
            x = 66 + i * 200 + row * 18
            c.stamp(f"h{(i + row) % 2}", x, y, fill=light.room(goods[i + row * 4]))
            c.stamp("crate", x, y)


def _awning(c, dice, light, side):
    """A striped awning, scalloped, with its shadow below."""
    strong = light.room(dice.pick((VERMILION, "#2b7d6d", "#2b6c9e", "#d9962f")))
    pale, shade = light.room(CREAM), "#14243f"
    with c.group(0 if side > 0 else 1200, 0, side, 1):
        c.rect(-10, 150, 806, 44, shade, opacity=0.25)
        for i in range(9):
            x, t = -40 + i * 96, -20 + i * 90
            color = strong if i % 2 else pale
            c.path(f"M{point(t, 40)}H{t + 90}L{x + 96} 146a48 26 0 0 1-96 0Z", color)
        c.path("M-20 40H790L824 146H-40Z", shade, opacity=0.07)
        c.rect(-20, 28, 812, 18, darker(mix(strong, "#6b5140", 0.4), 0.1), 4)
