"""Things of the trades: each stands at (x, y), its foot, in the tones `t` of its place."""

import math

from .canvas import point
from .colour import CREAM, VERMILION, WHITE, darker, lighter

SHADE = "#14243f"


def block(c, t, x, y, w, h, color="#cbb994"):
    """A dressed stone with a lit top and tool marks."""
    stone = t(color)
    c.poly([(x, y - h), (x + 22, y - h - 22), (x + w + 22, y - h - 22), (x + w, y - h)], lighter(stone, 0.35))
    c.poly([(x + w, y - h), (x + w + 22, y - h - 22), (x + w + 22, y - 22), (x + w, y)], darker(stone, 0.25))
    c.rect(x, y - h, w, h, stone)
    c.stroke("".join(f"M{round(x + w * a)} {round(y - h * b)}l10 6" for a, b in ((.2, .7), (.6, .8), (.4, .4), (.8, .5), (.15, .25), (.65, .2))),
             darker(stone, 0.25), 4)


def stone_lantern(c, t, x, y, s):
    """A garden lantern of stone."""
    stone = t("#b5ac98")
    with c.group(x, y, s):
        c.path("M-60 0L-44-24H44L60 0ZM-18-24V-110H18V-24ZM-44-110H44L34-130H-34ZM-34-130H34V-176H-34Z", stone)
        c.path("M-70-176Q-30-190 0-220Q30-190 70-176L60-168H-60Z", darker(stone, 0.2))
        c.rect(-14, -164, 28, 24, "#ffdf9a", 3)
        c.circle(0, -222, 12, darker(stone, 0.1))


def poster(c, t, x, y, w, h, kind, colors):
    """A sheet pinned to the wall with a composition of plain shapes."""
    a, b, d = (t(color) for color in colors)
    c.rect(x + 5, y + 6, w, h, SHADE, 3, opacity=0.15)
    c.rect(x, y, w, h, t(CREAM), 3)
    if kind == 0:
        c.circle(x + w * .5, y + h * .4, w * .3, a)
        c.rect(x + w * .14, y + h * .7, w * .72, h * .16, b)
    elif kind == 1:
        c.poly([(x + w * .1, y + h * .8), (x + w * .5, y + h * .15), (x + w * .9, y + h * .8)], a)
        c.circle(x + w * .72, y + h * .28, w * .12, d)
    else:
        for i, color in enumerate((a, b, d)):
            c.rect(x + w * (.12 + .27 * i), y + h * (.5 - .14 * i), w * .2, h * (.36 + .14 * i), color)


def swatches(c, t, x, y):
    """A fan of colour cards."""
    for i, color in enumerate(("#d24a30", "#e9a23b", "#e8cf5a", "#4f9a6a", "#2b7bab", "#7a4f98")):
        with c.group(x, y, turn=-50 + 20 * i):
            c.rect(-15, -110, 30, 110, t(CREAM), 4)
            c.rect(-15, -110, 30, 84, t(color), 4)


def logs(c, t, x, y, r=34, rows=3):
    """A pile of logs seen at their ends."""
    for row in range(rows):
        for i in range(rows + 2 - row):
            cx, cy = x + (i + row * .5) * r * 1.96, y - r - row * r * 1.7
            c.circle(cx, cy, r, t("#7a5538"))
            c.circle(cx, cy, r * .84, t("#dcb37c"))
            c.circle(cx, cy, r * .5, "none", stroke=t("#b98a56"), stroke_width=4)
            c.circle(cx, cy, r * .2, t("#b98a56"))


def bento(c, t, x, y, w=150):
    """An open box: rice with a plum, egg, greens, fish."""
    c.path(f"M{point(x, y - 46)}h{w}l8 46h{-w - 16}Z", t("#a8443c"))
    c.path(f"M{point(x + 6, y - 41)}h{round(w * .42)}v34h{-round(w * .44)}Z", t(WHITE))
    c.ellipse(x + w * .22, y - 25, 9, 6, t("#c8324a"))
    c.path(f"M{point(x + w * .5, y - 41)}h{round(w * .2)}v34h{-round(w * .2)}Z", t("#f2c84c"))
    c.path(f"M{point(x + w * .73, y - 41)}h{round(w * .22)}l4 34h{-round(w * .24)}Z", t("#ec8a68"))
    c.dots([(x + w * .54, y - 14), (x + w * .64, y - 12), (x + w * .6, y - 20)], t("#5c9a4d"), 13)


