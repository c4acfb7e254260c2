"""Whole pictures: a cover, a video's poster, a portrait."""

from dataclasses import replace

from motifs import paint

from .canvas import Canvas
from .colour import AMBER, BLUE, CREAM, GREEN, VERMILION, lighter, mix
from .people import Pose, bust, cast
from .scenery import swallow

_SERIES = (VERMILION, BLUE, GREEN, "#8a5a00", "#6d4566")


def cover(motif, dice):
    """The motif alone."""
    c = Canvas()
    paint(c, motif, dice)
    return c.text()


def poster(motif, dice, series):
    """The motif with the mark of a video; `series` is a number that decides the mark's colour."""
    c = Canvas()
    paint(c, motif, dice)
    color = _SERIES[series % len(_SERIES)]
    c.rect(36, 36, 92, 66, "#14243f", 18, opacity=0.25)
    c.rect(32, 30, 92, 66, CREAM, 18)
    c.rect(40, 38, 76, 50, color, 12)
    c.path("M68 49v28l26-14Z", CREAM, stroke=CREAM, stroke_width=5)
    return c.text()


def portrait(motif, dice, age):
    """Someone before the motif's scenery, which steps back behind a disc of light."""
    c = Canvas()
    light = paint(c, motif, dice, peopled=False)
    person = cast(dice, 1)[0]
    person = replace(person, hair=_hair(dice, age))
    look, side = dice.pick((-0.5, 0.5, 0.35)), dice.side()
    x, pale = 600 + side * dice.between(0, 110), mix(light.haze, light.sky[2], 0.5)
    c.rect(0, 0, 1200, 675, pale, opacity=0.34)
    c.circle(x, 350, 322, lighter(pale, 0.3), opacity=0.5)
    c.circle(x, 350, 282, dice.pick((AMBER, "#f0a78f", "#8cc7a5", "#93c4d9")), opacity=0.85)
    wear = dice.pick(("jacket", "knit", "shirt", "tee"))
    bust(c, person, x, 300, 2.05, Pose(wear, look), light.room)
    swallow(c, x - side * 390, 110, 2.2, replace(light, dark=False), side)
    return c.text()


def _hair(dice, age):
    """Hair of the age the page tells; grey belongs to the later years."""
    return dice.pick(("#b9b6b2", "#8d8a8a") if age >= 58 else ("#2a2326", "#3b2a25", "#543828", "#232733", "#6b4630"))
