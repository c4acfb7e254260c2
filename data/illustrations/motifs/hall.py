"""A talk: speakers on a stage, the audience before it."""

from kit.canvas import smooth
from kit.colour import CREAM, darker, lighter
from kit.people import cast, bust, from_behind, Pose
from kit.scenery import plant, skyline, swallow


def draw(c, dice, light, people):
    """The screen glows with the town; two speakers sit, rows of heads close the picture."""
    side = dice.side()
    loft = dice.chance(0.45)
    c.see("loft" if loft else "theatre")
    if loft:
        _loft(c, dice, light)
    else:
        _theatre(c, dice)
    _screen(c, dice, light, 600 - side * 150)
    c.poly([(-10, 440), (1210, 440), (1210, 680), (-10, 680)], c.gradient("#c08d5c", "#6d4b3a"))
    c.rect(0, 432, 1200, 14, "#e0b482")
    for x, tip in () if loft else ((180, 420), (600, 640), (1020, 800)):
        c.poly([(x - 14, -10), (x + 14, -10), (tip + 150, 470), (tip - 150, 470)], "#ffeec2", opacity=0.09)
    _speakers(c, dice, people, side)
    for x in (40, 1160):
        plant(c, x, 470, 150, light)
    _rows(c, dice, people)


def _theatre(c, dice):
    """A dark hall with a curtain."""
    cloth = dice.pick(("#7d2f3a", "#23486b", "#2b5a50", "#5b3d63"))
    c.rect(0, 0, 1200, 675, c.gradient(darker(cloth, 0.5), darker(cloth, 0.25)))
    c.stroke("".join(f"M{x} 0V440" for x in range(30, 1200, 76)), darker(cloth, 0.6), 14, opacity=0.35)


def _loft(c, dice, light):
    """A bright room with a tiled wall and a string of bulbs."""
    tone = light.room(dice.pick(("#e9d3b4", "#d5dfd6", "#e8c4ae", "#c9d6dd")))
    c.rect(0, 0, 1200, 675, c.gradient(lighter(tone, 0.3), tone))
    c.stroke("M0 110H1200M0 220H1200M0 330H1200", darker(tone, 0.1), 6, stroke_dasharray="90 20", opacity=0.5)
    c.stroke("M-10 20Q200 80 400 24T800 24T1210 20", "#39404a", 4)
    for x, y in ((110, 62), (290, 62), (500, 22), (700, 22), (900, 22), (1100, 44)):
        c.glow(x, y, 90, "#ffdf9a", 0.7)
        c.circle(x, y, 11, "#fff3cf")


def _screen(c, dice, light, x):
    """A screen with a picture of the town, no words."""
    left = x - 290
    c.glow(x, 220, 480, light.sky[1], 0.45)
    c.rect(left - 12, 48, 604, 334, "#f6efe0", 6)
    with c.clip(left, 60, 580, 310):
        c.rect(left, 60, 580, 310, c.gradient(*light.sky))
        c.circle(left + dice.between(120, 460), 190, 34, light.sun)
        ridge = [(left + 145 * i, 265 - dice.between(0, 50)) for i in range(-1, 6)]
        c.path(smooth(ridge, closed=False) + f"V380H{round(left - 200)}Z", light.tint("#4f8a78", 0.4))
        skyline(c, dice, light, left, left + 580, 350, 120, 0.4)
        c.rect(left, 340, 580, 40, light.tint("#4f9db5", 0.2))
        swallow(c, left + dice.between(200, 380), 100, 1.5, light, dice.side())


def _speakers(c, dice, people, side):
    """One or two speakers with a low table between them."""
    crew = people[: dice.whole(1, 2)]
    spots = (600 + side * 300,) if len(crew) == 1 else (600 + side * 240, 600 + side * 440)
    for i, person in enumerate(crew):
        pose = Pose(dice.pick(("jacket", "knit", "shirt")), (-0.5 if i == 0 else -0.7) * side, ((-128 * side, 70),) if i == 0 else ())
        bust(c, person, spots[i], 226, 0.82, pose, lambda color: lighter(color, 0.06))
    x = 600 + side * (300 if len(crew) == 1 else 340)
    if people:
        c.rect(x - 220, 424, 440, 20, "#e8c798", 6)
        c.rect(x - 205, 440, 410, 90, "#a8754a")
        c.stroke(f"M{x - 60} 420v-26M{x + 70} 420v-26", "#bfe0ea", 16, opacity=0.8)


def _rows(c, dice, people):
    """Heads of the audience in two rows, the nearer darker and larger."""
    crowd = cast(dice, 5)
    if not people:
        return
    with c.symbol("seat"):
        c.path("M-70 90V20Q-70-4-46-4H46Q70-4 70 20V90Z", None)
    for row, (y, scale, shade) in enumerate(((520, 0.62, 0.3), (606, 0.86, 0.5))):
        gap = 172 if row == 0 else 238
        for i in range(7 if row == 0 else 5):
            x = -40 + i * gap + row * 60
            c.stamp("seat", x, y + 62 * scale, scale * 1.1, fill=darker("#8c4a44", shade))
    for i, person in enumerate(crowd):
        row = i % 2
        x = 120 + i * 235 + dice.between(-46, 46)
        from_behind(c, person, x, 520 + 70 * row, 0.66 + 0.2 * row, lambda color: darker(color, 0.26 + 0.12 * row))
