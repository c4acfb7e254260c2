"""Scenes of the trades that companies follow; trades.toml says which industry has which."""

from dataclasses import replace

from kit import things as k
from kit.canvas import point, rings
from kit.colour import CREAM, VERMILION, WHITE, darker, mix
from kit.people import Pose, bust, from_behind, walker
from kit.rooms import beam, laptop, mug, plate, screen, shelf, table, wall
from kit.scenery import (building, bush, city_view, green_view, hills, mountains, pendant, pine, plant, ripples, sky, skyline,
                         window, zelkova)

_WARM = ("#f0dcc0", "#ecd2b4", "#e6dccb", "#dfe2cf")
_COOL = ("#d9e4e6", "#dfe5dc", "#d5dfe6", "#e4e2ea")
_WOODEN = ("#d9b68c", "#cda67c", "#c9b18f")


def _room(c, dice, light, people, walls, back, front, wear="shirt", crew=2, view="town", top=None, hat="", colors=None, at=548, places=None):
    """A room: window at one side, the trade's things on the wall, who works, and what lies before them."""
    side = dice.side()
    wall(c, dice, light, walls)
    flip = (lambda x, w=0: x) if side > 0 else (lambda x, w=0: 1200 - x - w)
    x = flip(60, 330)
    if view:
        scene = {"town": city_view, "green": green_view, "sea": _sea_view, "snow": _snow_view}[view]
        window(c, dice, light, (x, 80, 330, 240), light.room("#f6f0e2"), lambda c: scene(c, dice, light, x, 80, 330, 240))
    back(c, dice, light, flip)
    count = crew if isinstance(crew, int) else dice.whole(*crew)
    spots = places or {1: (500,), 2: (450, 770), 3: (300, 600, 900)}[count]
    for i, person in enumerate(people[:count]):
        if colors:
            person = replace(person, accent=colors)
        pose = Pose(wear, (0.5, -0.5, -0.3)[i] * side, ((-62, 262), (62, 262)) if i == 0 else (), hat)
        bust(c, person, flip(spots[i]), 262 + 8 * i, 1.1, pose, light.room)
        c.last = (flip(spots[i]), 262 + 8 * i, (0.5, -0.5, -0.3)[i] * side)
        if wear == "headset":
            k.headset(c, *c.last[:2], 1.1, c.last[2])
    if view:
        beam(c, light, x, 80, 330, 500, 200 * side)
    if top:
        table(c, light, at, top, at + 76)
    front(c, dice, light, flip)


def _sea_view(c, dice, light, x, y, w, h):
    """The sea as a window shows it, with a boat."""
    c.rect(x, y, w, h, c.gradient(*light.sky))
    c.rect(x, y + h * .55, w, h * .45, light.tint("#2f7f9c"))
    ripples(c, dice, x, x + w, y + h * .6, y + h * .95, light.tint("#bfe0ea"), 10, 4, 0.6)
    bx = x + w * dice.between(.2, .6)
    c.path(f"M{point(bx, y + h * .6)}h90l-16 24h-62Z", light.tint(VERMILION))
    c.rect(bx + 22, y + h * .6 - 26, 34, 26, light.tint(WHITE))
    c.stroke(f"M{point(bx + 62, y + h * .6)}v-60", light.tint("#59636b"), 4)


def _snow_view(c, dice, light, x, y, w, h):
    """Snow on the hills as a window shows it."""
    c.rect(x, y, w, h, c.gradient(*light.sky))
    with c.clip(x, y, w, h):
        hill = light.tint("#eef3f5", 0.1)
        c.path(f"M{x} {y + h * .7:.0f}Q{x + w * .3:.0f} {y + h * .3:.0f} {x + w * .6:.0f} {y + h * .6:.0f}T{x + w} {y + h * .5:.0f}V{y + h}H{x}Z", hill)
        for i in range(5):
            pine(c, x + w * (.1 + .2 * i), y + h * dice.between(.75, .95), h * .3, light.tint("#5f8a80", 0.2))
        c.dots([(x + dice.between(0, w), y + dice.between(0, h)) for _ in range(26)], WHITE, 7)


def _outdoors(c, dice, light, people, ground, back, front, spots, height=190, far="hills", coat=False):
    """A place under the sky: what stands behind, who walks there, what lies near."""
    sky(c, dice, light, 380, birds=1)
    if far == "mountains":
        mountains(c, dice, light, 400, 200, 0.55, light.season == "winter")
    elif far == "town":
        skyline(c, dice, light, 0, 1200, 400, 150)
    if far != "none":
        hills(c, dice, 400, 80, light.tint("#5f9077", 0.42), 5)
    floor = light.tint(ground or light.grass)
    c.rect(0, 396, 1200, 279, c.gradient(mix(floor, light.haze, 0.35), floor))
    side = dice.side()
    with c.group(0 if side > 0 else 1200, 0, side, 1):
        back(c, dice, light)
    for i, person in enumerate(people[: dice.whole(1, len(spots))]):
        x, y = spots[i]
        walker(c, person, x if side > 0 else 1200 - x, y, height + 14 * i, light, -side if i else side, i != 0, coat)
    with c.group(0 if side > 0 else 1200, 0, side, 1):
        front(c, dice, light)