def pot(c, t, x, y, w, color="#aab4b8", steam=True):
    """A big pot with two ears."""
    steel = t(color)
    c.path(f"M{point(x - w / 2, y - w * .62)}h{w}v{round(w * .5)}q0 {round(w * .12)}-20 {round(w * .12)}h{-w + 40}q-20 0-20-{round(w * .12)}Z", steel)
    c.rect(x - w * .56, y - w * .66, w * 1.12, 13, lighter(steel, 0.35), 6)
    c.stroke(f"M{point(x - w * .5, y - w * .42)}h-20v18M{point(x + w * .5, y - w * .42)}h20v18", darker(steel, 0.2), 9)
    if steam:
        c.stroke(f"M{point(x - w * .2, y - w * .78)}q-20-24 0-44t0-40M{point(x + w * .2, y - w * .78)}q-20-24 0-44t0-40", WHITE, 10, opacity=0.5)


def barrel(c, t, x, y, w, h, color="#b98552"):
    """A wooden vat with hoops of bamboo."""
    wood = t(color)
    c.path(f"M{point(x, y - h)}h{w}l{-w * .07:.0f} {h}h{-w * .86:.0f}Z", wood)
    c.stroke("".join(f"M{point(x + w * k, y - h + 8)}L{point(x + w * (.07 + k * .86), y - 4)}" for k in (.16, .32, .48, .64, .8)), darker(wood, 0.2), 4)
    c.stroke(f"M{point(x + 6, y - h * .74)}h{round(w - 12)}M{point(x + 14, y - h * .24)}h{round(w - 28)}", t("#e2c183"), 14, stroke_linecap="butt")
    c.ellipse(x + w / 2, y - h, w / 2, w * .1, darker(wood, 0.3))
    c.ellipse(x + w / 2, y - h, w * .44, w * .075, lighter(wood, 0.3))


def jar(c, t, x, y, w, h, food):
    """A glass jar with a lid."""
    c.rect(x, y - h, w, h, t("#e6efec"), 12)
    c.rect(x + 5, y - h * .72, w - 10, h * .68, t(food), 9)
    c.dots([(x + w * .3, y - h * .5), (x + w * .66, y - h * .34), (x + w * .42, y - h * .18)], lighter(t(food), 0.35), 13)
    c.rect(x - 3, y - h - 12, w + 6, 22, t("#c9a24e"), 5)
    c.rect(x + w * .2, y - h * .5, w * .6, h * .24, t(CREAM), 3)


def keys(c, t, x, y):
    """Pigeonholes with keys."""
    c.rect(x, y, 330, 220, t("#7a5538"), 6)
    hooks = ""
    for row in range(3):
        for i in range(5):
            c.rect(x + 12 + i * 62, y + 12 + row * 68, 54, 60, t("#d9b98a"), 3)
            if (row * 5 + i) % 3:
                hooks += f"M{x + 39 + i * 62} {y + 24 + row * 68}v26"
    c.stroke(hooks, t("#b8862f"), 9)


def suitcase(c, t, x, y, color):
    """A suitcase with its handle drawn out."""
    c.stroke(f"M{x + 34} {y - 150}v-70h52v70", t("#5d7386"), 8)
    c.rect(x, y - 156, 120, 150, t(color), 16)
    c.stroke(f"M{x + 30} {y - 140}v118M{x + 60} {y - 140}v118M{x + 90} {y - 140}v118", darker(t(color), 0.2), 5)
    c.dots([(x + 24, y), (x + 96, y)], t("#2b3038"), 22)


