"""Rooms: walls, tables, shelves and what lies on them."""

from .canvas import number, point, rings
from .colour import CREAM, darker, lighter


def wall(c, dice, light, colors, floor=560, boards=None):
    """A wall in one of the colours, lit from above, with a floor or a dado below."""
    tone = light.room(dice.pick(colors))
    c.rect(0, 0, 1200, 675, c.gradient(lighter(tone, 0.3), tone))
    if boards:
        c.rect(0, floor, 1200, 675 - floor, light.room(boards))
    return tone


def beam(c, light, x, y, w, h, slant=160):
    """Daylight falling from a window into the room."""
    if light.hour != "night":
        c.poly([(x, y), (x + w, y), (x + w + slant, y + h), (x + slant, y + h)], light.sun, opacity=0.16)


def table(c, light, y, color, front=None, lip=16):
    """A table across the picture: lit top, edge, shaded front."""
    top = light.room(color)
    c.rect(0, y, 1200, 675 - y, c.gradient(lighter(top, 0.22), top))
    if front:
        c.rect(0, front, 1200, 675 - front, darker(top, 0.26))
        c.rect(0, front, 1200, lip, darker(top, 0.1))


def shelf(c, dice, light, x, y, wide, colors, tall=54, board="#a8744a"):
    """A shelf with books, jars and boxes in the given colours."""
    at, spines, labels = x + 8, {}, ""
    while at < x + wide - 34:
        w, h = dice.between(14, 36), tall * dice.between(0.55, 1)
        color = dice.pick(colors)
        spines[color] = spines.get(color, "") + f"M{round(at)} {round(y)}v{-round(h)}h{round(w)}v{round(h)}Z"
        if w > 22:
            labels += f"M{round(at + 5)} {round(y - h * 0.62)}h{round(w) - 10}v{round(h * 0.24)}h{10 - round(w)}Z"
        at += round(w) + dice.pick((1, 2, 3, 16))
    for color, d in spines.items():
        c.path(d, light.room(color))
    c.path(labels, CREAM, opacity=0.6)
    c.rect(x, y, wide, 10, light.room(board))
    c.rect(x, y + 10, wide, 7, "#14243f", opacity=0.14)


def mug(c, light, x, y, color, steam=True):
    """A mug standing on y, with steam when it is fresh."""
    tone = light.room(color)
    c.stroke(f"M{point(x + 20, y - 32)}q20 2 16 16q-2 9-18 8", tone, 6)
    c.path(f"M{point(x - 22, y - 42)}h44l-3 36q-2 6-8 6h-22q-6 0-8-6Z", tone)
    c.ellipse(x, y - 42, 22, 5, darker(tone, 0.3))
    if steam:
        c.stroke(f"M{point(x - 7, y - 54)}q-8-12 0-22t0-20M{point(x + 8, y - 54)}q-8-12 0-22", "#fdfaf4", 4, opacity=0.55)


def laptop(c, light, x, y, s=1.0, back=True):
    """A laptop on y: the lid's back, or its screen with a chart."""
    shell = light.room("#cfd6d8")
    with c.group(x, y, s):
        c.path("M-98-128Q-98-138-88-138H88Q98-138 98-128L104-6H-104Z", shell)
        if back:
            c.circle(0, -72, 11, lighter(shell, 0.5))
        else:
            c.path("M-88-128H88L93-14H-93Z", light.room("#1e5376"))
            c.stroke("M-66-44L-34-74L-6-58L30-98L64-84", "#f6d58a", 6)
            c.stroke("M-66-28h50M0-28h30", "#9ccbdc", 6)
        c.path("M-124-6H124L116 6H-116Z", darker(shell, 0.2))


