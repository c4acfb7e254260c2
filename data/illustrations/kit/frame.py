"""Whole pictures: a cover or poster, a portrait before scenery, a square portrait, a picture of a gallery."""

from dataclasses import replace

from motifs import paint

from .canvas import Canvas
from .colour import lighter, mix
from .faces import draw_face
from .scenery import swallow

_DISCS = ("#f0c27a", "#9fd0b4", "#f2b09c", "#f2dc9a", "#c5d6a8", "#9fcbe0", "#d9c0e0")
# Their scenery has no swallow of its own.
_NO_BIRDS = ("desk", "care", "factory", "market", "kitchen", "lab", "woodwork")


def scene(motif, dice):
    """The motif alone: its canvas and its light, for those who want to tell of it."""
    c = Canvas()
    return c, paint(c, motif, dice)


def cover(motif, dice):
    """The motif alone, as SVG text."""
    return scene(motif, dice)[0].text()


def gallery(motif, dice):
    """The middle of a motif, four by three: the text, what is in it, and its light."""
    c = Canvas(view=(150, 0, 900, 675))
    light = paint(c, motif, dice)
    c.width, c.height = 900, 675
    return c, light


def portrait(motif, dice, face):
    """Someone before the motif's scenery; a disc stands between, so that no tree grows out of a head."""
    c = Canvas()
    light = paint(c, motif, dice, peopled=False)
    side, look = dice.side(), dice.pick((-0.45, 0.45))
    x, pale = 600 + side * 24, mix(light.haze, light.sky[2], 0.5)
    c.rect(0, 0, 1200, 675, pale, opacity=0.3)
    c.circle(x, 330, 348, lighter(pale, 0.3), opacity=0.55)
    c.circle(x, 330, 312, _DISCS[face.ground % len(_DISCS)])
    draw_face(c, face, x, 296, 2.3, look, light.room)
    if motif in _NO_BIRDS:
        swallow(c, x - side * 430, 96, 2.2, replace(light, dark=False), side)
    return c.text()


def square(face, dice):
    """Someone before a plain ground, square."""
    c = Canvas(600, 600)
    ground = _DISCS[face.ground % len(_DISCS)]
    c.rect(0, 0, 600, 600, lighter(ground, 0.45))
    c.circle(300, 310, 270, ground)
    draw_face(c, face, 300, 262, 2.3, dice.pick((-0.45, 0.45)), lambda color: color)
    return c.text()
