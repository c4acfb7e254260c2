"""七夕: paper streamers hung from bamboo over a shopping arcade."""

import math
from dataclasses import replace

from kit.canvas import point, rings
from kit.colour import darker, lighter, mix
from kit.people import walker

HOURS = ("morning", "noon", "dusk", "night")
SEASONS = ("summer",)
_PAPERS = (("#d24a30", "#f6d58a"), ("#2b7bab", "#bfe0ea"), ("#e58ba0", "#fbe3df"), ("#3f8f6b", "#d9ecc4"),
           ("#7a4f98", "#e3d2ee"), ("#e59a2f", "#fdebc0"))


def draw(c, dice, light, people):
    """The arcade runs to a bright end; the streamers grow towards the viewer, and lamps keep the night off."""
    light = replace(light, amount=light.amount * 0.45)
    vx = 600 + dice.between(-150, 150)
    _arcade(c, dice, light, vx)
    with c.symbol("paper"):
        _streamer(c, dice)
    papers = dice.sample(_PAPERS, 6)
    shift = dice.between(-40, 40)
    for i, (x, y, s) in enumerate(((vx - 90, 250, 0.34), (vx + 100, 262, 0.4), (vx + shift, 205, 0.5))):
        _hang(c, light, x, y, s, papers[i], 0.22)
    for i, person in enumerate(people):
        walker(c, person, vx + (-210, 20, 230)[i] + dice.between(-60, 60), 560 + i * 32, 150 + i * 32, light, dice.side(),
               i != 1)
    for i, x in enumerate((130, 1075, 360 if vx > 600 else 850)):
        _hang(c, light, x + dice.between(-40, 40), (135, 110, 85)[i], (1.15, 1.25, 0.95)[i], papers[3 + i], 0)


def _hang(c, light, x, y, scale, paper, depth):
    """A streamer in its two papers."""
    main, pale = (mix(light.room(p), light.haze, depth) for p in paper)
    c.stamp("paper", x, y, scale, fill=main, color=pale)


def _arcade(c, dice, light, vx):
    """Glass roof with ribs, shop fronts left and right, a floor of long tiles."""
    c.rect(0, 0, 1200, 675, light.tint("#ead9bf"))
    c.poly([(-80, -10), (1280, -10), (vx + 70, 330), (vx - 70, 330)], c.gradient(*light.sky))
    c.poly([(vx - 70, 330), (vx + 70, 330), (vx + 70, 440), (vx - 70, 440)], mix(light.sky[2], "#fff3cf", 0.5))
    for i, near in enumerate((1.0, 0.62, 0.38, 0.22)):
        w, top = 70 + 660 * near, 330 - 380 * near
        c.stroke(f"M{point(vx - w, top + 60 * near)}Q{point(vx, top - 90 * near)} {point(vx + w, top + 60 * near)}",
                 light.tint("#8d9aa0", 0.4 - 0.3 * near), 4 + 14 * near)
    c.stroke(f"M{point(vx, 330)}L{vx * .7:.0f} -10M{point(vx, 330)}L{vx * .7 + 360:.0f} -10", light.tint("#8d9aa0", .2), 5)
    for side in (-1, 1):
        _shops(c, dice, light, vx, side)
    floor = light.tint("#d9c3a0")
    c.poly([(vx - 70, 440), (vx + 70, 440), (1320, 675), (-120, 675)], c.gradient(lighter(floor, 0.35), floor))
    c.stroke("".join(f"M{point(vx + dx, 440)}L{600 + dx * 11} 675" for dx in (-45, -22, 0, 22, 45)), darker(floor, 0.12), 3)
    c.glow(vx, 400, 300, "#fff0c8", 0.75)


def _shops(c, dice, light, vx, side):
    """Shop fronts shortened towards the end of the arcade: wall, awning, lit window, door curtain, lanterns."""
    edge, goods = (0 if side < 0 else 1200), dice.sample(("#c96f52", "#4f8f95", "#d7a24c", "#6f86a8", "#9c6a86"), 3)

    def at(share, height):
        x = vx + side * 70 + (edge + side * 40 - vx - side * 70) * share
        top, low = 330 - 250 * share, 440 + 232 * share
        return x, top + (low - top) * height

    def board(a, b, high, low, color, **attrs):
        c.poly([at(a, high), at(b, high), at(b, low), at(a, low)], color, **attrs)

    lamps = []
    for i, (a, b) in enumerate(((0.0, 0.22), (0.22, 0.5), (0.5, 1.0))):
        tone, long = light.tint(goods[i], 0.3 - 0.25 * a), b - a
        board(a, b, 0, 1, lighter(tone, 0.25))
        board(a, b, 0.08, 0.24, darker(tone, 0.1))
        board(a + long * .06, a + long * .5, 0.5, 0.82, "#ffe3a8")
        board(a + long * .6, a + long * .94, 0.46, 1, darker(tone, 0.35))
        board(a + long * .6, a + long * .94, 0.46, 0.66, mix(tone, "#fdfaf4", 0.75))
        board(a + long * .06, a + long * .5, 0.7, 0.82, darker(tone, 0.2), opacity=0.6)
        board(a, b, 0.36, 0.46, tone)
        board(a, b, 0.43, 0.46, "#14243f", opacity=0.18)
        lamps += [(*at(a + long * k, 0.3), 4 + 22 * (a + long * k)) for k in (0.2, 0.5, 0.8)]
    c.path(rings(lamps), "#f08a5c")
    c.path(rings([(x, y, r * 0.55) for x, y, r in lamps]), "#ffe3a8")


def _streamer(c, dice):
    """A ball of paper flowers over a skirt of strips; both papers come from the stamp."""
    sway = dice.between(-26, 26)
    c.stroke("M0-300V-50", "#7d8f4e", 5)
    for fill, first in ((None, -4), ("currentColor", -3), ("currentColor", -2)):
        d = ""
        for i in range(first, 5, 3):
            top, low, wave = i * 13, i * 18 + sway, 14 * math.sin(i * 1.7)
            d += (f"M{top - 7} 30C{point(top - 10 + wave, 130)} {point(low - 14 - wave, 200)} {point(low - 9, 300 + wave)}"
                  f"l9 16l9-16C{point(low + 6 - wave, 200)} {point(top + 10 + wave, 130)} {top + 7} 30Z")
        c.path(d, fill, opacity=0.72 if first == -2 else None)
    c.circle(0, 0, 66, None)
    c.path("M-56 35A66 66 0 0 0 66 0A90 90 0 0 1-56 35Z", "#14243f", opacity=0.16)
    ring = [(44 * math.cos(a), 44 * math.sin(a)) for a in (0.3, 1.35, 2.4, 3.45, 4.5, 5.55)]
    c.path(rings([(x, y, 16) for x, y in [*ring, (0, 0)]]), "currentColor")
    c.path(rings([(x, y, 6) for x, y in [*ring, (0, 0)]]), None)
    c.stroke("M-46 54Q0 80 46 54", "currentColor", 10)
