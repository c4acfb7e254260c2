"""Scenery shared by the motifs: sky, land, houses, trees, birds."""

import math

from .canvas import point, rings, smooth
from .colour import BARK, NAVY, VERMILION, WALLS, WHITE, darker, lighter, mix

_SWALLOW = ("M43 5C38 5.5 34 8 31 12C24 8 14 6 5 9C14 12 20 17 23 23C20 28 12 33 4 36C10 36 14 34 17 31C14 34 12 38 "
            "12 44C15 36 20 28 25 25C31 28 36 34 39 43C42 34 40 24 36 17C40 14 42.5 10 43 5Z")


def swallow(c, x, y, scale, light, flip=1):
    """The mark of the site, with its red throat; white against a dark sky."""
    with c.group(x, y, scale * flip, scale):
        c.path(_SWALLOW, "#f2f5f4" if light.dark else NAVY)
        c.circle(38, 10, 2.6, VERMILION)


def sky(c, dice, light, horizon=400, birds=1, sun_x=None):
    """Sky down to the horizon, with sun or moon, clouds or stars, and a swallow."""
    c.rect(0, 0, c.width, horizon + 150, c.gradient(*light.sky))
    x = sun_x if sun_x is not None else dice.pick((0.2, 0.3, 0.68, 0.8)) * c.width
    y = horizon * {"morning": 0.55, "noon": 0.3, "dusk": 0.72, "night": 0.28}[light.hour]
    c.glow(x, y, 330, light.sun, 0.3 if light.hour == "night" else 0.65)
    if light.hour == "night":
        c.path(f"M{point(x + 14, y - 38)}a40 40 0 1 0 26 52a34 34 0 0 1-26-52Z", light.sun)
        stars = [(dice.between(20, c.width - 20), dice.between(15, horizon * 0.62)) for _ in range(26)]
        c.dots(stars[:18], "#dfe9f2", 3, opacity=0.7)
        c.dots(stars[18:], "#fff3cf", 5, opacity=0.85)
    else:
        c.circle(x, y, 40 if light.hour == "noon" else 58, light.sun)
        for _ in range(dice.whole(2, 3)):
            cloud(c, dice, light, dice.between(0, c.width), dice.between(50, horizon * 0.55))
    for i in range(birds):
        place = (x + c.width * dice.between(0.3, 0.42)) % (c.width * 0.82) + 60 if i == 0 else place + 95
        swallow(c, place, horizon * dice.between(0.1, 0.2) + 46 * i, dice.between(1.1, 1.5) * (1 - 0.3 * i), light, dice.side())
    return x


def cloud(c, dice, light, x, y):
    """A flat cloud of two or three bars, the evening ones warm."""
    color = mix(light.sky[2], WHITE, 0.75 if not light.dark else 0.25)
    wide = dice.between(130, 230)
    c.stroke(f"M{point(x, y)}h{round(wide)}M{point(x + wide * 0.25, y - 20)}h{round(wide * 0.45)}"
             f"M{point(x - wide * 0.3, y + 19)}h{round(wide * 0.8)}", color, 22, opacity=0.62)


def hills(c, dice, base, height, color, steps=6, bottom=None):
    """A soft ridge from edge to edge."""
    points = [(c.width * i / steps, base - height * dice.between(0.25, 1)) for i in range(-1, steps + 2)]
    c.path(smooth(points, closed=False) + f"V{round(bottom or c.height)}H-200Z", color)
    return points


def mountains(c, dice, light, base, height, depth=0.6, snow=False):
    """Peaks with a lit and a shaded side; the far ones sink in haze."""
    rock = light.tint("#5a7f96", depth)
    shade, cap = darker(rock, 0.14), light.tint("#ffffff", depth * 0.35)
    x = -dice.between(60, 200)
    while x < c.width + 50:
        wide, tall = dice.between(300, 480), height * dice.between(0.6, 1)
        px = x + wide * dice.between(0.42, 0.58)
        c.poly([(x, base), (px, base - tall), (x + wide, base)], rock)
        c.poly([(px, base - tall), (x + wide, base), (px - wide * 0.04, base), (px + 14, base - tall * 0.55)], shade)
        if snow:
            a, b = 0.32, wide * 0.5 * 0.32
            c.poly([(px, base - tall), (px + b, base - tall * (1 - a)), (px + b * 0.4, base - tall * 0.76),
                    (px, base - tall * 0.66), (px - b * 0.4, base - tall * 0.78), (px - b, base - tall * (1 - a))], cap)
        x += wide * dice.between(0.55, 0.75)


