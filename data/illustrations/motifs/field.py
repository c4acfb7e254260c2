"""Rice fields with solar panels under the mountains."""

from kit.canvas import point
from kit.colour import darker, lighter, mix
from kit.people import walker
from kit.scenery import hills, mountains, pine, sky, zelkova

HOURS = ("morning", "noon", "dusk")
_RICE = {"spring": "#8fc3c4", "summer": "#74b45c", "autumn": "#e0b548", "winter": "#cfc3a4"}


def draw(c, dice, light, people):
    """Plots run to one point below the mountains; panels stand on one side of a farm track."""
    vx = 600 + dice.side() * dice.between(60, 220)
    sky(c, dice, light, 300, birds=2)
    mountains(c, dice, light, 320, 170, 0.6, light.season in ("winter", "spring"))
    hills(c, dice, 322, 60, light.tint("#5b9077", 0.4), 5)
    for _ in range(14):
        pine(c, dice.between(0, 1200), 330 + dice.between(-4, 6), dice.between(28, 52), light.tint("#3f7560", 0.3))
    _farm(c, dice, light, (vx + dice.pick((420, -420))) % 1200)
    _plots(c, dice, light, vx)
    side = 1 if vx < 600 else -1
    _panels(c, light, vx, side)
    for i, person in enumerate(people[: dice.whole(1, 2)]):
        walker(c, person, vx + (600 - vx) * .7 - side * (40 + 105 * i) + dice.between(-14, 14), 600 + 24 * i, 170, light, -side, i == 0)
    with c.group(600 - side * 545, 600, 2.1):
        zelkova(c, dice, light, 100, 0, side)


def _farm(c, dice, light, x):
    """A farmhouse and its barn far off."""
    wall = light.tint("#f0e2c8", 0.2)
    for dx, w, h, roof in ((0, 90, 36, dice.pick(("#9c5a45", "#56697a"))), (100, 56, 28, "#7c6a5c")):
        c.rect(x + dx, 340 - h, w, h + 4, wall)
        c.poly([(x + dx - 10, 340 - h), (x + dx + 12, 318 - h), (x + dx + w - 12, 318 - h), (x + dx + w + 10, 340 - h)],
               light.tint(roof, 0.15))
    c.stroke(f"M{point(x + 14, 322)}h60", light.window, 10, stroke_linecap="butt", stroke_dasharray="12 10")


def _plots(c, dice, light, vx):
    """Flooded, green, golden or resting, the plots keep the same rows."""
    rice = light.tint(_RICE[light.season])
    c.rect(0, 336, 1200, 339, c.gradient(mix(rice, light.haze, 0.5), rice))
    bounds = (-1500, -760, -300, 300, 900, 1700)
    for i in range(5):
        if i % 2 == 0:
            c.poly([(vx + bounds[i] * .05, 336), (vx + bounds[i + 1] * .05, 336), (600 + bounds[i + 1], 675),
                    (600 + bounds[i], 675)], lighter(rice, 0.3) if i != 2 else darker(rice, 0.1), opacity=0.55)
    rows = "".join(f"M{point(vx + dx * .05, 338)}L{round(600 + dx)} 675" for dx in range(-1450, 1500, 96))
    c.stroke(rows, darker(rice, 0.35), 5, opacity=0.4, stroke_dasharray="16 10" if light.season == "spring" else None)
    ridge = light.tint("#7f8f57" if light.season != "winter" else "#a9987a")
    for y, w in ((352, 4), (386, 7), (448, 11)):
        c.rect(0, y, 1200, w, ridge)
    c.poly([(vx - 4, 336), (vx + 4, 336), (760, 675), (470, 675)], light.tint("#e2cda4"))
    c.stroke(f"M{round(vx)} 336L618 675", ridge, 14, opacity=0.5)


def _panels(c, light, vx, side):
    """Tables of panels in three rows, bright where they meet the sky."""
    pane = c.gradient(light.tint("#5f9bc4"), light.tint("#1d3f6b"))
    with c.symbol("panel"):
        c.stroke("M24 0V34M150 0V34", light.tint("#8a939a"), 6)
        c.poly([(14, -52), (176, -52), (164, 8), (0, 8)], pane)
        c.stroke("M54-52L41 8M95-52L82 8M135-52L123 8M9-32H172M4-12H168", light.tint("#cfe0ea"), 2, opacity=0.7)
        c.poly([(14, -52), (70, -52), (20, 8), (0, 8)], "#ffffff", opacity=0.16)
    for y, s, start, n in ((398, 0.46, 130, 5), (452, 0.72, 170, 4), (534, 1.12, 225, 3)):
        for i in range(n):
            x = vx + (600 - vx) * (y - 336) / 339 + side * (start + i * 186 * s) - (0 if side > 0 else 176 * s)
            c.stamp("panel", x, y, s)