def screen(c, light, x, y, w, h, kind):
    """A monitor on a foot, showing a plan, a chart or code as plain bars."""
    c.rect(x + w * .42, y + h, w * .16, 46, light.room("#8f9aa0"))
    c.rect(x + w * .28, y + h + 40, w * .44, 10, light.room("#7d888f"), 4)
    c.rect(x - 8, y - 8, w + 16, h + 16, "#263341", 8)
    c.rect(x, y, w, h, c.gradient("#1d4f74", "#173a5a"), 3)
    if light.dark:
        c.glow(x + w / 2, y + h / 2, w, "#8cc8ee", 0.28)
    if kind == "chart":
        bars = "".join(f"M{round(x + w * (.14 + .12 * i))} {round(y + h * .84)}v{-round(h * v)}" for i, v in
                       enumerate((.2, .34, .28, .46, .4, .6, .54)))
        c.stroke(bars, "#6fb9d6", w * .06, stroke_linecap="butt")
        c.stroke(f"M{point(x + w * .1, y + h * .55)}l{point(w * .3, -h * .2)}l{point(w * .2, h * .08)}l{point(w * .3, -h * .26)}",
                 "#f6d58a", 5)
    else:
        rows = ""
        for i in range(8):
            indent, long = (0, 1, 2, 2, 1, 2, 1, 0)[i], (.3, .44, .36, .26, .5, .3, .2, .4)[i]
            rows += f"M{round(x + w * (.08 + .07 * indent))} {round(y + h * (.14 + .1 * i))}h{round(w * long)}"
        c.stroke(rows, "#8fd4b2", 6)
        c.stroke(f"M{round(x + w * .66)} {round(y + h * .14)}h{round(w * .2)}M{round(x + w * .7)} {round(y + h * .44)}h{round(w * .14)}",
                 "#f07a60", 6)


def bowl(c, light, x, y, wide, color, food):
    """A bowl seen from a little above, filled."""
    tone = light.room(color)
    c.ellipse(x, y + 4, wide * .44, wide * .09, "#14243f", opacity=0.2)
    c.path(f"M{point(x - wide * .5, y - wide * .3)}Q{point(x - wide * .44, y)} {point(x - wide * .18, y + 2)}"
           f"H{round(x + wide * .18)}Q{point(x + wide * .44, y)} {point(x + wide * .5, y - wide * .3)}Z", tone)
    c.ellipse(x, y - wide * .3, wide * .5, wide * .14, lighter(tone, 0.35))
    c.ellipse(x, y - wide * .3, wide * .43, wide * .11, light.room(food))


def plate(c, light, x, y, wide, food, count=5):
    """A flat plate with slices laid in a row."""
    c.ellipse(x, y + 5, wide * .52, wide * .14, "#14243f", opacity=0.18)
    c.ellipse(x, y, wide * .5, wide * .15, light.room(CREAM))
    c.ellipse(x, y - 1, wide * .42, wide * .11, light.room("#e9d9bd"))
    places = [x + wide * (-.26 + .52 * i / max(1, count - 1)) for i in range(count)]
    thick = 60 / count + 14
    c.stroke("".join(f"M{point(fx, y - 10)}l-4 6" for fx in places), darker(light.room(food), 0.12), thick)
    c.stroke("".join(f"M{point(fx - 1, y - 14)}l-3 4" for fx in places), lighter(light.room(food), 0.22), thick * 0.55)


def heap(c, wide, r=17):
    """Round fruit piled over a crate's edge, for a symbol: the stamp gives the colour."""
    discs = []
    for row in range(3):
        count = max(1, int((wide - row * r * 1.6) / (r * 1.9)))
        discs += [((i - (count - 1) / 2) * r * 1.9, -8 - row * r * 1.25, r) for i in range(count)]
    c.path(rings(discs), None)
    c.path("".join(f"M{point(x - r, y)}a{number(r)} {number(r)} 0 0 0{number(2 * r)} 0"
                   f"a{number(r)} {number(r * .72)} 0 0 1{number(-2 * r)} 0" for x, y, r in discs), "#14243f", opacity=0.2)
    c.dots([(x - r * .3, y - r * .45) for x, y, r in discs], "#fff3dc", r * .42, opacity=0.6)


def crate(c, light, wide, tall, color="#c08a55"):
    """The slatted front of a wooden crate, with a price card without words."""
    wood = light.room(color)
    c.rect(-wide / 2, 0, wide, tall, darker(wood, 0.32))
    gap, left = tall / 3, round(-wide / 2)
    c.stroke("".join(f"M{left} {round(gap * (i + .5))}h{round(wide)}" for i in range(3)), wood, gap * .74, stroke_linecap="butt")
    c.stroke(f"M{left + 7} 0v{round(tall)}M{-left - 7} 0v{round(tall)}", lighter(wood, 0.2), 12, stroke_linecap="butt")
    c.rect(-33, 16, 66, 40, light.room(CREAM), 4)
    c.stroke("M-19 30h38M-19 44h22", light.room("#d24a30"), 5)
