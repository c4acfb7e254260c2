"""The motifs, found by name.

A motif is a scene of trades.py, or a module with `draw(c, dice, light, people)`; `people` is empty when a portrait will stand before it.
`HOURS` and `SEASONS`, where present, keep a motif out of light that would not suit it.
"""

from importlib import import_module

from kit.colour import HOURS, SEASONS, light_of
from kit.people import cast
from motifs import trades

NAMES = ("zelkova", "river", "station", "tanabata", "pageant", "snow", "market", "factory", "port", "field",
         "desk", "woodwork", "windmill", "sea", "hall", "train", "kitchen", "subway", "care", "lab",
         *trades.SCENES)


def paint(c, name, dice, peopled=True):
    """Draw a motif onto the canvas in drawn light, and tell which light it was."""
    if name in trades.SCENES:
        draw, hours, seasons = trades.SCENES[name], trades.HOURS.get(name, HOURS), trades.SEASONS.get(name, SEASONS)
    else:
        module = import_module(f"motifs.{name}")
        draw, hours, seasons = module.draw, getattr(module, "HOURS", HOURS), getattr(module, "SEASONS", SEASONS)
    light = light_of(dice.pick(hours), dice.pick(seasons))
    people = cast(dice, 3)
    draw(c, dice, light, people if peopled else [])
    return light