def _nothing(c, dice, light, flip=None):
    """No more things."""


def masonry(c, dice, light, people):
    """A mason's yard."""
    def back(c, dice, light):
        t = light.tint
        for i, (x, y, w, h) in enumerate(((40, 500, 170, 90), (214, 500, 150, 90), (368, 500, 130, 90), (90, 410, 160, 86), (256, 410, 150, 86))):
            k.block(c, t, x, y, w, h, ("#cbb994", "#bfae8c", "#d6c6a2")[i % 3])
        k.stone_lantern(c, t, 1010, 560, 1.25)

    def front(c, dice, light):
        t = light.tint
        k.block(c, t, 330, 650, 260, 96, "#d6c6a2")
        c.stroke("M420 540l46-60", t("#8a5f3f"), 16)
        c.rect(446, 446, 62, 42, t("#6b5140"), 8)
        c.stroke("M520 548l36-40", t("#aab4b8"), 12)
        k.block(c, t, 690, 662, 130, 60)
    _outdoors(c, dice, light, people, "#cdbfa0", back, front, ((650, 590), (820, 600)), 250)


def studio(c, dice, light, people):
    """A designers' studio."""
    def back(c, dice, light, flip):
        colors = ("#d24a30", "#2b7bab", "#e9a23b", "#2f7d5b", "#7a4f98")
        for i in range(4):
            k.poster(c, light.room, flip(620 + i * 142, 122), 84 + 14 * (i % 2), 122, 172, i % 3, dice.sample(colors, 3))

    def front(c, dice, light, flip):
        t = light.room
        x = flip(440, 330)
        c.path(f"M{x} 636l24-66h282l24 66Z", t(WHITE))
        c.circle(x + 110, 602, 24, t("#d24a30"))
        c.rect(x + 160, 586, 110, 30, t("#2b7bab"), 4)
        k.swatches(c, t, flip(240), 640)
        c.rect(flip(950, 70), 560, 70, 78, t("#35495f"), 6)
        px = flip(950, 70)
        c.stroke(f"M{px + 16} 560l-8-50M{px + 34} 560v-62M{px + 52} 560l10-54", t("#e0a53f"), 9)
        mug(c, light, flip(1090), 622, "#d4604a")
    _room(c, dice, light, people, _WARM, back, front, "knit", (1, 2), "town", "#d9c3a0")


def farm(c, dice, light, people):
    """Rows of leeks, a greenhouse and crates."""
    def back(c, dice, light):
        c.path("M700 440V380Q700 320 790 320H1080Q1160 320 1160 380V440Z", light.tint("#dfeceb", 0.1), opacity=0.85)
        c.stroke("".join(f"M{x} 440V350" for x in range(740, 1150, 66)) + "M700 384H1160", light.tint("#9fb4b6"), 5)
        soil, leaf = light.tint("#8a6a4c"), light.tint("#4f9a5a")
        for i in range(8):
            x0, x1 = 500 + i * 30, -260 + i * 220
            c.poly([(x0, 436), (x0 + 16, 436), (x1 + 120, 680), (x1, 680)], soil)
            c.stroke("".join(f"M{point(x0 + 8 + (x1 + 60 - x0 - 8) * n, 436 + 244 * n)}l{-8 - 14 * n:.0f} {-16 - 44 * n:.0f}m{8 + 14 * n:.0f} {16 + 44 * n:.0f}l{6 + 14 * n:.0f} {-18 - 48 * n:.0f}"
                             for n in (.06, .16, .3, .48, .7)), leaf, 8)

    def front(c, dice, light):
        for i, (x, color) in enumerate(((890, "#5fa45a"), (1060, "#f4f1e4"))):
            k_x = x
            c.path(rings([(k_x + 24 + j * 30, 566 - 8 * (j % 2), 24) for j in range(5)]), light.tint(color))
            c.rect(k_x, 570, 170, 84, light.tint("#c08a55"), 4)
            c.stroke(f"M{k_x} 600h170M{k_x} 628h170", light.tint("#8a5f3f"), 5)
    _outdoors(c, dice, light, people, "#b6a07a", back, front, ((660, 600), (800, 560)), 220)


def forest(c, dice, light, people):
    """A cedar wood with felled logs."""
    def back(c, dice, light):
        for i in range(16):
            pine(c, i * 80 + dice.between(-20, 20), 420, dice.between(150, 260), light.tint("#3f7560", 0.4))
        for i in range(9):
            x, w = 30 + i * 142 + dice.between(-30, 30), dice.between(22, 40)
            if 560 < x < 820:
                continue  # Nobody stands before a trunk.
            bark = light.tint("#7a5238", 0.12)
            c.rect(x, -10, w, 520, bark)
            c.rect(x, -10, w * .3, 520, darker(bark, 0.25))
        leaf = light.tint("#2f6a4f", 0.06)
        c.path(rings([(i * 90, dice.between(-30, 40), dice.between(80, 120)) for i in range(14)]), leaf)
        for i in range(6):
            bush(c, dice, light, i * 240 + 40, 520, 120)

    def front(c, dice, light):
        k.logs(c, light.tint, 120, 660, 36, 3)
        for x in (860, 960, 1060):
            c.stroke(f"M{x} 650v-40m0 14q-16-14-18-24m18 24q16-14 18-24", light.tint("#5fae5a"), 6)
    _outdoors(c, dice, light, people, "#8fa06a", back, front, ((620, 600), (740, 620)), 230, "none")


