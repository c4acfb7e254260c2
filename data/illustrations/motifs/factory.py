"""An assembly bench for small sensors."""

from kit.canvas import point
from kit.colour import VERMILION, WHITE, darker, lighter
from kit.people import Pose, bust
from kit.rooms import beam, screen, table, wall
from kit.scenery import green_view, plant, window

_WALLS = ("#d9e2e0", "#e6ddcb", "#cfdde4", "#dfe5d6")


def draw(c, dice, light, people):
    """One or two people at the bench; bins behind, a lens lamp and boards in front."""
    side = dice.side()
    wall(c, dice, light, _WALLS)
    flip = (lambda x, w=0: x) if side > 0 else (lambda x, w=0: 1200 - x - w)
    x = flip(70, 330)
    window(c, dice, light, (x, 90, 330, 220), light.room("#f4f1e8"), lambda c: green_view(c, dice, light, x, 90, 330, 220))
    _bins(c, dice, light, flip(760, 370))
    c.rect(0, 26, 1200, 12, light.room("#9fadb3"))
    for lx in (300, 820):
        c.glow(lx + 40, 60, 240, "#fff0c8", 0.5)
        c.rect(lx - 70, 38, 220, 16, "#fff6dc", 6)
    crew = people[: dice.whole(1, 2)]
    spots = (610,) if len(crew) == 1 else (500, 790)
    for i, person in enumerate(crew):
        hat = dice.pick(("cap", "cap", ""))
        bust(c, person, flip(spots[i]), 268, 1.12, Pose("work", (-0.6, 0.5)[i] * side, ((-62, 262), (62, 262)), hat), light.room)
    beam(c, light, x, 90, 330, 500, 200 * side)
    table(c, light, 536, "#9db3ae", 610)
    _bench(c, dice, light, flip, side)


def _bins(c, dice, light, x):
    """A wall of part bins in three colours."""
    c.rect(x - 10, 96, 390, 250, light.room("#8295a0"), 6)
    colors = dice.sample(("#3f86a5", "#e0a545", "#d4604a", "#5fa083", "#7a6f99"), 3)
    faces, cards = ["", "", ""], ""
    for row in range(4):
        for i in range(5):
            bx, by = x + 4 + i * 74, 108 + row * 59
            kind = (row + i * (row + 1)) % 3
            faces[kind] += f"M{point(bx, by)}h66v46h-66Z"
        cards += "".join(f"M{point(x + 20 + i * 74, 136 + row * 59)}h34" for i in range(5))
    for color, d in zip(colors, faces):
        c.path(d, light.room(color))
    c.stroke(cards, "#fdfaf4", 10, opacity=0.65)


def _bench(c, dice, light, flip, side):
    """Tray, boards, finished sensors, soldering iron, lens lamp."""
    c.rect(flip(380, 420), 548, 420, 46, light.room("#2f6f62"), 8)
    for i in range(3):
        bx = flip(420 + i * 118, 92)
        c.rect(bx, 530, 92, 44, light.room("#f3f0e6"), 8)
        c.rect(bx, 562, 92, 12, "#14243f", 6, opacity=0.15)
        c.rect(bx + 12, 540, 36, 20, light.room("#24465f"), 3)
        c.circle(bx + 70, 550, 7, light.room(VERMILION))
        c.stroke(f"M{bx + 70} 530v-26", light.room("#5d7386"), 4)
    mx = flip(860, 230)
    screen(c, light, mx, 372, 230, 128, "chart")
    lx = flip(300)
    steel = light.room("#5d7386")
    c.line([(lx, 560), (lx - 50 * side, 420), (lx + 60 * side, 356)], steel, 10)
    c.ellipse(lx, 566, 54, 12, steel)
    c.glow(lx + 74 * side, 380, 120, "#fff3cf", 0.6)
    c.ellipse(lx + 80 * side, 366, 58, 22, light.room(WHITE))
    c.ellipse(lx + 80 * side, 370, 44, 14, lighter(light.room("#a8cfdc"), 0.3))
    for i in range(2):
        bx = flip(60 + i * 16, 150)
        c.rect(bx, 538 - i * 56, 150, 56, darker(light.room("#d9ad72"), 0.08 * i), 3)
        c.rect(bx + 58, 538 - i * 56, 30, 56, light.room("#f0d5a4"))
    plant(c, flip(1150), 560, 90, light)
