"""A woodworker's shop."""

from kit.canvas import point
from kit.colour import darker, lighter
from kit.people import Pose, bust
from kit.rooms import beam, table, wall
from kit.scenery import green_view, window

_WALLS = ("#d9b68c", "#cfa57c", "#c9b18f", "#b99a7d")


def draw(c, dice, light, people):
    """Tools on the wall, a plane and curls on the bench, light through the window."""
    side = dice.side()
    tone = wall(c, dice, light, _WALLS)
    c.stroke("M0 90H1200M0 180H1200M0 270H1200M0 360H1200M0 450H1200", darker(tone, 0.12), 4)
    flip = (lambda x, w=0: x) if side > 0 else (lambda x, w=0: 1200 - x - w)
    wx = flip(80, 300)
    window(c, dice, light, (wx, 80, 300, 250), light.room("#8a5f3f"), lambda c: green_view(c, dice, light, wx, 80, 300, 250))
    _tools(c, dice, light, flip(800))
    _boards(c, dice, light, flip(1110, 60))
    crew = people[: dice.whole(1, 2)]
    for i, person in enumerate(crew):
        wear = dice.pick(("apron", "work")) if i == 0 else "apron"
        bust(c, person, flip((540, 850)[i]), 262 + 10 * i, 1.14, Pose(wear, (0.5, -0.5)[i] * side, ((-70, 258), (64, 262)) if i == 0 else ()), light.room)
    beam(c, light, wx, 80, 300, 520, 260 * side)
    motes = [(wx + 150 + side * dice.between(40, 260), dice.between(180, 520)) for _ in range(16)]
    c.dots(motes, "#fff3cf", 5, opacity=0.6)
    table(c, light, 548, "#b3804f", 622, 12)
    _bench(c, dice, light, flip, side)


def _tools(c, dice, light, x):
    """Saw, hammer, square and chisels on pegs."""
    steel, grip = light.room("#c3ccd0"), light.room("#8a4f35")
    c.rect(x - 150, 96, 340, 190, light.room("#9a7450"), 6)
    c.path(f"M{x - 126} 130l120 12v38l-120-26Z", steel)
    c.stroke(f"M{x - 6} 160h34", grip, 22)
    c.stroke(f"M{x - 112} 206v66M{x - 82} 206v60M{x - 54} 206v54", steel, 9)
    c.stroke(f"M{x - 112} 206v22M{x - 82} 206v22M{x - 54} 206v22", grip, 14)
    c.stroke(f"M{x + 20} 214v66", grip, 11)
    c.rect(x - 10, 202, 60, 22, light.room("#5d6870"), 4)
    c.stroke(f"M{x + 90} 130v130h70", light.room("#dfa348"), 14, stroke_linejoin="miter")
    c.stroke(f"M{x + 120} 130h44M{x + 142} 130v80", steel, 8)


def _boards(c, dice, light, x):
    """Boards leaning against the wall."""
    for i, color in enumerate(("#d9a86c", "#b87f4c", "#e3c08d")):
        c.poly([(x - 40 + i * 34, 130 + i * 46), (x - 4 + i * 34, 126 + i * 46), (x + 20 + i * 34, 560), (x - 22 + i * 34, 560)],
               light.room(color))


def _bench(c, dice, light, flip, side):
    """The plane on its board with curls, and a finished piece: stool, box or doll."""
    board = light.room("#e3bd85")
    c.rect(flip(330, 480), 556, 480, 30, board, 3)
    c.rect(flip(330, 480), 578, 480, 10, darker(board, 0.25))
    c.stroke(f"M{flip(350, 440)} 566h440", darker(board, 0.12), 3)
    px = flip(560)
    c.path(f"M{px - 92} 556v-34q0-8 8-8h150q26 2 28 42Z", light.room("#8a5636"))
    c.path(f"M{px - 92} 546h184v10h-184Z", "#14243f", opacity=0.25)
    c.stroke(f"M{px - 10} 534l{26 * side}-44", light.room("#c3ccd0"), 14)
    curl = lighter(board, 0.35)
    for i in range(5):
        x, y, r = flip(700 + i * 42) + dice.between(-10, 10), 590 + dice.between(-6, 26), dice.between(12, 19)
        c.stroke(f"M{point(x, y)}a{point(r, r)} 0 1 1{point(r * 1.4, r * .4)}a{point(r * .5, r * .5)} 0 1 1{point(-r * .8, -r * .2)}", curl, 6)
    kind = dice.pick(("stool", "dolls", "box"))
    c.see(kind)
    x = flip(180)
    if kind == "stool":
        wood = light.room("#c98f55")
        c.stroke(f"M{x - 50} 484l-16 118M{x + 50} 484l16 118M{x - 58} 552h116", darker(wood, 0.15), 14)
        c.rect(x - 82, 466, 164, 22, lighter(wood, 0.2), 10)
    elif kind == "dolls":
        for i, (dx, s) in enumerate(((-50, 1), (22, .8), (84, .62))):
            _doll(c, light, x + dx, 604, s, i)
    else:
        wood = light.room("#a8613d")
        c.rect(x - 86, 476, 172, 126, wood, 5)
        c.stroke(f"M{x - 80} 518h160M{x - 80} 560h160", darker(wood, 0.3), 4)
        c.dots([(x, 498), (x, 540), (x, 581)], light.room("#2b2a2c"), 12)
        c.stroke(f"M{x - 84} 480v118M{x + 84} 480v118", light.room("#2f3a40"), 7)


def _doll(c, light, x, y, s, i):
    """A turned wooden doll with painted rings and a plain face."""
    skin = light.room("#ecc894")
    with c.group(x, y, s):
        c.path("M-34 0Q-38-70-22-92H22Q38-70 34 0Z", skin)
        c.stroke("M-32-20Q0-12 32-20M-31-60Q0-52 31-60", light.room(("#d24a30", "#2f7d5b", "#2b6c9e")[i]), 9)
        c.circle(0, -40, 9, light.room("#d24a30"))
        c.circle(0, -122, 38, skin)
        c.path("M-37-128A38 38 0 0 1 37-128Q20-140 0-142Q-20-140-37-128Z", light.room("#2a2326"))
        c.stroke("M-15-114h8M7-114h8M-4-100h8", light.room("#33262a"), 4)