def canteen(c, dice, light, people):
    """A kitchen where boxed lunches are filled."""
    def back(c, dice, light, flip):
        t = light.room
        c.rect(0, 60, 1200, 60, t("#c3ccd0"))
        c.rect(0, 112, 1200, 16, t("#9fadb3"))
        for i, w in enumerate((150, 180, 140)):
            k.pot(c, t, flip(700 + i * 190), 400, w)
        c.rect(flip(560, 640), 400, 640, 26, t("#b9c3c6"))

    def front(c, dice, light, flip):
        for row, y in enumerate((600, 662)):
            for i in range(7):
                k.bento(c, light.room, -40 + i * 184 + row * 60, y, 158)
    _room(c, dice, light, people, _COOL, back, front, "apron", (2, 3), None, "#cfd8da", "scarf", "#fdfaf4", 530)


def seadata(c, dice, light, people):
    """An office over the harbour with the sea's numbers."""
    def back(c, dice, light, flip):
        x = flip(700, 420)
        k.wave_screen(c, light.room, x, 110, 420, 200)
        c.circle(x + 320, 150, 16, "#f6d58a")

    def front(c, dice, light, flip):
        t = light.room
        laptop(c, light, flip(560), 616, 1.2, back=False)
        x = flip(980)
        c.path(f"M{x - 50} 632L{x - 26} 560H{x + 26}L{x + 50} 632Z", t("#ef8b3a"))
        c.stroke(f"M{x} 560v-70", t("#5d7386"), 8)
        c.circle(x, 482, 14, "#ffe1a0")
        f = flip(150, 220)
        c.rect(f, 584, 220, 52, t("#3f86b0"), 6)
        for i in range(3):
            c.path(f"M{f + 20 + i * 62} 580q30-26 54 0l16-12v24l-16-12q-24 26-54 0Z", t("#b9cbd6"))
        c.see("fish")
    _room(c, dice, light, people, _COOL, back, front, "knit", (1, 2), "sea", "#b98a5c")


def hotel(c, dice, light, people):
    """A hotel's desk."""
    def back(c, dice, light, flip):
        t = light.room
        k.keys(c, t, flip(700, 330), 90)
        pendant(c, flip(560), 30, t("#b8862f"), light, 120)
        c.circle(flip(1110), 150, 42, t(CREAM))
        c.stroke(f"M{flip(1110)} 150v-26M{flip(1110)} 150h18", t("#39464f"), 6)

    def front(c, dice, light, flip):
        t = light.room
        c.rect(0, 520, 1200, 24, t("#e8d2a8"))
        c.rect(0, 544, 1200, 140, t("#7a4f38"))
        c.stroke("".join(f"M{x} 556V675" for x in range(60, 1200, 110)), darker(t("#7a4f38"), 0.2), 5)
        x = flip(760)
        c.path(f"M{x - 42} 520q0-40 42-40t42 40Z", t("#e0b04a"))
        c.circle(x, 478, 8, t("#b8862f"))
        plant(c, flip(180), 520, 130, light, "#e9e2d2")
        k.suitcase(c, t, flip(900, 120), 668, dice.pick(("#2b7bab", "#c9543d", "#3f8d72")))
    _room(c, dice, light, people, _WARM, back, front, "jacket", (1, 2), "town")


def software(c, dice, light, people):
    """Two who write software, and their notes."""
    def back(c, dice, light, flip):
        k.board(c, light.room, flip(690, 430), 90, 430, 210, "notes")

    def front(c, dice, light, flip):
        screen(c, light, flip(150, 250), 400, 250, 146, "code")
        screen(c, light, flip(560, 250), 400, 250, 146, dice.pick(("code", "chart")))
        laptop(c, light, flip(960), 616, 1.1)
        mug(c, light, flip(480), 630, "#e0a53f")
        plant(c, flip(1130), 616, 120, light)
    _room(c, dice, light, people, _COOL, back, front, dice.pick(("tee", "knit", "shirt")), 2, "town", "#c79a6b")


