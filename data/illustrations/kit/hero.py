"""The wide scene of the front page: the town between its river and its hills at first light."""

from dataclasses import replace

from .canvas import Canvas, point
from .colour import NAVY, darker, light_of, lighter, mix
from .dice import Dice
from .people import cast, walker
from .scenery import building, hills, mountains, ripples, swallow, zelkova

WIDE, HIGH = 1600, 900


def hero():
    """The scene is 1600 by 900; the view shows its middle at 640 by 480, as the front page asks."""
    scale = 480 / HIGH
    c = Canvas(640, 480)
    c.width, dice = WIDE, Dice("hero")
    light = replace(light_of("dusk", "summer"), sky=("#2a4f7d", "#d98d83", "#fcd29a"), amount=0.14)
    with c.group((640 - WIDE * scale) / 2, 0, scale):
        _sky(c, light)
        mountains(c, dice, light, 540, 300, 0.5)
        hills(c, dice, 545, 130, light.tint("#4f7f86", 0.34), 6)
        _towers(c, light)
        _town(c, dice, light)
        _river(c, dice, light)
        _shore(c, dice, light)
        _birds(c, light)
    c.width = 640
    return c.text()


def _sky(c, light):
    """From the navy of the page's head down to honey, with a large low sun."""
    c.rect(0, 0, WIDE, 620, c.gradient(NAVY, "#2b4f7c", "#8a6f92", "#ec9a80", "#fcd29a"))
    c.glow(890, 430, 480, "#ffe2a6", 0.8)
    c.circle(890, 400, 92, "#ffe9b8")
    for x, y, w in ((420, 250, 190), (1130, 190, 150)):
        c.stroke(f"M{x} {y}h{w}M{x + 50} {y - 24}h{w // 2}M{x - 60} {y + 23}h{w}", "#f6b597", 26, opacity=0.45)


def _towers(c, light):
    """The three masts on the southern hill, which everyone in town steers by."""
    mast = light.tint("#7c4a55", 0.3)
    for x, tall in ((742, 116), (776, 138), (812, 108)):
        c.stroke(f"M{x - 9} 496L{x} {486 - tall}L{x + 9} 496M{x - 6} 456h12M{x - 4} 426h8", mast, 4)
        c.circle(x, 484 - tall, 5, "#ffe2a6")


def _town(c, dice, light):
    """Blocks that rise to two towers on either side of the middle, low where the sun stands."""
    blocks = ((538, 92, 320), (636, 100, 180), (744, 84, 110), (836, 120, 140), (1000, 96, 290),
              (1104, 120, 190))
    for x, wide, tall in blocks:
        building(c, dice, light, x, 610, wide, tall, 0.16, -1)


def _river(c, dice, light):
    """The river with the sun in it and a bridge of four arches."""
    green = light.tint("#3d7f62", 0.12)
    hills(c, dice, 636, 60, green, 7, 660)
    c.rect(0, 640, WIDE, 270, c.gradient("#f2ae8a", "#6f7f9c", "#1f4a70"))
    ripples(c, dice, 800, 900, 680, 820, "#ffe9b8", 14, 7, 0.85)
    ripples(c, dice, 150, 1400, 650, 860, "#f7c79f", 9, 5, 0.45)
    ripples(c, dice, 150, 1400, 660, 860, "#173a5c", 8, 7, 0.35)
    face, d, under = light.tint("#ead9c0", 0.05), "M-10 640H1610V672", ""
    for x in range(1500, 100, -300):
        d += f"L{x} 730h-30Q{x - 150} 626 {x - 270} 730"
        under += f"M{x - 30} 730Q{x - 150} 626 {x - 270} 730"
    c.path(d + "L-10 672Z", face)
    c.stroke(under, darker(face, 0.35), 9, stroke_linecap="butt")
    c.rect(-10, 640, 1620, 10, darker(face, 0.18))
    c.stroke("M0 630H1600", face, 18, stroke_linecap="butt", stroke_dasharray="5 13")
    c.rect(-10, 616, 1620, 6, face)


def _shore(c, dice, light):
    """The near bank with zelkovas as wings and two people who look across."""
    bank = light.tint("#2f7355")
    c.path("M-10 770C300 740 420 800 640 830S1100 860 1250 820S1500 770 1610 780V910H-10Z", darker(bank, 0.25))
    c.path("M-10 810C280 790 420 836 660 856S1150 880 1300 850S1500 820 1610 826V910H-10Z", mix(bank, "#7fb56a", 0.3))
    with c.group(330, 836, 3.3):
        zelkova(c, dice, light, 100, 0, 1)
    with c.group(1300, 846, 2.9):
        zelkova(c, dice, light, 100, 0, -1)
    for i, person in enumerate(cast(dice, 2)):
        walker(c, person, 560 + i * 92, 866 + i * 8, 164, light, 1, i == 0)
    leaf = lighter(mix(bank, "#7fb56a", 0.4), 0.2)
    grass = "".join(f"M{point(dice.between(200, 1400), dice.between(872, 896))}l-5-18m10 18l6-15" for _ in range(6))
    c.stroke(grass, leaf, 4)


def _birds(c, light):
    """One swallow near, two far: they come back every spring."""
    swallow(c, 640, 70, 4.8, light)
    swallow(c, 560, 200, 1.6, light)
    swallow(c, 1160, 250, 1.9, light, -1)