def board(c, t, x, y, w, h, kind):
    """A white board with notes, or with a plan."""
    c.rect(x - 8, y - 8, w + 16, h + 16, t("#9fadb3"), 6)
    c.rect(x, y, w, h, t(WHITE), 3)
    if kind == "notes":
        for i in range(10):
            color = ("#f6d58a", "#f2b8a6", "#a9d3c1", "#a8cbe2")[(i * 3) % 4]
            c.rect(x + 18 + (i % 5) * (w - 30) / 5, y + 18 + i // 5 * (h * .48) + (i % 3) * 6, w / 7, w / 7, t(color))
        c.stroke(f"M{round(x + w * .2)} {round(y + h * .5)}H{round(x + w * .8)}", t("#5d7386"), 4, stroke_dasharray="12 12")
    else:
        ink = t("#2b6c9e")
        c.rect(x + w * .08, y + h * .2, w * .22, h * .24, t("#f6d58a"), 6)
        c.rect(x + w * .4, y + h * .2, w * .22, h * .24, t("#a9d3c1"), 6)
        c.rect(x + w * .7, y + h * .56, w * .22, h * .24, t("#f2b8a6"), 6)
        c.stroke(f"M{point(x + w * .3, y + h * .32)}h{round(w * .1)}M{point(x + w * .62, y + h * .36)}Q{point(x + w * .8, y + h * .36)} {point(x + w * .8, y + h * .56)}"
                 f"M{point(x + w * .1, y + h * .62)}h{round(w * .4)}M{point(x + w * .1, y + h * .76)}h{round(w * .3)}", ink, 6)


def net(c, t, x, y, w, h, color):
    """A hanging net with floats along its edge."""
    c.rect(x, y, w, h, t(color), opacity=0.22)
    step = 26
    d = "".join(f"M{x + k} {y}L{max(x, x + k - h)} {y + min(h, k)}" for k in range(step, w + h, step) if k <= w)
    d += "".join(f"M{x + w} {y + k - w}L{max(x, x + k - h)} {y + min(h, k)}" for k in range(w // step * step + step, w + h, step))
    d += "".join(f"M{x + w - k} {y}L{min(x + w, x + w - k + h)} {y + min(h, k)}" for k in range(step, w, step))
    d += "".join(f"M{x} {y + k}L{min(x + w, x + h - k)} {y + min(h, k + w)}" for k in range(0, h, step))
    c.stroke(d, t(color), 3)
    c.stroke(f"M{x - 10} {y}H{x + w + 10}", t("#6b5140"), 9)
    c.dots([(x + 20 + i * 56, y + 2) for i in range(w // 56 + 1)], t("#ef8b3a"), 30)


def robot(c, t, x, y, s, side=1):
    """A robot's arm with two joints and a gripper."""
    white, joint = t("#f3f1ea"), t("#e58a2f")
    with c.group(x, y, s * side, s):
        c.path("M-60 0L-44-40H44L60 0Z", t("#5d7386"))
        c.stroke("M0-40L-30-170", white, 54)
        c.stroke("M-30-170L110-250", white, 42)
        c.stroke("M110-250V-170", white, 30)
        for jx, jy, r in ((0, -50, 32), (-30, -170, 30), (110, -250, 24)):
            c.circle(jx, jy, r, joint)
            c.circle(jx, jy, r * .45, darker(joint, 0.3))
        c.stroke("M110-166L86-140V-112M110-166L134-140V-112", t("#39464f"), 11)


def conveyor(c, t, y, boxes, color="#3a4650"):
    """A belt across the picture, with boxes on it."""
    c.rect(0, y, 1200, 34, t(color))
    c.rect(0, y, 1200, 8, lighter(t(color), 0.25))
    c.dots([(x, y + 20) for x in range(20, 1200, 56)], t("#8b98a0"), 18)
    c.rect(0, y + 34, 1200, 200, t("#8296a0"))
    for x, w, h, tone in boxes:
        c.rect(x, y - h, w, h, t(tone), 4)
        c.rect(x + w * .4, y - h, w * .2, h, lighter(t(tone), 0.3))


def binders(c, t, x, y, wide):
    """Two shelves of binders with labels."""
    for row in range(2):
        for i in range(wide // 38):
            color = ("#2b6c9e", "#2f7d5b", "#c9543d", "#e0a53f", "#5d7386")[(i * 2 + row * 3) % 5]
            c.rect(x + i * 38, y + row * 140, 34, 112, t(color), 3)
            c.rect(x + 7 + i * 38, y + 16 + row * 140, 20, 40, t(CREAM))
        c.rect(x - 10, y + 112 + row * 140, wide + 14, 11, t("#a8744a"))


def calculator(c, t, x, y):
    """A desk calculator."""
    c.rect(x, y - 84, 116, 88, t("#34475a"), 8)
    c.rect(x + 10, y - 76, 96, 22, t("#c8e0c4"), 3)
    c.dots([(x + 20 + i * 25, y - 40 + j * 17) for i in range(4) for j in range(3)], t(CREAM), 12)


def book(c, t, x, y, w=230, ink="#9fb0b8"):
    """An open book or ledger."""
    c.path(f"M{x} {y}Q{round(x + w * .25)} {y - 26} {round(x + w * .5)} {y - 4}Q{round(x + w * .75)} {y - 26} {x + w} {y}L{x + w + 14} {y - 50}"
           f"Q{round(x + w * .76)} {y - 74} {round(x + w * .5)} {y - 50}Q{round(x + w * .24)} {y - 74} {x - 14} {y - 50}Z", t(WHITE))
    c.stroke(f"M{round(x + w * .5)} {y - 50}V{y - 4}", t("#c9bfae"), 4)
    c.stroke("".join(f"M{round(x + w * a)} {y - 46 + 12 * i}h{round(w * .3)}" for i in range(3) for a in (.08, .6)), t(ink), 4)


def camera(c, t, x, y):
    """A camera."""
    c.rect(x, y - 74, 128, 74, t("#2b3038"), 10)
    c.rect(x + 36, y - 90, 50, 22, t("#2b3038"), 5)
    c.circle(x + 64, y - 36, 31, t("#5d7386"))
    c.circle(x + 64, y - 36, 22, t("#1e5376"))
    c.circle(x + 58, y - 44, 6, WHITE)


def wafer(c, t, x, y, r):
    """A disc of silicon with its grid of dies."""
    c.ellipse(x, y, r, r * .42, t("#7f8fb5"))
    c.ellipse(x - 6, y - 4, r * .93, r * .37, t("#b9a8d6"))
    c.stroke("".join(f"M{point(x + r * k, y - r * .42 * math.sqrt(1 - k * k))}V{round(y + r * .42 * math.sqrt(1 - k * k))}" for k in (-.6, -.3, 0, .3, .6))
             + "".join(f"M{point(x - r * math.sqrt(1 - k * k), y + r * .42 * k)}H{round(x + r * math.sqrt(1 - k * k))}" for k in (-.5, 0, .5)), t("#6a5f9a"), 3)


def wave_screen(c, t, x, y, w, h):
    """A screen with a wave on its grid."""
    c.rect(x - 12, y - 12, w + 24, h + 24, t("#39464f"), 10)
    c.rect(x, y, w, h, "#12303f", 3)
    c.stroke("".join(f"M{x} {y + h * k // 4}h{w}" for k in (1, 2, 3)), "#2f6a74", 2)
    c.stroke(f"M{x + 6} {y + h // 2}" + "".join(f"q{w // 16} {(-1) ** i * h // 2} {w // 8 - 2} 0" for i in range(8)), "#8fe0b0", 6)


def gear(c, t, x, y, r, color="#aeb8bd"):
    """A toothed wheel of bright metal."""
    steel = t(color)
    c.stroke("".join(f"M{point(x, y)}L{point(x + math.cos(a) * r * 1.14, y + math.sin(a) * r * 1.14)}" for a in [i * math.pi / 5 for i in range(10)]),
             darker(steel, 0.1), r * .3, stroke_linecap="butt")
    c.circle(x, y, r, steel)
    c.circle(x - r * .1, y - r * .12, r * .74, lighter(steel, 0.3))
    c.circle(x, y, r * .34, darker(steel, 0.4))


def lathe(c, t, x, y):
    """A lathe: headstock with dials, chuck, a turning bar, its door."""
    body = t("#6f9a94")
    c.rect(x, y - 230, 430, 230, body, 10)
    c.rect(x + 150, y - 196, 250, 130, t("#1f3340"), 8)
    c.rect(x + 150, y - 176, 56, 90, t("#8b98a0"), 4)
    c.rect(x + 206, y - 150, 150, 36, t("#d6dde0"))
    c.rect(x + 206, y - 150, 150, 12, WHITE, opacity=0.6)
    c.poly([(x + 300, y - 70), (x + 330, y - 70), (x + 322, y - 112)], t("#e0a53f"))
    c.stroke(f"M{x + 322} {y - 116}l16-26m-16 26l34-14m-34 14l26 8", "#ffd98c", 5)
    c.circle(x + 74, y - 150, 34, t(CREAM))
    c.stroke(f"M{x + 74} {y - 150}l16-18", t("#c9503a"), 6)
    c.dots([(x + 50, y - 82), (x + 76, y - 82), (x + 102, y - 82)], t("#e0a53f"), 18)


def bales(c, t, x, y, rows=3, columns=3):
    """Pressed bales of sorted plastics."""
    for row in range(rows):
        for i in range(columns):
            color = t(("#6fa7c4", "#d9a24e", "#7fb08a", "#d4765e", "#b9c3c4")[(i * 2 + row) % 5])
            bx, by = x + i * 116, y - row * 92
            c.rect(bx, by - 88, 110, 86, color, 8)
            c.stroke(f"M{bx + 14} {by - 70}l20 12M{bx + 56} {by - 60}l24-14M{bx + 24} {by - 30}l18-10M{bx + 70} {by - 24}l22-16", lighter(color, 0.4), 7)
            c.stroke(f"M{bx + 36} {by - 88}v86M{bx + 76} {by - 88}v86", t("#39464f"), 3)


def crackers(c, t, x, y, count, dark="#c98a3f"):
    """A tray of round rice crackers."""
    wide = count * 62 + 16
    c.path(f"M{x} {y - 40}h{wide}l14 40h{-wide - 28}Z", t("#9aa5aa"))
    for row in range(2):
        for i in range(count):
            cx, cy = x + 38 + i * 62, y - 30 + row * 18
            c.ellipse(cx, cy, 28, 10, t(dark))
            c.ellipse(cx - 2, cy - 3, 25, 8, t("#e3b26a"))


def scaffold(c, t, x, y, w, h):
    """Scaffolding of tubes with planks."""
    steel = t("#8b98a0")
    c.stroke("".join(f"M{round(x + w * i / 4)} {y}V{y - h}" for i in range(5)), steel, 8)
    c.stroke("".join(f"M{x} {round(y - h * k / 4)}h{w}" for k in range(1, 5)), t("#d9a24e"), 12, stroke_linecap="butt")
    c.stroke("".join(f"M{round(x + w * i / 4)} {round(y - h * i / 4)}l{w // 4} {-h // 4}" for i in range(4)), steel, 5)


def bus(c, t, x, y, s, color):
    """A small bus for a dozen people."""
    with c.group(x, y, s):
        c.ellipse(0, 6, 250, 12, SHADE, opacity=0.2)
        c.path("M-230-10V-170Q-230-200-200-200H190Q220-200 228-150L240-84V-10Z", t(color))
        c.path("M-230-10V-60H240V-10Z", t(CREAM))
        c.path("M-206-176H-120V-96H-206ZM-104-176H-18V-96H-104ZM92-176H188Q204-176 210-140L218-96H92Z", t("#bfe0ea"))
        c.rect(0, -180, 76, 168, t("#dcebee"), 6)
        c.stroke("M38-178V-14", t("#7d95a3"), 5)
        for wx in (-140, 150):
            c.circle(wx, -8, 38, t("#2b3038"))
            c.circle(wx, -8, 17, t("#b9bdbf"))
        c.rect(222, -56, 18, 20, "#ffe9a8", 4)
        c.rect(96, -196, 90, 16, "#ffe1a0", 4)


def bus_stop(c, t, x, y):
    """A round sign on a pole with a bench."""
    c.stroke(f"M{x} {y}V{y - 210}", t("#5d7386"), 10)
    c.circle(x, y - 236, 40, t(VERMILION))
    c.circle(x, y - 236, 26, t(CREAM))
    c.rect(x - 30, y - 176, 60, 66, t(CREAM), 4)
    c.stroke(f"M{x - 18} {y - 156}h36M{x - 18} {y - 140}h36M{x - 18} {y - 124}h24", t("#9fb0b8"), 5)


def pans(c, t, x, y, wide):
    """Pots, ladles and baskets hanging from a rail."""
    c.stroke(f"M{x} {y}H{x + wide}", t("#6b5140"), 10)
    for i in range(wide // 92):
        px, steel = x + 44 + i * 92, t(("#39464f", "#c98a55", "#aab4b8", "#c9503a")[i % 4])
        c.stroke(f"M{px} {y}v50", steel, 8)
        if i % 3 == 2:
            c.path(f"M{px - 46} {y + 50}h92Q{px + 40} {y + 112} {px} {y + 114}Q{px - 40} {y + 112} {px - 46} {y + 50}Z", t("#d9b36c"))
            c.stroke(f"M{px - 40} {y + 66}h80M{px - 34} {y + 84}h68M{px - 20} {y + 50}v60M{px} {y + 50}v62M{px + 20} {y + 50}v60", t("#a87a3a"), 3)
        else:
            c.circle(px, y + 88, 42, steel)
            c.circle(px - 3, y + 85, 33, lighter(steel, 0.2))


def panel(c, t, x, y):
    """A distribution board with its breakers and wires."""
    c.rect(x, y, 250, 250, t("#e9e6dc"), 8)
    c.rect(x + 20, y + 20, 210, 170, t("#c9d0d0"), 4)
    for row in range(2):
        for i in range(6):
            c.rect(x + 30 + i * 33, y + 34 + row * 78, 25, 58, t("#34475a"), 3)
            c.rect(x + 37 + i * 33, y + 42 + row * 78 + (22 if (i + row) % 4 == 0 else 0), 11, 22, t("#e58a2f"), 2)
    for i, color in enumerate(("#d24a30", "#f2ead6", "#2b3038", "#2f7d5b")):
        c.stroke(f"M{x + 60 + i * 34} {y + 190}q{10 - i * 8} 40 {(-1) ** i * 16} 90", t(color), 8)


def ladder(c, t, x, y, h):
    """A step ladder."""
    c.stroke(f"M{x} {y}L{x + 50} {y - h}L{x + 104} {y}", t("#d9a24e"), 13)
    c.stroke("".join(f"M{round(x + 50 * k)} {round(y - h * k)}H{round(x + 104 - 54 * k)}" for k in (.2, .4, .6, .8)), t("#e9c983"), 9)


def drum(c, t, x, y, color):
    """A drum of cable lying on its side."""
    c.circle(x, y - 62, 62, t("#b98552"))
    c.circle(x, y - 62, 48, t(color))
    c.circle(x, y - 62, 34, "none", stroke=darker(t(color), 0.25), stroke_width=5)
    c.circle(x, y - 62, 18, t("#8a5f3f"))


def press(c, t, x, y):
    """A printing press: towers for four inks, rollers, and a sheet that comes out."""
    for i, color in enumerate(("#2b9ac4", "#d1477a", "#f0c53a", "#39464f")):
        px = x + i * 132
        c.rect(px, y - 250, 120, 250, t("#8fa3ab"), 8)
        c.rect(px, y - 250, 120, 40, t(color), 8)
        c.circle(px + 60, y - 150, 38, t("#d6dde0"))
        c.circle(px + 60, y - 150, 26, t(color))
        c.circle(px + 60, y - 74, 30, t("#b9c3c6"))
    c.path(f"M{x - 10} {y - 106}H{x + 560}l60 60", "none", stroke=t(WHITE), stroke_width=12)


def paper_stack(c, t, x, y, w, tall, color="#fbf6ea"):
    """A stack of paper on its pallet."""
    c.rect(x, y - tall, w, tall - 14, t(color))
    c.stroke("".join(f"M{x} {y - tall + k}h{w}" for k in range(12, tall - 16, 12)), darker(t(color), 0.12), 2)
    c.rect(x - 8, y - 14, w + 16, 14, t("#a8744a"))


def toy_blocks(c, t, x, y):
    """Building blocks: a small house of them, and a few beside it."""
    for dx, dy, w, h, color in ((0, 0, 60, 50, "#d24a30"), (66, 0, 60, 50, "#2b7bab"), (132, 0, 60, 50, "#e9a23b"),
                                (32, -50, 60, 50, "#4f9a6a"), (98, -50, 60, 50, "#e58ba0")):
        c.rect(x + dx, y + dy - h, w, h, t(color), 5)
        c.rect(x + dx, y + dy - h, w, 9, lighter(t(color), 0.35), 5)
    c.poly([(x + 46, y - 100), (x + 96, y - 158), (x + 146, y - 100)], t("#7a4f98"))


def child_drawings(c, t, x, y):
    """Drawings of children on a line."""
    c.stroke(f"M{x - 10} {y}Q{x + 190} {y + 22} {x + 390} {y}", t("#6b5140"), 4)
    for i in range(4):
        px, py = x + 8 + i * 94, y + 10 + (6 if i in (1, 2) else 0)
        c.rect(px, py, 82, 96, t(WHITE), 3)
        if i % 2:
            c.circle(px + 40, py + 38, 20, t("#f0a23a"))
            c.stroke(f"M{px + 14} {py + 80}q14-20 26 0t28 0", t("#4f9a6a"), 7)
        else:
            c.poly([(px + 16, py + 52), (px + 42, py + 20), (px + 68, py + 52)], t("#d4604a"))
            c.rect(px + 22, py + 52, 40, 32, t("#7fb3cf"))


def loom(c, t, x, y):
    """A loom: its frame, warp threads and the striped cloth that grows."""
    wood = t("#8a5f3f")
    colors = ("#2b4f7a", "#f2ead6", "#c9543d", "#f2ead6", "#2b4f7a", "#e0a53f")
    for i in range(18):
        c.stroke(f"M{x + 44 + i * 22} {y - 300}L{x + 44 + i * 22} {y - 120}", t(colors[i % 6]), 5)
        c.rect(x + 34 + i * 22, y - 120, 21, 110, t(colors[i % 6]))
    c.stroke(f"M{x} {y}V{y - 330}M{x + 466} {y}V{y - 330}", wood, 26)
    c.stroke(f"M{x - 16} {y - 320}H{x + 482}M{x - 6} {y - 214}H{x + 472}M{x - 6} {y - 118}H{x + 472}", lighter(wood, 0.18), 20)
    c.path(f"M{x + 120} {y - 150}q60-20 120 0q-60 20-120 0Z", t("#e3c08d"))


def rolls(c, t, x, y, count):
    """Rolls of cloth on a shelf, seen at their ends."""
    for i in range(count):
        color = t(("#2b4f7a", "#c9543d", "#7f9a6a", "#e0a53f", "#6d4c86")[i % 5])
        c.circle(x + 34 + i * 68, y - 32, 31, color)
        c.circle(x + 34 + i * 68, y - 32, 18, lighter(color, 0.4))
        c.circle(x + 34 + i * 68, y - 32, 7, t("#b98552"))
    c.rect(x - 6, y, count * 68 + 12, 12, t("#a8744a"))


def tablet(c, t, x, y, s=1.0):
    """A tablet leaning on its stand, with big buttons."""
    with c.group(x, y, s):
        c.path("M-92-130H92L100 0H-100Z", t("#2b3038"))
        c.path("M-82-122H82L89-9H-89Z", t("#eef4f2"))
        for i, color in enumerate(("#3f8d92", "#e0a53f", "#d4604a")):
            c.rect(-70 + i * 50, -104, 40, 34, t(color), 6)
        c.stroke("M-68-48H66M-68-28H30", t("#9fb0b8"), 9)


def headset(c, x, y, s, look):
    """A headset over a head whose middle is at (x, y)."""
    with c.group(x, y, s):
        c.stroke("M-46-4C-54-84 54-84 46-4", "#2b3038", 7)
        c.rect(-54, -8, 16, 30, "#2b3038", 7)
        c.rect(38, -8, 16, 30, "#2b3038", 7)
        c.stroke(f"M{-46 if look > 0 else 46} 20Q{-40 if look > 0 else 40} 44 {round(look * 14)} 44", "#2b3038", 5)
        c.dots([(round(look * 14), 44)], "#2b3038", 11)