def nets(c, dice, light, people):
    """Nets hung to be mended beside the sea."""
    def back(c, dice, light):
        c.rect(0, 380, 1200, 140, c.gradient(mix(light.sky[2], light.tint("#4f9db5"), 0.5), light.tint("#2b7391")))
        c.path("M760 470H1080L1050 520H800Z", light.tint("#2f7d5b"))
        c.rect(850, 410, 90, 60, light.tint(WHITE))
        c.stroke("M1000 470V330M1000 340L820 470", light.tint("#59636b"), 5)
        c.rect(0, 516, 1200, 170, light.tint("#cdbfa8"))
        c.stroke("M70 620V170M600 620V170", light.tint("#6b5140"), 16)
        k.net(c, light.tint, 80, 190, 510, 300, "#2f7d74")

    def front(c, dice, light):
        c.path(rings([(700 + i * 56, 640 - 30 * (i % 2), 30) for i in range(6)]), light.tint("#ef8b3a"))
        for i in range(3):
            c.ellipse(1080, 640 - i * 26, 84, 24, light.tint(("#2b7bab", "#e0a53f", "#2b7bab")[i]))
            c.ellipse(1080, 634 - i * 26, 46, 12, light.tint("#39464f"))
    _outdoors(c, dice, light, people, "#cdbfa8", back, front, ((330, 640), (640, 610)), 250, "hills")


def callcentre(c, dice, light, people):
    """Desks where questions are answered."""
    def back(c, dice, light, flip):
        k.board(c, light.room, flip(720, 390), 90, 390, 170, "plan")

    def front(c, dice, light, flip):
        t = light.room
        for x in (60, 440, 820):
            screen(c, light, flip(x + 20, 200), 430, 200, 116, "chart")
        for x in (30, 410, 790, 1170):
            c.rect(flip(x, 14) if x < 1170 else flip(1156, 14), 380, 14, 250, t("#7fa7a0"), 4)
        plant(c, flip(700), 616, 90, light)
    _room(c, dice, light, people, _COOL, back, front, "headset", 2, "town", "#d9c3a0")


def robots(c, dice, light, people):
    """A robot's arm packs boxes beside its maker."""
    def back(c, dice, light, flip):
        c.rect(0, 40, 1200, 14, light.room("#9fadb3"))
        for x in (300, 860):
            c.rect(x - 90, 54, 180, 14, "#fff6dc", 6)
        screen(c, light, flip(960, 190), 130, 190, 120, "code")

    def front(c, dice, light, flip):
        t = light.room
        k.conveyor(c, t, 570, [(flip(x, w), w, h, tone) for x, w, h, tone in
                               ((60, 110, 70, "#d9ad72"), (240, 110, 70, "#d9ad72"), (840, 110, 70, "#d9ad72"), (1030, 110, 70, "#e3c08d"))])
        k.robot(c, t, flip(740), 572, 1.25, -1 if flip(0) else 1)
    _room(c, dice, light, people, _COOL, back, front, "work", 1, "green", places=(560,))


def ledger(c, dice, light, people):
    """Where the books of small shops are kept."""
    def back(c, dice, light, flip):
        k.binders(c, light.room, flip(690, 420), 90, 420)

    def front(c, dice, light, flip):
        t = light.room
        k.book(c, t, flip(420, 240), 640, 240)
        k.calculator(c, t, flip(720, 116), 636)
        for i in range(4):
            c.rect(flip(900 + i * 34, 60), 560 + 14 * (i % 2), 60, 80, t(WHITE), 2)
            c.stroke(f"M{flip(908 + i * 34, 44)} {578 + 14 * (i % 2)}h40m-40 14h30", t("#9fb0b8"), 4)
        laptop(c, light, flip(220), 616, 1.1)
        mug(c, light, flip(1110), 626, "#4f8f95")
    _room(c, dice, light, people, _WARM, back, front, dice.pick(("shirt", "knit")), 1, "town", "#c79a6b")


def engawa(c, dice, light, people):
    """An old house with its veranda."""
    def back(c, dice, light):
        t = light.tint
        c.rect(120, 290, 700, 250, t("#ead9bc"))
        c.path("M60 300L180 150H760L880 300Q880 316 860 314H80Q60 316 60 300Z", t("#56697a"))
        c.stroke("".join(f"M{x} 306L{round(470 + (x - 470) * .78)} 158" for x in range(120, 840, 54)), t("#46586a"), 5)
        for i in range(4):
            c.rect(190 + i * 150, 340, 138, 160, t("#f7efdb") if i % 2 else light.window, 2)
            c.stroke(f"M{190 + i * 150} 393h138m-138 53h138M{236 + i * 150} 340v160m46-160v160", t("#8a5f3f"), 4)
        c.rect(110, 500, 720, 22, t("#b98552"))
        c.stroke("M150 522v44M330 522v44M520 522v44M700 522v44M800 522v44", t("#7a5538"), 14)
        c.rect(380, 560, 150, 24, t("#a9a393"), 6)
        with c.group(1040, 560, 2.2):
            zelkova(c, dice, light, 100)

    def front(c, dice, light):
        bush(c, dice, light, 130, 650, 180)
        bush(c, dice, light, 1100, 660, 220)
        c.dots([(540 + 60 * i, 640 - 10 * (i % 2)) for i in range(4)], light.tint("#b8b2a2"), 44)
    _outdoors(c, dice, light, people, None, back, front, ((640, 610), (880, 620)), 190, "hills")


