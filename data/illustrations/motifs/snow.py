"""雪の朝: a street of low houses under new snow."""

from kit.canvas import point, smooth
from kit.colour import CREAM, darker, lighter, mix
from kit.people import walker
from kit.scenery import mountains, pine, sky, snowfall

HOURS = ("morning", "noon", "dusk")
SEASONS = ("winter",)
_WALLS = ("#c98d6b", "#dcb98c", "#8fa3a8", "#a86a55", "#b7a083", "#6f8793")


def draw(c, dice, light, people):
    """Houses step back along a bend; a trodden path leads between them."""
    sky(c, dice, light, 360, birds=1)
    mountains(c, dice, light, 400, 200, 0.55, snow=True)
    snow = mix(light.tint("#f7f9fa"), light.sky[0], 0.06)
    for i in range(15):
        pine(c, i * 86 + dice.between(-24, 24), 412, dice.between(60, 110), light.tint("#4f7a74", 0.4))
    c.path(f"M0 400Q600 372 1200 400V675H0Z", c.gradient(mix(snow, light.haze, 0.4), snow))
    turn = dice.side()
    homes = ((-30, 500, 1.15), (255, 462, .8), (450, 436, .52), (930, 500, 1.2), (735, 456, .78), (630, 432, .5))
    with c.symbol("home"):
        _house(c, light, snow)
    for x, base, s in sorted(homes, key=lambda h: h[2]):
        wall = light.tint(dice.pick(_WALLS), 0.28 - 0.2 * s)
        c.stamp("home", x if turn > 0 else 1200 - x - 270 * s, base, s, fill=wall)
    _path(c, dice, light, snow, turn)
    for i, person in enumerate(people[: dice.whole(1, 2)]):
        x = 560 + (i * 190 - 60) * turn + dice.between(-40, 40)
        walker(c, person, x, 600 + i * 34, 180 + i * 26, light, -turn if i else turn, True, True)
        if i == 0:
            _umbrella(c, person, light, x, 600, turn)
    snowfall(c, dice, 80)


def _house(c, light, snow):
    """A gabled house; the wall takes the colour of the stamp, so one drawing serves the street."""
    shade = "#14243f"
    c.path("M12 0V-148L132-232L252-148V0Z", None)
    c.path("M12 0V-148L132-232L74-148V0Z", shade, opacity=0.16)
    c.path("M2-128L132-216L262-128L252-118L132-198L12-118Z", shade, opacity=0.3)
    c.path("M-14-140L120-246Q132-256 144-246L278-140Q282-126 262-128L132-216L2-128Q-18-126-14-140Z", snow)
    c.path("M98-122h52v48h-52ZM176-122h52v48h-52Z", "#ffd98c" if light.hour != "noon" else "#f3dfae")
    c.stroke("M124-122v48M98-98h52M202-122v48M176-98h52", shade, 4, opacity=0.4)
    c.path("M120-58h46V0h-46Z", shade, opacity=0.4)
    c.stroke("M84-62H262", snow, 13)
    c.path("M-20 4Q40-22 110 0H170Q220-20 284 6Z", snow)


def _path(c, dice, light, snow, turn):
    """A cleared way with banks and footprints."""
    def at(x):
        return x if turn > 0 else 1200 - x
    c.path(f"M{at(560)} 420C{at(600)} 470 {at(420)} 540 {at(330)} 690H{at(830)}C{at(760)} 560 {at(680)} 480 {at(590)} 420Z",
           mix(snow, "#7f9ab0", 0.3))
    c.stroke(f"M{at(560)} 420C{at(600)} 470 {at(420)} 540 {at(330)} 690", lighter(snow, 0.5), 16)
    prints = [(at(round(600 + (i % 2) * 22 - i * 9)), 520 + i * 20) for i in range(8)]
    c.dots(prints, mix(snow, "#55748f", 0.5), 9)
    for x, y, w in ((60, 675, 300), (1130, 675, 340)):
        c.path(smooth([(x - w, y + 40), (x - w * .5, y - 40), (x, y - 74), (x + w * .5, y - 34), (x + w, y + 40)]), snow)


def _umbrella(c, person, light, x, y, turn):
    """An umbrella in the walker's second colour, with snow on top."""
    color = light.tint(person.accent)
    with c.group(x + 26 * turn, y - 190):
        c.stroke("M0-30V100", light.tint("#3b3540"), 5)
        c.path("M-86 20C-80-62 80-62 86 20Q62 4 43 18Q20 4 0 18Q-20 4-43 18Q-62 4-86 20Z", color)
        c.path("M0-44Q60-44 86 20Q62 4 43 18Q36-30 0-44Z", darker(color, 0.18))
        c.stroke("M-46-28Q0-56 40-30", light.tint(CREAM), 9)
