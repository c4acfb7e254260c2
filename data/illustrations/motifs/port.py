"""A port with cranes and a cold store."""

from kit.canvas import point
from kit.colour import NAVY, VERMILION, WHITE, darker, lighter, mix
from kit.people import walker
from kit.scenery import hills, ripples, sky


def draw(c, dice, light, people):
    """A ship under the cranes on one side, the white cold store on the other."""
    side = dice.side()
    sun = sky(c, dice, light, 380, birds=1)
    hills(c, dice, 380, 70, light.tint("#6b93a3", 0.62), 5)
    far = mix(light.sky[2], light.tint("#4f9db5"), 0.5)
    c.rect(0, 378, 1200, 130, c.gradient(far, light.tint("#2b7391")))
    ripples(c, dice, 0, 1180, 390, 490, lighter(far, 0.5), 14, 4, 0.5)
    with c.group(0 if side > 0 else 1200, 0, side, 1):
        _ship(c, dice, light)
        for x, s in ((150 + dice.between(-30, 30), 0.9), (430 + dice.between(-30, 30), 1.08)):
            _crane(c, light, x, 500, s)
        _ground(c, light)
        _store(c, dice, light)
        _boxes(c, dice, light)
        _truck(c, dice, light, 470 + dice.between(-40, 40), 616)
    for i, person in enumerate(people[: dice.whole(1, 3)]):
        x = 600 + side * (105 + i * 96) + dice.between(-14, 14)
        walker(c, person, x, 620 + i * 18, 152, light, -side, i != 1)


def _ship(c, dice, light):
    """A hull with rows of boxes in the colours of the family."""
    hull = light.tint(dice.pick(("#8c3b35", "#27506f", "#2d5a50")), 0.15)
    for row, count in ((0, 9), (1, 7), (2, 4)):
        d = {}
        for i in range(count):
            d.setdefault(dice.pick(("#d5694b", "#e2ad52", "#3f86a5", "#6aa184", "#e6dfcf")), []).append(i)
        for color, places in d.items():
            c.path("".join(f"M{40 + i * 56} {400 - row * 30}h52v28h-52Z" for i in places), light.tint(color, 0.15))
    c.path("M-40 430H610L572 500H-40Z", hull)
    c.path("M-40 430H610L604 442H-40Z", lighter(hull, 0.35))
    c.path("M-40 488H579L572 500H-40Z", darker(hull, 0.35))


def _crane(c, light, x, y, s):
    """A quay crane: four legs, a long boom, cables."""
    red = light.tint(VERMILION, 0.06)
    with c.group(x, y, s):
        c.stroke("M-46 20V-180M46 20V-180M-46-60H46M-46-180H46", red, 11)
        c.stroke("M-46-60L46-180", darker(red, 0.2), 6)
        c.stroke("M-190-186H130", red, 14)
        c.stroke("M0-186V-282L-170-190M0-282L120-190", darker(red, 0.15), 5)
        c.rect(-10, -178, 34, 30, light.tint(WHITE), 3)
        c.stroke("M-118-180V-96M-92-180V-96", light.tint("#4a5560"), 3)
        c.rect(-136, -98, 62, 28, light.tint("#3f86a5"))


def _ground(c, light):
    """The yard, with painted lanes."""
    floor = light.tint("#c8beab")
    c.rect(-10, 500, 1220, 180, c.gradient(mix(floor, light.haze, 0.3), floor))
    c.rect(-10, 500, 1220, 9, lighter(floor, 0.4))
    c.stroke("M0 640H1200", light.tint("#f4e7b8"), 8, stroke_linecap="butt", stroke_dasharray="60 44")


def _store(c, dice, light):
    """The cold store: a white block with a blue band, frosty doors and a dock roof."""
    wall = light.tint("#f1efe8", 0.04)
    band = light.tint(dice.pick(("#2f86b5", "#3f8d92", "#2b5f95")))
    c.rect(690, 250, 520, 340, wall)
    c.rect(690, 250, 66, 340, darker(wall, 0.16))
    c.rect(684, 240, 530, 16, darker(wall, 0.3))
    c.rect(690, 290, 520, 34, band)
    c.stroke("M820 330V420M900 330V420M980 330V420M1060 330V420M1140 330V420", darker(wall, 0.07), 3)
    c.stroke("M790 372v-32m-14 8l28 16m-28 0l28-16", band, 6)
    c.path("M676 424H1210V444H676Z", darker(band, 0.25))
    for i in range(3):
        x = 786 + i * 138
        c.rect(x, 468, 104, 122, light.tint("#8fb4c6"), 4)
        c.stroke(f"M{x} 492h104M{x} 516h104M{x} 540h104M{x} 564h104", light.tint("#5f8ba3"), 3)
        c.rect(x + 40, 452, 24, 9, "#ffe1a0" if light.dark else light.tint("#dfe7e4"), 3)
        if light.dark:
            c.glow(x + 52, 470, 100, "#ffe1a0", 0.45)


def _boxes(c, dice, light):
    """Stacked boxes at the edge for depth."""
    for i, (x, y) in enumerate(((-30, 590), (-30, 526), (120, 590))):
        color = light.tint(("#d9a13f", "#c75a42", "#3f7f9c")[(i + dice.whole(0, 2)) % 3])
        c.rect(x, y, 144, 62, color, 2)
        c.stroke("".join(f"M{x + 16 + k * 16} {y + 8}v46" for k in range(8)), darker(color, 0.2), 4)


def _truck(c, dice, light, x, y):
    """A small cold lorry waiting for its doors."""
    cab = light.tint(dice.pick(("#2f7d5b", "#e0a53f", "#d4604a")))
    c.ellipse(x, y + 4, 130, 9, NAVY, opacity=0.25)
    c.rect(x - 116, y - 104, 150, 92, light.tint(WHITE), 4)
    c.rect(x - 116, y - 40, 150, 12, cab)
    c.path(f"M{point(x + 38, y - 12)}v-72h42q10 0 14 10l18 34v28Z", cab)
    c.path(f"M{point(x + 62, y - 74)}h18q6 0 8 6l12 26h-38Z", light.tint("#a8cbd8"))
    for wx in (x - 76, x + 76):
        c.circle(wx, y - 8, 18, light.tint("#2b3038"))
        c.circle(wx, y - 8, 8, light.tint("#b9bdbf"))