def editing(c, dice, light, people):
    """Editors over the pages of a magazine."""
    def back(c, dice, light, flip):
        t = light.room
        for i in range(6):
            x, y = flip(700 + (i % 3) * 142, 124), 84 + i // 3 * 132
            c.rect(x, y, 124, 112, t(WHITE), 3)
            c.rect(x + 10, y + 10, 104, 48, t(("#7fb3cf", "#e9a23b", "#8cc7a5", "#f07a60", "#c9b08a", "#7a6f99")[i]))
            c.stroke(f"M{x + 12} {y + 74}h100m-100 18h74", t("#9fb0b8"), 6)

    def front(c, dice, light, flip):
        t = light.room
        k.book(c, t, flip(420, 300), 646, 300)
        k.camera(c, t, flip(860, 128), 632)
        paper = flip(120, 190)
        for i in range(5):
            c.rect(paper + 6 * (i % 2), 616 - i * 14, 190, 14, t(("#d24a30", "#2b7bab", "#e9a23b", "#2f7d5b", "#7a4f98")[i]), 2)
        c.stroke(f"M{flip(760)} 640l40-46", t("#d24a30"), 9)
        mug(c, light, flip(1080), 626, "#e0a53f")
    _room(c, dice, light, people, _WARM, back, front, dice.pick(("knit", "shirt", "tee")), 2, "town", "#b98a5c")


def brewery(c, dice, light, people):
    """Vats of miso in a storehouse."""
    def back(c, dice, light, flip):
        for i in range(3):
            k.barrel(c, light.room, flip(560 + i * 215, 200), 470, 200, 320 - 20 * (i % 2))

    def front(c, dice, light, flip):
        t = light.room
        x = flip(380, 360)
        c.rect(x, 590, 360, 52, t("#c98f55"), 5)
        c.path(rings([(x + 20 + i * 27, 590 - 5 * (i % 2), 18) for i in range(13)]), t("#fbf6ea"))
        c.stroke(f"M{x + 90} 560q-18-22 0-42t0-36M{x + 250} 560q-18-22 0-42t0-36", WHITE, 9, opacity=0.5)
        for i in range(2):
            k.jar(c, t, flip(120 + i * 120, 90), 640, 90, 120, ("#8a5a3a", "#c98a4a")[i])
        k.jar(c, t, flip(1010, 90), 640, 90, 120, "#e6d3a8")
    _room(c, dice, light, people, _WOODEN, back, front, "apron", (1, 2), "green", "#a8744a", "scarf", "#fdfaf4")


def training(c, dice, light, people):
    """A class for grown-ups, filmed."""
    def back(c, dice, light, flip):
        k.board(c, light.room, flip(640, 460), 70, 460, 240, "plan")

    def front(c, dice, light, flip):
        t = light.room
        x = flip(170)
        c.stroke(f"M{x} 470l-60 200M{x} 470l60 200M{x} 470v190", t("#39464f"), 10)
        k.camera(c, t, x - 64, 474)
        c.rect(0, 600, 1200, 90, t("#c79a6b"))
        if people:
            for i, px in enumerate((470, 760, 1040)):
                from_behind(c, replace(people[i], style=("short", "bob", "part")[i]), flip(px), 560, 0.92, lambda color: darker(light.room(color), 0.1))
    _room(c, dice, light, people, _COOL, back, front, "shirt", 1, "town")


def pantry(c, dice, light, people):
    """Preserved food of a snowy land is tasted."""
    foods = ("#c9543d", "#7fa05a", "#d98a3a", "#8a5a3a", "#e6d3a8", "#a8506a")

    def back(c, dice, light, flip):
        shelf(c, dice, light, flip(700, 420), 190, 420, foods, 70)
        shelf(c, dice, light, flip(700, 420), 310, 420, foods, 66)

    def front(c, dice, light, flip):
        for i in range(4):
            k.jar(c, light.room, flip(120 + i * 112, 92), 640, 92, 118 - 14 * (i % 2), foods[(i * 2 + dice.whole(0, 1)) % 6])
        plate(c, light, flip(700), 626, 200, "#7da35a", 4)
        plate(c, light, flip(940), 616, 180, "#d98a3a", 4)
        k.paper_stack(c, light.room, flip(1050, 110), 640, 110, 80, "#e3c69c")
    _room(c, dice, light, people, _WOODEN, back, front, dice.pick(("knit", "apron")), 2, "snow", "#b98a5c")


def wafers(c, dice, light, people):
    """A machine that looks for faults in silicon."""
    def back(c, dice, light, flip):
        t = light.room
        x = flip(660, 270)
        c.rect(x, 110, 270, 430, t("#eef1f1"), 14)
        c.rect(x + 36, 150, 198, 150, t("#24465f"), 12)
        k.wafer(c, t, x + 135, 236, 76)
        c.stroke(f"M{x + 135} 160v40", "#8fe0b0", 8)
        c.dots([(x + 60, 340), (x + 100, 340)], t("#4f9a6a"), 20)
        k.wave_screen(c, t, flip(960, 200), 130, 200, 140)

    def front(c, dice, light, flip):
        for i in range(3):
            k.wafer(c, light.room, flip(520 + i * 170), 612, 72)
        c.rect(flip(150, 200), 576, 200, 56, light.room("#2f6f62"), 6)
        c.dots([(flip(180 + i * 34), 604) for i in range(5)], light.room("#e0b04a"), 14)
    _room(c, dice, light, people, _COOL, back, front, "lab", (1, 2), None, "#cfd8da", places=(420, 180))


