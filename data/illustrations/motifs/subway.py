"""A subway platform with the train coming in."""

from dataclasses import replace

from kit.canvas import point
from kit.colour import WHITE, darker, lighter, mix
from kit.people import walker

_NAMES = ("水色", "緑", "橙", "青")
_LINES = ("#2aa0b8", "#4f9a5a", "#e0953a", "#3f74b5")


def draw(c, dice, light, people):
    """The platform runs to a point; the train fills one side behind low doors."""
    side, vx = dice.side(), 600 + dice.between(-60, 60)
    line = dice.pick(_LINES)
    c.see(_NAMES[_LINES.index(line)])
    line = light.room(line)
    tile = light.room(dice.pick(("#e9e1d0", "#dbe3e2", "#ecd9c6")))
    c.rect(0, 0, 1200, 675, tile)
    with c.group(0 if side > 0 else 1200, 0, side, 1):
        x = vx if side > 0 else 1200 - vx
        _hall(c, dice, light, x, tile, line)
        _train(c, light, x, line)
        _doors(c, light, x, line)
    for i, person in enumerate(people):
        x = 600 - side * ((-40, -170, -330)[i] + dice.between(-40, 40)) * -1
        walker(c, person, 600 + (x - 600) * -1, 540 + i * 46, 190 + i * 56, light if not light.dark else _lit(light), -side if i != 1 else side, i == 2)


def _lit(light):
    """Underground the lamps burn all day, so evening barely dims anyone."""

    return replace(light, amount=light.amount * 0.3)


def _hall(c, dice, light, vx, tile, line):
    """Ceiling, floor and the tiled wall on the right, with a coloured band."""
    c.poly([(-10, -10), (1210, -10), (vx + 60, 250), (vx - 60, 250)], c.gradient(darker(tile, 0.3), darker(tile, 0.12)))
    for dx in (-150, 170):
        c.poly([(vx + dx * .1 - 3, 250), (vx + dx * .1 + 3, 250), (vx + dx * 2.6 + 70, -10), (vx + dx * 2.6 - 70, -10)], "#fff3cf")
    c.poly([(vx + 60, 250), (1210, -120), (1210, 720), (vx + 60, 380)], c.gradient(lighter(tile, 0.2), darker(tile, 0.06), across=True))
    c.poly([(vx + 60, 300), (1210, 170), (1210, 250), (vx + 60, 316)], line)
    for i in range(4):
        x = vx + 105 + i * i * 48 + i * 40
        k = (x - vx) / 600
        c.rect(x, 330 - 40 * k, 14 + 46 * k, 60 + 130 * k, mix(("#f0c37a", "#8fc0c9", "#e39a83", "#a9c28a")[(i + dice.whole(0, 3)) % 4], tile, 0.2), 3)
    c.poly([(vx - 60, 380), (vx + 60, 380), (1330, 675), (-130, 675)], c.gradient(lighter(darker(tile, 0.2), 0.2), darker(tile, 0.22)))
    c.poly([(vx - 22, 380), (vx - 18, 380), (360, 675), (290, 675)], "#e3bf57")
    c.stroke("".join(f"M{point(vx + d * .1, 380)}L{round(600 + d * 1.3)} 675" for d in (0, 160, 320, 480)), darker(tile, 0.32), 3, opacity=0.5)
    c.glow(vx, 310, 300, "#fff3cf", 0.55)
    c.circle(vx, 268, 16, line)
    c.circle(vx, 268, 7, WHITE)
    c.rect(vx - 90, 190, 180, 34, "#24384c", 5)
    c.dots([(vx - 66, 207)], line, 20)
    c.stroke(f"M{round(vx - 44)} 207h70l-12-9m12 9l-12 9", WHITE, 5)


def _train(c, light, vx, line):
    """The side of a train drawn towards the point, windows lit."""
    body = light.room("#eef0ec")
    c.poly([(vx - 60, 262), (vx - 60, 392), (-20, 640), (-20, 40)], c.gradient(lighter(body, 0.3), darker(body, 0.06)))

    def at(share, height):
        x = vx - 60 - (vx - 40) * share
        top, low = 262 - 222 * share, 392 + 248 * share
        return x, top + (low - top) * height
    c.poly([at(0, .58), at(1, .58), at(1, .66), at(0, .66)], line)
    c.poly([at(0, .02), at(1, .02), at(1, .07), at(0, .07)], darker(body, 0.25))
    for a, b in ((.05, .1), (.12, .19), (.22, .3), (.36, .5), (.54, .66), (.74, .97)):
        door = b - a < 0.075 or .53 < a < .6
        c.poly([at(a, .2), at(b, .2), at(b, .85 if door else .5), at(a, .85 if door else .5)], "#ffe9b8" if not door else darker(body, 0.16))
        if door:
            m = (a + b) / 2
            for p, q in ((a + (b - a) * .1, m - .004), (m + .004, b - (b - a) * .1)):
                c.poly([at(p, .24), at(q, .24), at(q, .52), at(p, .52)], "#ffe9b8")


def _doors(c, light, vx, line):
    """The low platform doors before the train."""
    glass = light.room("#bcd3d8")
    c.poly([(vx - 40, 372), (vx - 40, 398), (-20, 690), (-20, 470)], glass, opacity=0.85)
    c.poly([(vx - 40, 370), (vx - 40, 375), (-20, 492), (-20, 462)], line)
    for share in (.12, .3, .54, .86):
        x = vx - 40 - (vx - 20) * share
        c.stroke(f"M{point(x, 373 + 98 * share)}V{round(398 + 290 * share)}", light.room("#7f929b"), 3 + 12 * share)
