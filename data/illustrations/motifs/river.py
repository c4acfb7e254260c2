"""広瀬川: the river under its bridge, between bluffs and town."""

from kit.canvas import point
from kit.colour import darker, lighter, mix
from kit.people import walker
from kit.scenery import bush, building, hills, ripples, sky, skyline, zelkova

SEASONS = ("spring", "summer", "autumn")


def draw(c, dice, light, people):
    """The water comes towards the viewer under the arches, in a wide bend."""
    sun = sky(c, dice, light, 330, birds=2)
    side = 1 if sun > 600 else -1
    hills(c, dice, 300, 120, light.tint("#6a92a0", 0.62), 5)
    hills(c, dice, 330, 90, light.tint("#4f8a78", 0.45), 4)
    skyline(c, dice, light, 0, 1200, 350, 110, 0.62)
    x = dice.between(-20, 20)
    while x < 1200:
        wide = dice.between(80, 130)
        building(c, dice, light, x, 372, wide, dice.between(70, 190), 0.34, side)
        x += wide + dice.between(60, 190)
    _banks(c, dice, light, sun)
    _bridge(c, dice, light)
    _near_bank(c, dice, light, people, side)


def _banks(c, dice, light, sun):
    """Far bank, water with the sun in it."""
    hills(c, dice, 392, 26, light.tint("#5d9a6a" if light.season != "autumn" else "#b9924a", 0.2), 8)
    low, high = mix(light.sky[2], light.haze, 0.3), light.tint(mix(light.sky[0], "#2b7f93", 0.45))
    c.rect(0, 402, 1200, 273, c.gradient(low, high))
    ripples(c, dice, sun - 90, sun + 10, 408, 600, light.sun, 12, 6, 0.8)
    ripples(c, dice, -20, 1180, 420, 660, lighter(low, 0.5), 16, 4, 0.55)
    ripples(c, dice, -20, 1180, 430, 660, darker(high, 0.2), 12, 5, 0.3)


def _bridge(c, dice, light):
    """Arches of pale concrete; their shaded undersides make them round."""
    deck, face = 372 + dice.between(-8, 12), light.tint(dice.pick(("#e9dcc6", "#d8c3a5", "#c7d0cf")), 0.08)
    span, foot = dice.pick((300, 340, 400)), 462
    start = -dice.between(60, 200)
    d, under, x = f"M-10 {point(deck, deck).split()[0]}H1210V{round(deck + 30)}", "", start + span * 5
    while x > -span:
        inner = f"L{point(x, foot)}h-26Q{point(x - span / 2, deck - 34)} {point(x - span + 26, foot)}"
        d += inner
        under += f"M{point(x - 26, foot)}Q{point(x - span / 2, deck - 34)} {point(x - span + 26, foot)}"
        x -= span
    c.path(d + f"L-10 {round(deck + 30)}Z", face)
    c.stroke(under, darker(face, 0.3), 9, stroke_linecap="butt")
    c.rect(-10, deck, 1220, 10, darker(face, 0.18))
    c.stroke(f"M0 {round(deck - 11)}H1200", face, 20, stroke_linecap="butt", stroke_dasharray="5 12")
    c.rect(-10, deck - 25, 1220, 6, face)
    for i in range(4):
        px = start + 60 + i * 330
        c.stroke(f"M{round(px)} {round(deck - 22)}v-58", light.tint("#3f5263"), 5)
        c.circle(px, deck - 84, 9, light.window if light.dark else light.tint("#fff4d8"))


def _near_bank(c, dice, light, people, side):
    """A grassy shore in front with a tree at one edge and people by the water."""
    grass = light.tint(light.grass)
    left = side > 0
    turn = (lambda x: x) if left else (lambda x: 1200 - x)
    c.path(f"M{turn(-10)} 520C{turn(180)} 520 {turn(340)} 560 {turn(460)} 610S{turn(800)} 650 {turn(900)} 690"
           f"H{turn(-10)}Z", darker(grass, 0.12))
    c.path(f"M{turn(-10)} 548C{turn(160)} 548 {turn(300)} 590 {turn(420)} 630S{turn(700)} 670 {turn(760)} 690"
           f"H{turn(-10)}Z", lighter(grass, 0.12))
    c.dots([(turn(round(480 + i * 58 + dice.between(-20, 20))), round(626 + i * 8)) for i in range(6)],
           light.tint("#c9c3b6"), 16)
    with c.group(turn(118), 588, 3.1):
        zelkova(c, dice, light, 100, 0, side)
    bush(c, dice, light, turn(20), 610, 130)
    for i, person in enumerate(people[: dice.whole(1, 2)]):
        walker(c, person, turn(330 + i * 100 + dice.between(-10, 10)), 632 + i * 14, 148, light, 1 if left else -1, i == 0)