def caretech(c, dice, light, people):
    """A tablet is explained in a home for the elderly."""
    def back(c, dice, light, flip):
        t = light.room
        c.rect(flip(720, 380), 150, 380, 14, t("#a8744a"))
        for i in range(3):
            c.rect(flip(750 + i * 116, 86), 70, 86, 80, t(CREAM), 3)
            c.circle(flip(750 + i * 116, 86) + 43, 110, 22, t(("#f07a60", "#8cc7a5", "#f6d58a")[i]))
        plant(c, flip(1080), 420, 190, light)

    def front(c, dice, light, flip):
        k.tablet(c, light.room, flip(600), 640, 1.1)
        mug(c, light, flip(330), 626, "#d98a63")
        mug(c, light, flip(900), 626, "#4f8f95")
    if people:
        people = [people[0], replace(people[1], hair="#c4c1bc", style=dice.pick(("short", "bob", "bun"))), people[2]]
    _room(c, dice, light, people, _WARM, back, front, "knit", 2, "green", "#c79a6b")


def machining(c, dice, light, people):
    """A lathe turns a small part."""
    def back(c, dice, light, flip):
        k.lathe(c, light.room, flip(650, 430), 500)

    def front(c, dice, light, flip):
        t = light.room
        for i, r in enumerate((44, 32, 38)):
            k.gear(c, t, flip(460 + i * 120), 600 + 6 * (i % 2), r)
        for i in range(5):
            c.rect(flip(830 + i * 52, 34), 580, 34, 54, t("#d6dde0"), 4)
            c.rect(flip(830 + i * 52, 34), 592, 34, 8, t("#8b98a0"))
        c.stroke(f"M{flip(180)} 630L{flip(330)} 580M{flip(300)} 570L{flip(330)} 616", t("#8b98a0"), 12)
    _room(c, dice, light, people, _COOL, back, front, "work", 1, "green", "#9db3ae", "cap")


def recycling(c, dice, light, people):
    """Sorted plastics become bales and grains."""
    def back(c, dice, light, flip):
        k.bales(c, light.room, flip(640, 480), 500, 3, 4)

    def front(c, dice, light, flip):
        t = light.room
        k.conveyor(c, t, 580, [])
        bits = {}
        for i in range(34):
            bits.setdefault(("#6fa7c4", "#d9a24e", "#7fb08a", "#f2ead6", "#d4765e")[i % 5], []).append((dice.between(20, 1180), dice.between(562, 580)))
        for color, places in bits.items():
            c.dots(places, t(color), 22)
        for i in range(2):
            x = flip(120 + i * 150, 120)
            c.path(f"M{x} 670V560Q{x + 60} 530 {x + 120} 560V670Z", t("#f2ead6"))
            c.rect(x + 34, 596, 52, 40, t("#4f9a6a"), 4)
    _room(c, dice, light, people, _COOL, back, front, "work", (1, 2), None, None, "helmet")


def crackers(c, dice, light, people):
    """Rice crackers come from the oven."""
    def back(c, dice, light, flip):
        t = light.room
        x = flip(700, 400)
        c.rect(x, 110, 400, 350, t("#8b98a0"), 10)
        c.rect(x + 30, 150, 340, 110, "#3a1f18", 8)
        c.glow(x + 200, 210, 180, "#ff9a4a", 0.8, 0.5)
        c.dots([(x + 60 + i * 48, 226) for i in range(6)], t("#e3b26a"), 34)
        c.rect(x + 30, 290, 340, 110, t("#6f7d85"), 8)
        c.dots([(x + 80, 430), (x + 130, 430)], t("#d24a30"), 22)

    def front(c, dice, light, flip):
        k.crackers(c, light.room, flip(330, 390), 636, 6)
        k.crackers(c, light.room, flip(800, 330), 650, 5, "#8a5a3a")
        for i in range(2):
            x = flip(90 + i * 110, 92)
            c.path(f"M{x} 640V540l14-14h64l14 14v100Z", light.room((VERMILION, "#2f7d5b")[i]))
            c.rect(x + 18, 570, 56, 44, light.room(CREAM), 4)
    _room(c, dice, light, people, _WARM, back, front, "apron", (1, 2), "green", "#c3ccd0", "scarf", "#fdfaf4")


