"""The motifs, found by name.

A motif is a module with `draw(c, dice, light, people)`; `people` is empty when a portrait will stand before it.
`HOURS` and `SEASONS`, where present, keep a motif out of light that would not suit it.
"""

from importlib import import_module

from kit.colour import HOURS, SEASONS, light_of
from kit.people import cast

NAMES = ("zelkova", "river", "station", "tanabata", "pageant", "snow", "market", "factory", "port", "field",
         "desk", "woodwork", "windmill", "sea", "hall", "train", "kitchen", "subway", "care", "lab")


def paint(c, name, dice, peopled=True):
    """Draw a motif onto the canvas in drawn light, and tell which light it was."""
    module = import_module(f"motifs.{name}")
    light = light_of(dice.pick(getattr(module, "HOURS", HOURS)), dice.pick(getattr(module, "SEASONS", SEASONS)))
    people = cast(dice, 3)
    module.draw(c, dice, light, people if peopled else [])
    return light
