"""Wind turbines along the ridges."""

import math

from kit.canvas import point, smooth
from kit.colour import WHITE, darker, lighter, mix
from kit.people import walker
from kit.scenery import hills, mountains, pine, sky

HOURS = ("morning", "noon", "dusk")


def draw(c, dice, light, people):
    """Ridge behind ridge, a turbine on each; the largest stands at one third."""
    side = dice.side()
    sun = sky(c, dice, light, 420, birds=2, sun_x=600 + side * dice.between(200, 380))
    mountains(c, dice, light, 420, 180, 0.68, light.season == "winter")
    base = {"autumn": "#b98a4a", "winter": "#c9d5da", "spring": "#86b072"}.get(light.season, "#5d9a6c")
    hills(c, dice, 420, 100, light.tint(base, 0.55), 5)
    for i in range(3):
        _turbine(c, dice, light, 600 - side * (-430 + i * 190) + dice.between(-40, 40), 372, 150 + i * 16, 0.5)
    hills(c, dice, 490, 110, light.tint(base, 0.32), 4)
    _turbine(c, dice, light, 600 + side * dice.between(60, 140), 430, 270, 0.2)
    near = light.tint(base, 0.1)
    points = [(-200, 520), (100, 500), (420, 545), (760, 520), (1050, 470), (1400, 500)]
    if side < 0:
        points = [(1200 - x, y) for x, y in reversed(points)]
    _turbine(c, dice, light, 600 - side * dice.between(230, 300), 560, 375, 0.0)
    c.path(smooth(points, closed=False) + "V700H-200Z", near)
    _road(c, light, near, side)
    for i in range(9):
        x = 600 + side * (250 + i * 52) + dice.between(-20, 20)
        pine(c, x, 520 + dice.between(0, 30), dice.between(60, 112), light.tint("#2f6a55", 0.1))
    for i, person in enumerate(people[: dice.whole(1, 2)]):
        walker(c, person, 600 - side * (60 - i * 84), 634 + i * 8, 150, light, -side, i == 0)
    blades = [(dice.between(0, 1200), dice.between(610, 668)) for _ in range(24)]
    c.stroke("".join(f"M{point(x, y)}l-4-14M{point(x + 5, y)}l5-12" for x, y in blades), lighter(near, 0.35), 3)


def _road(c, light, near, side):
    """A pale track that winds up to the ridge."""
    def at(x):
        return x if side < 0 else 1200 - x
    c.path(f"M{at(420)} 690C{at(520)} 610 {at(1010)} 620 {at(930)} 560C{at(890)} 530 {at(800)} 540 {at(790)} 518"
           f"L{at(803)} 517C{at(830)} 530 {at(930)} 520 {at(985)} 560C{at(1070)} 640 {at(680)} 620 {at(620)} 690Z",
           mix(light.tint("#eedfc0"), near, 0.15))


def _turbine(c, dice, light, x, y, tall, depth):
    """A slim tower and three blades at a drawn angle, shaded on one side."""
    body = light.tint(WHITE, depth)
    dark = darker(body, 0.2)
    w, hub = tall * 0.024, y - tall
    c.poly([(x - w * .5, hub), (x + w * .5, hub), (x + w * 1.2, y + 30), (x - w * 1.2, y + 30)], body)
    c.poly([(x + w * .05, hub), (x + w * .5, hub), (x + w * 1.2, y + 30), (x + w * .2, y + 30)], dark)
    start = dice.between(0, 120)
    for i in range(3):
        a = math.radians(start + 120 * i)
        dx, dy = math.cos(a), math.sin(a)
        r, k = tall * 0.56, tall * 0.034
        tip, mid = (x + dx * r, hub + dy * r), (x + dx * r * .2, hub + dy * r * .2)
        c.path(f"M{point(x, hub)}L{point(mid[0] - dy * k, mid[1] + dx * k)}L{point(*tip)}L{point(mid[0] + dy * k * .3, mid[1] - dx * k * .3)}Z",
               body if i else dark)
    c.circle(x, hub, w * 1.3, dark)
    c.circle(x - 1, hub - 1, w * .8, body)