def scaffolding(c, dice, light, people):
    """A block of flats is strengthened while people live there."""
    def back(c, dice, light):
        building(c, dice, light, 330, 540, 560, 420, 0.04)
        brace = light.tint("#c9543d")
        c.stroke("M560 520L700 360M700 520L560 360M720 520L860 360M860 520L720 360", brace, 15)
        c.stroke("M552 352H868V528H552ZM710 352V528", brace, 12)
        k.scaffold(c, light.tint, 300, 560, 240, 410)
        c.stroke("M1010 560V120M900 150H1180M1010 120L1150 150", light.tint("#e0a53f"), 12)
        c.stroke("M930 150V250", light.tint("#39464f"), 4)
        c.rect(900, 250, 60, 40, light.tint("#b9c3c6"))

    def front(c, dice, light):
        for i in range(5):
            c.path(f"M{40 + i * 150} 660l20-66h12l20 66Z", light.tint("#ef8b3a"))
            c.stroke(f"M{54 + i * 150} 636h24", light.tint(WHITE), 9)
        c.stroke("M60 604H690", light.tint("#e0c15a"), 6, stroke_dasharray="26 20")
    _outdoors(c, dice, light, people, "#bdb5a5", back, front, ((780, 620), (930, 640)), 200, "town")


def minibus(c, dice, light, people):
    """A small bus calls at a stop among houses."""
    def back(c, dice, light):
        for i in range(5):
            building(c, dice, light, 30 + i * 240, 450, 130, 90 + 40 * (i % 2), 0.28)
        for i in range(6):
            bush(c, dice, light, i * 230 + 150, 466, 110)
        c.rect(0, 520, 1200, 160, light.tint("#8d9499"))
        c.rect(0, 512, 1200, 14, light.tint("#d8d2c2"))
        c.stroke("M0 640H1200", light.tint("#f4e7b8"), 8, stroke_linecap="butt", stroke_dasharray="60 44")
        c.poly([(770, 590), (1210, 590), (1210, 680), (730, 680)], light.tint("#d8d2c2"))
        k.bus(c, light.tint, 430, 600, 1.25, dice.pick(("#2f8f7d", "#e0a53f", "#3f86b0", "#e2715a")))

    def front(c, dice, light):
        k.bus_stop(c, light.tint, 840, 610)
    _outdoors(c, dice, light, people, "#cfc5ae", back, front, ((930, 624), (1030, 634)), 190, "mountains")


def kitchenware(c, dice, light, people):
    """A shop of pots, baskets and knives."""
    def back(c, dice, light, flip):
        k.pans(c, light.room, flip(470, 660), 74, 660)

    def front(c, dice, light, flip):
        t = light.room
        for i in range(3):
            k.pot(c, t, flip(180), 640 - i * 74, 150 - 22 * i, ("#c9503a", "#e0a53f", "#3f7f9c")[i], False)
        for i in range(4):
            x = flip(760 + i * 62, 20)
            c.path(f"M{x} 636V540q20 6 20 30v66Z", t("#d6dde0"))
            c.rect(x, 600, 20, 40, t("#6b4630"), 4)
        for i in range(3):
            x = flip(1080)
            c.ellipse(x, 630 - i * 22, 80, 20, t("#b98a4a"))
            c.ellipse(x, 624 - i * 22, 70, 15, t("#e3c08d"))
    _room(c, dice, light, people, _WOODEN, back, front, "apron", (1, 2), None, "#b98a5c")


def onsen(c, dice, light, people):
    """An inn in the hills with its hot spring."""
    def back(c, dice, light):
        t = light.tint
        for i in range(14):
            pine(c, i * 92 + dice.between(-20, 20), 420, dice.between(90, 180), t("#3f7560", 0.3))
        c.rect(300, 230, 620, 290, t("#8a5f3f"))
        for y in (214, 372):
            c.path(f"M250 {y + 40}L320 {y - 20}H900L970 {y + 40}Z", t("#46586a"))
        for row in (268, 420):
            for i in range(6):
                if row > 300 and i in (2, 3):
                    continue
                c.rect(330 + i * 98, row, 72, 78, light.window if light.dark or i % 2 else t("#f3dfae"), 2)
                c.stroke(f"M{366 + i * 98} {row}v78M{330 + i * 98} {row + 39}h72", t("#5d4030"), 4)
        for i in range(4):
            c.rect(522 + i * 46, 410, 44, 66, t("#2b4f7a"), 2)
        c.circle(612, 440, 14, t(WHITE))
        for x in (500, 728):
            c.glow(x, 440, 90, "#ffd98c", 0.6)
            c.ellipse(x, 440, 17, 26, "#ffdf9a")
        c.path("M0 520Q300 500 620 530T1200 520V690H0Z", t("#a9a07f"))

    def front(c, dice, light):
        t = light.tint
        c.ellipse(1000, 630, 210, 48, t("#8f8a80"))
        c.ellipse(1000, 626, 176, 36, t("#8fc7c9"))
        c.dots([(830 + i * 56, 640 + 18 * (i % 3 == 1)) for i in range(7)], t("#6f6a62"), 46)
        c.stroke("M920 590q-26-34 0-66t0-60M1000 590q-26-34 0-66t0-70M1080 590q-26-34 0-66t0-60", WHITE, 14, opacity=0.5)
    _outdoors(c, dice, light, people, "#a9a07f", back, front, ((390, 640), (230, 622)), 180, "mountains")


