"""仙台駅: the station front and its pedestrian deck."""

from kit.canvas import point
from kit.colour import CREAM, darker, lighter, mix
from kit.people import walker
from kit.scenery import building, bush, sky, skyline


def draw(c, dice, light, people):
    """The long station front behind, the deck sweeping before it."""
    sun = sky(c, dice, light, 330, birds=1)
    side = 1 if sun > 600 else -1
    skyline(c, dice, light, 0, 1200, 400, 220)
    for x, wide, tall in ((-30, 150, 330), (125, 100, 210), (1000, 120, 260), (1105, 130, 370)):
        building(c, dice, light, x, 470, wide, tall + dice.between(-30, 30), 0.24, side)
    _front(c, dice, light, 600 + dice.between(-70, 70), side)
    _deck(c, dice, light)
    for i, person in enumerate(people):
        x = (190, 560, 930)[i] + dice.between(-110, 110)
        walker(c, person, x, 596 + (i % 2) * 48, 150 + (i % 2) * 30, light, dice.side())


def _front(c, dice, light, x, side):
    """A brown front with a tall arched window, the station's face."""
    wall, glass = light.tint("#b98a6b", 0.08), light.tint("#8fb9c9", 0.1)
    if light.dark:
        glass = mix(light.window, glass, 0.2)
    c.rect(x - 390, 236, 780, 240, wall)
    c.rect(x - 390 if side > 0 else x + 340, 236, 50, 240, darker(wall, 0.18))
    c.rect(x - 400, 224, 800, 18, darker(wall, 0.26))
    windows = "".join(f"M{round(x + s * dx)} 268V400" for s in (-1, 1) for dx in (170, 215, 260, 305))
    c.stroke(windows, glass, 26, stroke_linecap="butt", stroke_dasharray="30 16")
    c.path(f"M{point(x - 130, 476)}V300C{point(x - 130, 180)} {point(x + 130, 180)} {point(x + 130, 300)}V476Z",
           lighter(wall, 0.3))
    c.path(f"M{point(x - 112, 476)}V304C{point(x - 112, 200)} {point(x + 112, 200)} {point(x + 112, 304)}V476Z", glass)
    c.stroke("".join(f"M{round(x + i * 37)} {226 + abs(i) * 13}V476" for i in (-2, -1, 0, 1, 2))
             + f"M{round(x - 112)} 320h224M{round(x - 112)} 390h224", lighter(wall, 0.3), 5, stroke_linecap="butt")
    c.circle(x, 268, 27, light.tint(CREAM))
    c.stroke(f"M{round(x)} 268v-16M{round(x)} 268l11 7", "#2b3644", 4)
    c.rect(x - 390, 412, 780, 14, darker(wall, 0.2))
    if light.dark:
        c.glow(x, 440, 330, "#ffd98c", 0.4)


def _deck(c, dice, light):
    """The deck as a curved band with glass rails, planters and the street below it."""
    floor = light.tint("#dccdb6")
    c.rect(0, 462, 1200, 213, c.gradient(mix(floor, light.haze, 0.35), floor))
    c.path("M0 470Q600 430 1200 470V492Q600 452 0 492Z", light.tint("#8ea3ad", 0.15))
    for i, x in enumerate((90, 330, 860, 1090)):
        c.rect(x - 62, 492 - (i in (1, 2)) * 8, 124, 26, light.tint("#b49878"), 5)
        bush(c, dice, light, x, 494 - (i in (1, 2)) * 8, 116)
    tiles = "".join(f"M{600 + dx} 520L{round(600 + dx * 2.4)} 675" for dx in range(-560, 561, 112))
    c.stroke(tiles + "M0 540H1200M0 580H1200M0 634H1200", darker(floor, 0.14), 2, opacity=0.6)
    c.path("M0 640Q600 560 1200 640V652Q600 572 0 652Z", light.tint("#e3bf57"), opacity=0.75)
    c.poly([(0, 675), (0, 600), (420, 675)], "#14243f", opacity=0.12)
    for x in (60, 1140):
        c.stroke(f"M{x} 660V330", light.tint("#3f5263"), 9)
        c.stroke(f"M{x} 334h{60 if x < 600 else -60}", light.tint("#3f5263"), 7)
        ex = x + (60 if x < 600 else -60)
        if light.dark:
            c.glow(ex, 344, 110, "#ffe1a0", 0.7)
            c.glow(ex, 640, 300, "#ffe1a0", 0.4, 0.3)
        c.ellipse(ex, 342, 22, 9, "#fff0c8")
