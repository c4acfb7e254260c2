"""光のページェント: winter trees covered with small warm lights."""

from dataclasses import replace

from kit.canvas import point
from kit.colour import light_of, mix
from kit.people import walker
from kit.scenery import building, snowfall

HOURS = ("night", "dusk")
SEASONS = ("winter",)


def draw(c, dice, light, people):
    """The trees meet overhead; the lights are dotted lines, so thousands cost little."""
    light = replace(light, amount=light.amount * 0.5)
    vx, horizon = 600 + dice.between(-140, 140), 430
    top = light_of("night", "winter").sky
    c.rect(0, 0, 1200, 480, c.gradient(top[0], mix(top[1], light.sky[1], 0.5), mix(top[2], light.sky[2], 0.6)))
    for side in (-1, 1):
        for x, wide, tall in ((300, 130, 190), (440, 160, 280), (610, 200, 350)):
            building(c, dice, light, vx + side * x - wide / 2, horizon + 14, wide, tall, 0.16, side)
    _street(c, dice, light, vx, horizon)
    bulb = dice.pick(("#ffd78a", "#ffe0a8", "#ffcf7d"))
    for i in range(2):
        with c.symbol(f"t{i}"):
            _tree(c, dice, light, bulb)
    for i, near in enumerate((0.1, 0.22, 0.46, 0.95)):
        for side in (-1, 1):
            scale = 0.8 + 3.4 * near
            c.stamp(f"t{i % 2}", vx + (600 - vx) * near + side * (70 + 540 * near), horizon + 14 + 190 * near, scale * side, scale)
    for i, person in enumerate(people):
        walker(c, person, 600 + (-150, 40, 190)[i] + dice.between(-50, 50), 590 + i * 30, 165 + i * 22, light,
               dice.side(), i != 0, True)
    if dice.chance(0.5):
        c.see("snow")
        snowfall(c, dice, 40)


def _street(c, dice, light, vx, horizon):
    """A wet walk that gives the lights back."""
    c.rect(0, horizon + 10, 1200, 240, c.gradient(light.tint("#c08d63"), light.tint("#5b6070")))
    c.glow(vx, horizon + 20, 420, "#ffd07a", 0.75)
    c.poly([(vx - 40, horizon + 10), (vx + 40, horizon + 10), (980, 675), (220, 675)], "#ffdf9f", opacity=0.3)
    streaks = "".join(f"M{round(dice.between(120, 1080))} {round(dice.between(500, 660))}v{dice.whole(10, 40)}"
                      for _ in range(22))
    c.stroke(streaks, "#ffe2a4", 5, opacity=0.3)


def _tree(c, dice, light, bulb):
    """A bare zelkova: limbs, then strings of bulbs along them and around a rounded crown."""
    c.path("M-10 0Q-5-22-9-58L9-60Q5-22 11 0Z", "#4d4044")
    c.glow(0, -108, 88, bulb, 0.5)
    twigs = ""
    for i in range(13):
        a = -0.75 + i * 0.125
        bend = dice.between(-8, 8)
        twigs += (f"M{point(a * 10, -50)}Q{point(a * 44 + bend, -90)} {point(a * 84, -158 + abs(a) * 58 + bend)}")
    c.stroke(twigs, "#4d4044", 2)
    c.stroke(twigs, bulb, 2.6, stroke_dasharray="0 5.5")
    c.stroke("M-1-4L-3-54M5-8L3-50", bulb, 2, stroke_dasharray="0 7")
    spots = []
    for _ in range(20):
        a, r = dice.between(-1, 1), dice.between(0.35, 1)
        spots.append((a * 66 * r, -104 - (1 - a * a) * 52 * (r if dice.chance(0.8) else -0.4)))
    c.dots(spots, "#fff6dc", 3.4)