def skyline(c, dice, light, start, end, base, tallest, depth=0.75):
    """Far houses as one silhouette with a scatter of lit windows."""
    d, x, panes = f"M{round(start)} {round(base)}", start, []
    while x < end:
        wide = min(dice.between(34, 78), end - x + 1)
        tall = tallest * dice.between(0.35, 1)
        d += f"V{round(base - tall)}h{round(wide)}"
        if dice.chance(0.6):
            panes.append(f"M{round(x + wide / 2)} {round(base - tall + 14)}V{round(base - 8)}")
        x += round(wide)
    c.path(d + f"V{round(base)}Z", light.tint("#8397a8", depth))
    c.stroke("".join(panes), light.window, 14, stroke_linecap="butt", stroke_dasharray="5 13",
             opacity=0.75 if light.dark else 0.35)


def building(c, dice, light, x, base, wide, tall, depth=0.2, sun=1):
    """A house block: lit front, shaded side, rows of windows, something on the roof."""
    wall = light.tint(dice.pick(WALLS), depth)
    top, side = base - tall, wide * 0.24
    c.rect(x, top, wide, tall, wall)
    c.rect(x if sun > 0 else x + wide - side, top, side, tall, darker(wall, 0.2))
    left = x + (side if sun > 0 else 0)
    room, columns = wide - side, max(2, int((wide - side) / 30))
    gap = room / columns
    d = "".join(f"M{point(left + gap * (i + 0.5), top + 20)}V{round(base - 24)}" for i in range(columns))
    pane = light.tint(light.window, depth * 0.6) if not light.dark else mix(light.window, light.haze, depth * 0.5)
    c.stroke(d, pane, gap * 0.55, stroke_linecap="butt", stroke_dasharray=dice.pick(("14 14", "18 12", "10 12")))
    c.rect(x - 3, top - 5, wide + 6, 8, darker(wall, 0.3))
    if dice.chance(0.6):
        c.rect(x + wide * 0.3, top - 24, wide * 0.3, 20, darker(wall, 0.24))


def trunk(c, size, color, spread=1.0):
    """A zelkova's trunk: it forks low and its limbs open like a fan. Root at (0, 0)."""
    s = size
    c.path(f"M{point(-s * .09, 0)}Q{point(-s * .04, -s * .2)} {point(-s * .05, -s * .5)}H{round(s * .06)}"
           f"Q{point(s * .04, -s * .2)} {point(s * .1, 0)}Z", color)
    limbs = ((-.36, -1.0, .05), (-.12, -1.15, .045), (.16, -1.12, .05), (.4, -.95, .045))
    for dx, dy, w in limbs:
        c.stroke(f"M{point(dx * s * .06, -s * .42)}Q{point(dx * s * .35, -s * .66)} {point(dx * s * spread, dy * s)}",
                 color, w * s)


def crown_points(dice, x, y, rx, ry, bumps=11):
    """The outline of a mass of leaves."""
    points = []
    for i in range(bumps):
        angle = 2 * math.pi * (i + dice.between(-0.2, 0.2)) / bumps
        reach = dice.between(0.86, 1.1)
        points.append((x + math.cos(angle) * rx * reach, y + math.sin(angle) * ry * reach))
    return points


