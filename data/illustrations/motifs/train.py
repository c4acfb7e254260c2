"""A seat by the window of the Shinkansen."""

from kit.canvas import point
from kit.colour import VERMILION, darker, lighter
from kit.people import Pose, bust
from kit.rooms import laptop, mug
from kit.scenery import building, hills, mountains, pine


def draw(c, dice, light, people):
    """One wide window with country passing; a traveller and a folding table before it."""
    side = dice.side()
    panel = light.room(dice.pick(("#ece4d6", "#dfe5e4", "#e9dccb")))
    c.rect(0, 0, 1200, 675, c.gradient(lighter(panel, 0.4), panel))
    x, w = (130, 820) if side > 0 else (250, 820)
    c.rect(x - 26, 74, w + 52, 392, darker(panel, 0.07), 74)
    c.rect(x - 12, 88, w + 24, 364, lighter(panel, 0.5), 62)
    with c.clip(x, 100, w, 340, 52):
        _country(c, dice, light)
        c.poly([(x + w * .66, 100), (x + w * .8, 100), (x + w * .6, 440), (x + w * .46, 440)], "#ffffff", opacity=0.12)
    blind = dice.pick((30, 46, 70))
    with c.clip(x, 100, w, 340, 52):
        c.rect(x, 90, w, 10 + blind, light.room("#f6f1e6"))
        c.rect(x, 92 + blind, w, 10, darker(panel, 0.2))
    c.rect(0, 0, 1200, 40, darker(panel, 0.1))
    c.rect(0, 40, 1200, 8, "#fff3cf")
    c.rect(0, 500, 1200, 180, darker(panel, 0.1))
    _seat(c, dice, light, side)
    if people:
        pose = Pose(dice.pick(("jacket", "knit", "shirt", "tee")), -0.8 * side, ((-74 * side, 262),))
        bust(c, people[0], 600 + side * 340, 276, 1.2, pose, light.room)
    _table(c, dice, light, side)


def _country(c, dice, light):
    """Mountains, fields and houses; the near wires are blurred into lines."""
    c.rect(0, 90, 1200, 360, c.gradient(*light.sky))
    sun = dice.between(300, 800)
    c.glow(sun, 230, 260, light.sun, 0.7)
    c.circle(sun, 226, 38, light.sun)
    mountains(c, dice, light, 330, 130, 0.58, light.season in ("winter", "spring"))
    hills(c, dice, 340, 46, light.tint("#4f8a78", 0.42), 6)
    kind = dice.pick(("field", "town", "wood"))
    ground = light.tint(light.grass, 0.1)
    c.rect(0, 330, 1200, 130, c.gradient(lighter(ground, 0.2), ground))
    if kind == "town":
        for i in range(8):
            building(c, dice, light, 130 + i * 118, 352, 78, dice.between(30, 90), 0.3)
    for i in range(16 if kind == "wood" else 6):
        pine(c, dice.between(120, 1080), 366, dice.between(40, 84), light.tint("#2f6a55", 0.2))
    c.stroke("M60 380H1140M60 402H900M300 424H1140", darker(ground, 0.2), 6, opacity=0.5)
    c.stroke("M0 372H1200", light.tint("#c9bfae"), 5)


def _seat(c, dice, light, side):
    """The seat's back in a warm cloth, and the seat in front."""
    cloth = light.room(dice.pick(("#2d5f63", "#3a4d78", "#8a4a3d", "#5f6d45")))
    for place, shade in ((1, 0), (-1, 0.22)):
        x = 600 + side * place * (440 if place > 0 else 590)
        color = darker(cloth, shade)
        c.rect(x - 170, 150, 340, 560, color, 66)
        c.rect(x - 120, 168, 240, 130, lighter(color, 0.35), 36)
        c.stroke(f"M{x - 130} 350V660M{x + 130} 350V660", darker(color, 0.25), 8)


def _table(c, dice, light, side):
    """The folding table with lunch or work on it."""
    x = 600 - side * 100
    top = light.room("#c8a27a")
    c.path(f"M{x - 290} 566H{x + 290}L{x + 320} 608H{x - 320}Z", lighter(top, 0.2))
    c.rect(x - 320, 608, 640, 18, darker(top, 0.2), 4)
    c.rect(x - 30, 626, 60, 60, light.room("#7d858a"))
    c.see(kind := "laptop" if dice.chance(0.5) else "bento")
    if kind == "laptop":
        laptop(c, light, x - 50 * side, 592, 1.15, back=False)
    else:
        _bento(c, light, x + 10)
    mug(c, light, x - 234 * side, 596, dice.pick((VERMILION, "#2f7d5b", "#f3ead6")))


def _bento(c, light, x):
    """A boxed lunch: rice with a plum, egg, greens, salmon."""
    c.path(f"M{point(x - 150, 554)}h300l16 38h-332Z", light.room("#2b2a2e"))
    c.path(f"M{point(x - 140, 559)}h128l-4 27h-136Z", light.room("#fbf6ea"))
    c.ellipse(x - 78, 572, 13, 7, light.room("#c8324a"))
    c.path(f"M{point(x, 559)}h64l4 27h-70Z", light.room("#f2c84c"))
    c.path(f"M{point(x + 76, 559)}h62l11 27h-70Z", light.room("#ec8a68"))
    c.dots([(x + 14, 584), (x + 34, 586), (x + 54, 584)], light.room("#5c9a4d"), 15)
    c.stroke(f"M{point(x - 170, 600)}h250", light.room("#8a4f35"), 6)
