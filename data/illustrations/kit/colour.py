"""Colours of the family, and the light that falls on them."""

from dataclasses import dataclass

NAVY, INK = "#12304f", "#1b2733"
BLUE, SKY_BLUE, TEAL = "#14608f", "#4f9fc9", "#2f7f86"
GREEN, LEAF, MINT = "#1d6045", "#3f8f6b", "#8cc7a5"
AMBER, HONEY, CREAM = "#dfa348", "#f6d58a", "#fbf1de"
VERMILION, CORAL, ROSE = "#d24a30", "#f07a60", "#f2b8a6"
WOOD, BARK, SAND = "#b07d4f", "#6b5140", "#e3c69c"
PLUM, SLATE, STONE, WHITE = "#6d4566", "#5d7386", "#c9cfcf", "#fdfaf4"

CLOTHES = (VERMILION, "#2b6c9e", "#2f7d5b", "#e0a53f", "#7a4f78", "#35495f", "#e58e73", "#3f8d92", "#c9b08a", "#8a3f45")
WALLS = ("#f0dcc0", "#e8c9a8", "#d9a98c", "#a9bfc9", "#7f9fb5", "#c3cdb9", "#e9e3d5", "#b98f78")


def _channels(color):
    return [int(color[i:i + 2], 16) for i in (1, 3, 5)]


def mix(first, second, share):
    """The colour `share` of the way from the first to the second."""
    pairs = zip(_channels(first), _channels(second))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def darker(color, share=0.2):
    """A shade that leans to navy, since black shadows look dirty."""
    return mix(color, "#14243f", share)


def lighter(color, share=0.2):
    """A lit tone that leans to warm white."""
    return mix(color, "#fff3dc", share)


@dataclass(frozen=True)
class Light:
    """The hour and the season: sky, haze, and what both do to a colour."""

    hour: str
    season: str
    sky: tuple
    sun: str
    haze: str
    ambient: str
    amount: float
    dark: bool

    def tint(self, color, depth=0.0):
        """A colour outdoors, seen at a depth between here (0) and the horizon (1)."""
        return mix(mix(color, self.ambient, self.amount), self.haze, depth)

    def room(self, color):
        """A colour indoors, where lamps hold the evening off."""
        return mix(color, mix(self.ambient, "#c98a50", 0.45), self.amount * 0.32)

    @property
    def window(self):
        """A window pane seen from outside."""
        return "#ffd98c" if self.dark else mix("#7aa6bd", self.haze, 0.35)

    @property
    def leaves(self):
        """The colour of leaves in this season."""
        return {"spring": "#79b36a", "summer": "#3c8a62", "autumn": "#d68a3a", "winter": "#8d7a6a"}[self.season]

    @property
    def grass(self):
        """The colour of open ground in this season."""
        return {"spring": "#a3c76d", "summer": "#6fae62", "autumn": "#d9b45c", "winter": "#e4ebee"}[self.season]


_HOURS = {
    "morning": (("#8fc7e2", "#d5e9e6", "#fde2bd"), "#fff3cf", "#f8e2c8", "#ffe2b8", 0.10, False),
    "noon": (("#4fa5d6", "#a6d6ea", "#e6f3ec"), "#fff6d6", "#dcecec", "#ffffff", 0.02, False),
    "dusk": (("#4a4f86", "#d77f74", "#fbc582"), "#ffe0a0", "#eda785", "#8f4a66", 0.24, True),
    "night": (("#0e2340", "#1d4269", "#4a7391"), "#fdeebf", "#35597a", "#10294a", 0.44, True),
}
HOURS, SEASONS = tuple(_HOURS), ("spring", "summer", "autumn", "winter")


def light_of(hour, season):
    """The light of an hour in a season."""
    return Light(hour, season, *_HOURS[hour])
