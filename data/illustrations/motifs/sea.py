"""A fishing harbour on the coast, with pine islands."""

from kit.canvas import point, rings
from kit.colour import NAVY, VERMILION, WHITE, darker, lighter, mix
from kit.people import walker
from kit.scenery import crown_points, ripples, sky


def draw(c, dice, light, people):
    """Sea to the horizon, islands, one boat near and one far, a quay in front."""
    horizon = 350
    sun = sky(c, dice, light, horizon, birds=2)
    far, near = mix(light.sky[2], light.tint("#4f9db5"), 0.45), light.tint("#1f6d8f")
    c.rect(0, horizon, 1200, 330, c.gradient(far, near))
    side = -1 if sun > 600 else 1
    for i in range(3):
        _island(c, dice, light, 600 + side * (-330 + i * 300) + dice.between(-50, 50), horizon + 6 + i * 10, (150, 110, 220)[i], 0.5 - i * .14)
    ripples(c, dice, sun - 110, sun + 40, horizon + 6, 560, light.sun, 18, 5, 0.75)
    ripples(c, dice, -20, 1180, horizon + 20, 590, lighter(far, 0.45), 16, 4, 0.5)
    ripples(c, dice, -20, 1180, 420, 600, darker(near, 0.3), 10, 5, 0.4)
    _lighthouse(c, light, 600 - side * 500, 400)
    hulls = dice.sample((VERMILION, "#2b6c9e", "#2f7d5b", NAVY), 2)
    _boat(c, light, hulls[0], 600 - side * dice.between(190, 260), 424, 0.5 * side, 0.22)
    _boat(c, light, hulls[1], 600 + side * dice.between(120, 200), 548, -1.15 * side, 0)
    _quay(c, dice, light, people, side)


def _island(c, dice, light, x, y, wide, depth):
    """A rock with a flat foot and pines on its back, after Matsushima."""
    rock, leaf = light.tint("#c9b190", depth), light.tint("#3c7d62", depth)
    c.path(f"M{point(x - wide, y)}Q{point(x - wide * .98, y - wide * .3)} {point(x - wide * .6, y - wide * .3)}"
           f"H{round(x + wide * .55)}Q{point(x + wide * .9, y - wide * .28)} {point(x + wide * .86, y)}Z", rock)
    c.path(f"M{point(x + wide * .2, y)}L{point(x + wide * .34, y - wide * .3)}H{round(x + wide * .55)}"
           f"Q{point(x + wide * .9, y - wide * .28)} {point(x + wide * .86, y)}Z", darker(rock, 0.22))
    c.blob(crown_points(dice, x - wide * .1, y - wide * .36, wide * .66, wide * .15, 9), darker(leaf, 0.15))
    for _ in range(3):
        c.ellipse(x + dice.between(-.6, .4) * wide, y - dice.between(.4, .5) * wide, wide * .26, wide * .07, leaf)
    c.stroke(f"M{point(x - wide * 1.15, y + 3)}H{round(x + wide)}", WHITE, 3, opacity=0.5)


def _lighthouse(c, light, x, y):
    """A white light on the end of its breakwater."""
    stone = light.tint("#b7b6ae", 0.2)
    c.rect(x - 190, y - 10, 380, 22, stone)
    c.rect(x - 190, y - 10, 380, 6, lighter(stone, 0.35))
    c.poly([(x - 14, y - 116), (x + 14, y - 116), (x + 22, y - 10), (x - 22, y - 10)], light.tint(WHITE, 0.1))
    c.poly([(x - 17, y - 76), (x + 17, y - 76), (x + 19, y - 48), (x - 19, y - 48)], light.tint(VERMILION, 0.1))
    c.rect(x - 11, y - 138, 22, 22, "#ffe9a8")
    c.path(f"M{point(x - 17, y - 136)}L{round(x)} {round(y - 156)}L{point(x + 17, y - 136)}Z", light.tint(VERMILION, 0.1))
    if light.dark:
        c.glow(x, y - 127, 150, "#ffe9a8", 0.75)


def _boat(c, light, hull, x, y, s, depth):
    """A small fishing boat: high bow, cabin, mast with a lamp, white bow wave."""
    def tone(color):
        return light.tint(color, depth)
    with c.group(x, y, s, abs(s)):
        c.ellipse(0, 14, 190, 12, NAVY, opacity=0.2)
        c.path("M-160-40H100Q150-52 176-84Q172-20 120 14H-130Q-152-4-160-40Z", tone(WHITE))
        c.path("M-156-22H112Q146-30 170-54Q160-10 120 14H-130Q-148 0-156-22Z", tone(hull))
        c.path("M-140 6H128L120 14H-130Z", tone(darker(hull, 0.4)))
        c.path("M-96-40V-106H0L20-40Z", tone("#f3ead6"))
        c.path("M-96-40V-106H-70V-40Z", "#14243f", opacity=0.14)
        c.path("M-104-116H8V-104H-104Z", tone(hull))
        c.path("M-60-92H-30V-68H-60ZM-18-92H-4L4-68H-18Z", light.window if light.dark else tone("#3f6c86"))
        c.stroke("M-50-116V-210M40-40V-150M-50-200L150-72M-50-200L-150-44", tone("#59636b"), 4)
        c.path(_floats(), tone("#e39b3c"))
        c.circle(-50, -212, 7, "#ffe9a8")
        c.stroke("M-210 20H-150M130 18Q190 8 230 22M-60 26H70", WHITE, 6, opacity=0.6)


def _floats():
    """Orange floats on the side of the boat."""
    return rings([(-40 + i * 44, -34, 9) for i in range(4)])


def _quay(c, dice, light, people, side):
    """The edge of the quay with a bollard, crates of fish and someone at work."""
    stone = light.tint("#cdbfa8")
    c.rect(0, 596, 1200, 80, stone)
    c.rect(0, 596, 1200, 12, lighter(stone, 0.4))
    c.stroke("M200 610V675M470 610V675M740 610V675M1010 610V675", darker(stone, 0.18), 3)
    x = 600 + side * 400
    c.path(f"M{x - 20} 612v-30h-8v-16h56v16h-8v30Z", light.tint("#3d4a57"))
    c.stroke(f"M{x} 590Q{x - 90 * side} 610 {x - 150 * side} 560", light.tint("#e8d9b4"), 5)
    bx = 600 - side * 470
    for i in range(3):
        y, w = 640 - i * 34, 116
        c.rect(bx - 58 + i * 8, y - 32, w, 30, light.tint(("#3f86b0", "#e0a545", "#3f86b0")[i]), 4)
        c.rect(bx - 46 + i * 8, y - 24, w - 24, 7, "#14243f", 3, opacity=0.2)
    c.stroke(f"M{bx - 24} 540q20-14 44 0M{bx - 4} 534q20-14 44 2", light.tint("#cfdbe2"), 10)
    for i, person in enumerate(people[: dice.whole(1, 2)]):
        walker(c, person, bx + side * (130 + i * 88), 630 + i * 20, 165, light, side, i == 1)
