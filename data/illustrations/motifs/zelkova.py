"""定禅寺通: the promenade between rows of zelkova."""

from kit.colour import darker, lighter, mix
from kit.people import walker
from kit.scenery import building, sky, skyline, zelkova


def draw(c, dice, light, people):
    """The walk runs to a point off the middle, so that no two views are symmetrical."""
    vx, horizon = 600 + dice.side() * dice.between(40, 170), 395
    sun = sky(c, dice, light, horizon, birds=1, sun_x=vx + dice.side() * dice.between(40, 110))
    skyline(c, dice, light, vx - 260, vx + 260, horizon + 4, 120)
    side = 1 if sun > vx else -1
    for x, wide, tall in ((vx - 480, 150, 250), (vx - 640, 180, 330), (vx + 310, 150, 230), (vx + 470, 190, 320)):
        building(c, dice, light, x, horizon + 14, wide, tall, 0.4, side)
    _ground(c, dice, light, vx, horizon)
    _rows(c, dice, light, vx, horizon, side)
    for i, person in enumerate(people[: dice.whole(2, 3)]):
        x = vx + (0.25 + 0.33 * i) * (600 - vx) + dice.between(-120, 120) * (i + 1) * 0.7
        walker(c, person, x, 500 + i * 62, 120 + i * 52, light, dice.side())
    _front(c, dice, light, vx)


def _ground(c, dice, light, vx, horizon):
    """Road, lawn and the pale walk, with the shadows of leaves on it."""
    c.rect(0, horizon, 1200, 280, light.tint("#a9a398", 0.15))
    lawn, walk = light.tint(light.grass), light.tint("#eddcc0")
    c.poly([(vx - 16, horizon), (vx + 16, horizon), (1330, 675), (-130, 675)], lawn)
    c.poly([(vx - 8, horizon), (vx + 8, horizon), (940, 675), (240, 675)], walk)
    c.poly([(vx - 1, horizon), (vx + 1, horizon), (620, 675), (570, 675)], lighter(walk, 0.3), opacity=0.6)
    spots = ((470, 18), (512, 40), (560, 60), (606, 90), (650, 120))
    for y, r in spots:
        near = (y - horizon) / 280
        x = vx + (590 - vx) * near + dice.between(-1, 1) * 200 * near
        c.ellipse(x, y, r * 1.5, r * 0.2, darker(walk, 0.3), opacity=0.5)


def _rows(c, dice, light, vx, horizon, sun):
    """Two rows of trees; each depth is drawn once and stamped left and right."""
    leaves = {"autumn": dice.pick(("#d98b3a", "#c9673a", "#e0a945")), "winter": None}.get(light.season, light.leaves)
    for i, (near, depth) in enumerate(((0.1, 0.5), (0.26, 0.28), (0.58, 0.08))):
        with c.symbol(f"t{i}"):
            zelkova(c, dice, light, 100, depth, sun, leaves)
        y, scale = horizon + 250 * near, 0.75 + 3.3 * near
        for side in (-1, 1):
            x = vx + (600 - vx) * near + side * (50 + 640 * near)
            c.ellipse(x + 40 * scale, y, 70 * scale, 7 * scale, "#14243f", opacity=0.16)
            c.stamp(f"t{i}", x, y, scale * side if i % 2 else scale, scale)


def _front(c, dice, light, vx):
    """A bench and fallen leaves close by give the walk its depth."""
    x = 150 if vx > 600 else 910
    wood = light.tint("#9a6440")
    c.ellipse(x + 75, 640, 110, 9, "#14243f", opacity=0.2)
    c.stroke(f"M{x + 15} 600v38M{x + 135} 600v38", light.tint("#3a4652"), 7)
    c.rect(x, 592, 150, 12, lighter(wood, 0.15), 4)
    c.rect(x, 556, 150, 11, wood, 4)
    c.rect(x, 573, 150, 11, wood, 4)
    leaf = mix(light.tint(light.leaves), "#ffffff", 0.1)
    c.dots([(round(dice.between(60, 1140)), round(dice.between(560, 668))) for _ in range(9)], leaf, 7)