def wiring(c, dice, light, people):
    """An electrician beside the distribution board."""
    def back(c, dice, light, flip):
        t = light.room
        k.panel(c, t, flip(720, 250), 100)
        k.ladder(c, t, flip(1030, 104), 560, 400)
        for x in (480, 620):
            pendant(c, flip(x), 10, t("#39464f"), light, 90)

    def front(c, dice, light, flip):
        t = light.room
        for i, color in enumerate(("#d24a30", "#2b3038", "#2f7d5b")):
            k.drum(c, t, flip(170 + i * 140), 646, color)
        for i in range(3):
            x = flip(740 + i * 86)
            c.circle(x, 578, 28, "#ffe9a8")
            c.rect(x - 13, 602, 26, 26, t("#8b98a0"), 4)
        c.stroke(f"M{flip(1020)} 636L{flip(1060)} 570M{flip(1060)} 636L{flip(1020)} 570", t("#c9543d"), 14)
    _room(c, dice, light, people, _WARM, back, front, "work", 1, "town", "#b98a5c", "helmet")


def printing(c, dice, light, people):
    """A press with its four inks."""
    def back(c, dice, light, flip):
        k.press(c, light.room, flip(590, 560), 480)

    def front(c, dice, light, flip):
        t = light.room
        for i, color in enumerate(("#fbf6ea", "#a8cbe2", "#f2b8a6")):
            k.paper_stack(c, t, flip(110 + i * 170, 140), 650, 140, 90 - 14 * i, color)
        x = flip(720, 260)
        c.path(f"M{x} 640l30-70h200l30 70Z", t(WHITE))
        for i, color in enumerate(("#2b9ac4", "#d1477a", "#f0c53a")):
            c.circle(x + 84 + i * 46, 606, 28, t(color), opacity=0.8)
        c.rect(flip(1050, 80), 566, 80, 70, t("#d1477a"), 6)
    _room(c, dice, light, people, _COOL, back, front, "apron", (1, 2), "town", "#9db3ae")


def nursery(c, dice, light, people):
    """Small children and who looks after them."""
    def back(c, dice, light, flip):
        k.child_drawings(c, light.room, flip(720, 390), 90)
        shelf(c, dice, light, flip(740, 350), 330, 350, ("#d24a30", "#2b7bab", "#e9a23b", "#4f9a6a", "#f2b8a6"), 60)

    def front(c, dice, light, flip):
        if people:
            for i, x in enumerate((690, 930)):
                child = replace(people[1 + i], style=("short", "bob")[i], hair=("#3b2a25", "#2a2326")[i])
                bust(c, child, flip(x), 440, 0.82, Pose("tee", (-0.5, 0.4)[i]), light.room)
            c.see("child", 2)
            c.see("bust", -2)
        c.rect(0, 610, 1200, 80, light.room("#d9b98a"))
        k.toy_blocks(c, light.room, flip(250, 192), 640)
        c.circle(flip(1090), 610, 40, light.room("#e58ba0"))
        c.circle(flip(1080), 600, 14, light.room("#f6d3da"))
    _room(c, dice, light, people, _WARM, back, front, "apron", 1, "green")


def weaving(c, dice, light, people):
    """A loom with striped cotton."""
    def back(c, dice, light, flip):
        k.loom(c, light.room, flip(660, 466), 540)

    def front(c, dice, light, flip):
        t = light.room
        k.rolls(c, t, flip(120, 280), 600, 4)
        for i in range(5):
            c.rect(flip(560 + i * 70, 44), 566, 44, 62, t(("#2b4f7a", "#c9543d", "#f2ead6", "#e0a53f", "#7f9a6a")[i]), 10)
            c.rect(flip(560 + i * 70, 44) + 12, 552, 20, 90, t("#b98552"), 5)
        x = flip(960, 190)
        c.rect(x, 576, 190, 56, t("#2b4f7a"), 6)
        c.stroke(f"M{x} 592h190m-190 16h190m-190 14h190", t("#f2ead6"), 4)
    _room(c, dice, light, people, _WOODEN, back, front, dice.pick(("knit", "apron")), 1, "green", "#a8744a")


SCENES = {scene.__name__: scene for scene in (
    masonry, studio, farm, forest, canteen, seadata, hotel, software, nets, callcentre, robots, ledger, engawa, editing, brewery,
    training, pantry, wafers, caretech, machining, recycling, crackers, scaffolding, minibus, kitchenware, onsen, wiring, printing,
    nursery, weaving)}
# Hours and seasons that would not suit a scene are left out.
HOURS = {"pantry": ("morning", "noon", "dusk"), "forest": ("morning", "noon"), "masonry": ("morning", "noon", "dusk"),
         "farm": ("morning", "noon", "dusk"), "nursery": ("morning", "noon"), "nets": ("morning", "noon", "dusk"),
         "scaffolding": ("morning", "noon"), "engawa": ("morning", "noon", "dusk"), "minibus": ("morning", "noon", "dusk")}
SEASONS = {"pantry": ("winter",), "farm": ("spring", "summer", "autumn"), "forest": ("spring", "summer", "autumn")}