def zelkova(c, dice, light, size, depth=0.0, sun=1, leaves=None):
    """A zelkova rooted at (0, 0): shade, leaf and lit masses over a fan of limbs; bare in winter."""
    bark = light.tint(BARK, depth)
    trunk(c, size, bark)
    if light.season == "winter" and leaves is None:
        d = ""
        for i in range(9):
            a = -0.62 + i * 0.155
            d += (f"M{point(a * size * .5, -size * .78)}Q{point(a * size * .8, -size * 1.05)} "
                  f"{point(a * size * 1.1, -size * (1.42 - abs(a) * .4))}")
        c.stroke(d, bark, max(2, size * .018))
        return
    leaf = light.tint(leaves or light.leaves, depth)
    c.path(rings(_mass(dice, size, _SHADE, sun)), darker(leaf, 0.3))
    c.stroke(f"M0 {round(-size * .5)}Q{point(-size * .1, -size * .8)} {point(-size * .24, -size * 1.1)}"
             f"M0 {round(-size * .5)}Q{point(size * .1, -size * .8)} {point(size * .22, -size * 1.15)}", bark, size * .03)
    c.path(rings(_mass(dice, size, _LEAF, sun)), leaf)
    c.path(rings(_mass(dice, size, _LIT, sun)), lighter(leaf, 0.19))


# The leaf masses of a zelkova of height 1: in shade, in light, and brushed by the sun on the right.
_SHADE = ((-.56, -.9, .22), (.56, -.88, .23), (-.34, -1.16, .33), (.34, -1.14, .34), (0, -1.4, .32), (0, -1, .34))
_LEAF = ((-.44, -1.02, .19), (-.2, -1.3, .27), (.2, -1.36, .28), (.48, -1.06, .22), (.04, -1.08, .2))
_LIT = ((.1, -1.5, .13), (.26, -1.42, .15), (.42, -1.3, .11), (.58, -1.08, .1))


def _mass(dice, size, places, sun):
    """Discs of leaves at slightly drawn places, turned to the sun."""
    return [((x * sun + dice.between(-.05, .05)) * size, (y + dice.between(-.05, .05)) * size,
             r * dice.between(.88, 1.1) * size) for x, y, r in places]


def bush(c, dice, light, x, y, wide, depth=0.0):
    """A low mass of leaves standing on y."""
    leaf = light.tint(light.leaves if light.season != "winter" else "#7d8f83", depth)
    points = crown_points(dice, x, y - wide * .22, wide * .5, wide * .28, 8)
    c.blob([(px, min(py, y)) for px, py in points], darker(leaf, 0.2))
    c.blob(crown_points(dice, x + wide * .06, y - wide * .3, wide * .32, wide * .14, 7), lighter(leaf, 0.1))


def pine(c, x, y, tall, color):
    """A cedar on a slope, three tiers high."""
    w = tall * 0.24
    c.path(f"M{point(x, y - tall)}l{point(w * .6, tall * .4)}h{round(-w * .25)}l{point(w * .5, tall * .32)}"
           f"h{round(-w * .2)}L{point(x + w, y)}H{round(x - w)}l{point(w * .35, -tall * .28)}h{round(-w * .2)}"
           f"l{point(w * .5, -tall * .32)}h{round(-w * .25)}Z", color)


def ripples(c, dice, x0, x1, y0, y1, color, count=16, width=4, opacity=0.5):
    """Short strokes of light on water, longer the nearer they are."""
    d = ""
    for i in range(count):
        near = (i + dice.between(0, 1)) / count
        y = y0 + (y1 - y0) * near
        d += f"M{point(dice.between(x0, x1), y)}h{round(16 + 70 * near * dice.between(0.4, 1))}"
    c.stroke(d, color, width, opacity=opacity)


