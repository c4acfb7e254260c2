"""A desk with a computer, and the town in the window."""

from kit.canvas import point
from kit.colour import darker, lighter
from kit.people import Pose, bust
from kit.rooms import beam, laptop, mug, screen, shelf, table, wall
from kit.scenery import city_view, plant, window

_WALLS = ("#f0dfc6", "#d7e2dc", "#e9cfbd", "#cfdbe4", "#e8ddb9")
_BOOKS = ("#d24a30", "#2b6c9e", "#2f7d5b", "#e0a53f", "#7a4f78", "#f2e4cb")


def draw(c, dice, light, people):
    """A wide window behind, one person at work (or two in talk), lamp and plant."""
    side, pair = dice.side(), dice.chance(0.3)
    tone = wall(c, dice, light, _WALLS)
    flip = (lambda x, w=0: x) if side > 0 else (lambda x, w=0: 1200 - x - w)
    wx, ww = flip(90, 560), 560
    window(c, dice, light, (wx, 70, ww, 330), light.room("#f6f0e2"), lambda c: city_view(c, dice, light, wx, 70, ww, 330))
    _curtain(c, dice, light, flip, side)
    shelf(c, dice, light, flip(770, 350), 170, 350, _BOOKS)
    if dice.chance(0.6):
        shelf(c, dice, light, flip(860, 260), 290, 260, _BOOKS)
    else:
        _frame(c, dice, light, flip(880, 180), tone)
    beam(c, light, wx, 80, ww * .5, 500, 220 * side)
    if people:
        wear = dice.pick(("shirt", "knit", "jacket", "tee"))
        bust(c, people[0], flip(430), 262, 1.12, Pose(wear, 0.55 * side, ((-50, 262), (50, 262))), light.room)
        if pair:
            bust(c, people[1], flip(760), 270, 1.08, Pose("shirt", -0.6 * side), light.room)
    table(c, light, 540, dice.pick(("#b98252", "#c79a6b", "#8a6a55")), 636)
    _things(c, dice, light, flip, side, pair)


def _curtain(c, dice, light, flip, side):
    """A curtain gathered at the outer edge of the window."""
    color = light.room(dice.pick(("#c96f52", "#4f8f95", "#d9a75a", "#8a6f92", "#6f9a7c")))
    x = flip(58)
    c.path(f"M{point(x, 46)}h{100 * side}C{point(x + 96 * side, 200)} {point(x + 30 * side, 240)} {point(x + 30 * side, 290)}"
           f"L{point(x + 74 * side, 470)}H{x - 20 * side}Z", color)
    c.stroke(f"M{x + 30 * side} 56Q{x + 36 * side} 200 {x + 12 * side} 290L{x + 24 * side} 460M{x + 66 * side} 56"
             f"Q{x + 64 * side} 180 {x + 22 * side} 280", darker(color, 0.22), 5)
    c.stroke(f"M{flip(30)} 42H{flip(700)}", light.room("#6b5140"), 9)


def _frame(c, dice, light, x, tone):
    """A small picture of the ridge on the wall."""
    c.rect(x, 200, 170, 124, light.room("#fdf6e6"), 3)
    c.rect(x + 12, 212, 146, 100, lighter(tone, 0.4))
    c.circle(x + 112, 244, 15, light.room("#f07a60"))
    c.path(f"M{x + 12} 312v-30l42-38l36 34l26-22l42 34v22Z", light.room("#3f8d92"))


def _things(c, dice, light, flip, side, pair):
    """Laptop or monitor, lamp, mug, papers and a plant, where there is room."""
    if dice.chance(0.5) or pair:
        c.see("laptop")
        laptop(c, light, flip(470), 590, 1.25)
    else:
        screen(c, light, flip(590, 300), 372, 300, 176, dice.pick(("chart", "code")))
        c.rect(flip(350, 210), 580, 210, 24, light.room("#dfe3e0"), 6)
        c.stroke(f"M{flip(362, 186)} 588h186M{flip(362, 186)} 596h186", "#14243f", 3, opacity=0.25, stroke_dasharray="10 6")
    lx = flip(1010)
    lamp = light.room(dice.pick(("#d24a30", "#2f7d5b", "#12304f", "#dfa348")))
    c.glow(lx - 70 * side, 450, 230, "#ffdf9a", 0.6 if light.dark else 0.25)
    c.line([(lx, 580), (lx + 40 * side, 470), (lx - 40 * side, 392)], lamp, 9)
    c.ellipse(lx, 586, 52, 11, lamp)
    with c.group(lx - 46 * side, 390, 1, turn=28 * side):
        c.path("M-20-16H20L46 44H-46Z", lamp)
        c.ellipse(0, 44, 46, 8, "#fff1c4")
    mug(c, light, flip(86), 612, dice.pick(("#f3ead6", "#d4604a", "#4f8f95")))
    plant(c, flip(1130), 610, 150, light, dice.pick(("#d98a63", "#e9e2d2", "#7d95a3")))
    px = flip(130, 150)
    c.path(f"M{px} 604l26-34h150l-22 34Z", light.room("#fdf8ec"))
    c.stroke(f"M{px + 42} 580h100M{px + 36} 590h70", light.room("#9fb0b8"), 4)