def snowfall(c, dice, count=70, low=675):
    """Flakes in two sizes over the whole picture."""
    flakes = [(round(dice.between(0, 1200)), round(dice.between(0, low))) for _ in range(count)]
    c.dots(flakes[: count * 2 // 3], "#ffffff", 5, opacity=0.8)
    c.dots(flakes[count * 2 // 3:], "#ffffff", 10, opacity=0.75)


def window(c, dice, light, box, frame, view):
    """A window whose panes show `view(c)`, drawn inside the box (x, y, w, h)."""
    x, y, w, h = box
    c.rect(x - 14, y - 14, w + 28, h + 28, frame, 6)
    with c.clip(x, y, w, h):
        view(c)
    c.poly([(x + w * .12, y), (x + w * .3, y), (x + w * .12, y + h), (x - w * .06 if w < 0 else x, y + h),
            (x, y + h * .6)], WHITE, opacity=0.1)
    c.stroke(f"M{round(x + w / 2)} {round(y)}v{round(h)}", frame, 9, stroke_linecap="butt")
    c.rect(x - 24, y + h + 8, w + 48, 14, darker(frame, 0.16), 3)


def city_view(c, dice, light, x, y, w, h):
    """The town as a window shows it: sky, hills, houses and a row of trees."""
    c.rect(x, y, w, h, c.gradient(*light.sky))
    sx = x + w * dice.between(0.2, 0.8)
    c.glow(sx, y + h * .4, h * .6, light.sun, 0.6)
    c.circle(sx, y + h * .34, h * .09, light.sun)
    ridge = [(x + w * i / 4, y + h * dice.between(.5, .64)) for i in range(-1, 6)]
    c.path(smooth(ridge, closed=False) + f"V{round(y + h)}H{round(x - w / 2)}Z", light.tint("#5f9080", 0.55))
    skyline(c, dice, light, x, x + w, y + h, h * .52, 0.55)
    skyline(c, dice, light, x + w * .1, x + w * .9, y + h, h * .3, 0.25)
    leaf = light.tint(light.leaves, 0.08)
    for i in range(5):
        r = h * dice.between(.1, .16)
        c.circle(x + w * (i + dice.between(.2, .8)) / 5, y + h, r, darker(leaf, 0.1 + 0.06 * (i % 3)))


def green_view(c, dice, light, x, y, w, h, tree=None):
    """A garden as a window shows it: sky, hill and a tree, `tree` of the width from the left where somebody sits before it."""
    c.rect(x, y, w, h, c.gradient(*light.sky))
    ridge = [(x + w * i / 4, y + h * dice.between(.5, .7)) for i in range(-1, 6)]
    c.path(smooth(ridge, closed=False) + f"V{round(y + h)}H{round(x - w / 2)}Z", light.tint("#6d9f86", 0.5))
    c.rect(x, y + h * .8, w, h * .2, light.tint(light.grass))
    with c.group(x + w * (dice.between(.3, .7) if tree is None else tree), y + h * .86):
        zelkova(c, dice, light, h * .46)


def pendant(c, x, drop, color, light, wide=110):
    """A lamp on a cord and its pool of light."""
    c.stroke(f"M{round(x)} 0V{round(drop)}", "#39332f", 4)
    c.glow(x, drop + 70, 260 if light.dark else 190, "#ffdf9a", 0.55 if light.dark else 0.32)
    c.path(f"M{point(x - wide / 2, drop + 56)}Q{point(x - wide * .46, drop)} {point(x, drop)}"
           f"Q{point(x + wide * .46, drop)} {point(x + wide / 2, drop + 56)}Z", color)
    c.ellipse(x, drop + 56, wide / 2, 9, "#fff1c4")


def plant(c, x, y, tall, light, pot="#d98a63"):
    """A pot plant with broad leaves."""
    leaf = light.room("#3f8f6b")
    for i, (dx, dy) in enumerate(((-.5, -.7), (.5, -.75), (-.24, -1), (.26, -1.04), (0, -.85))):
        tip = (x + dx * tall * .8, y + (dy - .25) * tall)
        c.path(f"M{point(x, y - tall * .25)}Q{point(x + dx * tall * 1.1, y + dy * tall * .6)} {point(*tip)}"
               f"Q{point(x + dx * tall * .2, y + dy * tall)} {point(x, y - tall * .25)}Z",
               lighter(leaf, 0.14) if i % 2 else leaf)
    w = tall * .3
    c.poly([(x - w, y - tall * .36), (x + w, y - tall * .36), (x + w * .7, y), (x - w * .7, y)], light.room(pot))
    c.rect(x - w * 1.1, y - tall * .4, w * 2.2, tall * .09, darker(light.room(pot), 0.14), 3)
