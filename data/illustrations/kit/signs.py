"""Logos of the companies: the sign of a trade on a ground of one of four shapes, in two colours."""

from .canvas import Canvas

# Signs in a box of 100 by 100: what is filled, what is a line, and how wide the line is.
_SIGNS = {
    "chair": ("", "M34 18V82M34 52H66V82M34 18h4", 9), "turbine": ("M46 52h8l4 34H42Z", "M50 46V14M50 46L22 62M50 46L78 62", 8),
    "stones": ("M18 60h30v22H18ZM54 60h28v22H54ZM34 32h32v22H34Z", "", 0), "leaf": ("M22 78C18 36 44 18 80 20C82 58 62 82 22 78Z", "", 0),
    "sun": ("M50 34a16 16 0 1 0 .1 0Z", "M50 12v10M50 78v10M12 50h10M78 50h10M23 23l7 7M70 70l7 7M77 23l-7 7M30 70l-7 7", 8),
    "furrow": ("", "M14 34q12-12 24 0t24 0t24 0M14 54q12-12 24 0t24 0t24 0M14 74q12-12 24 0t24 0t24 0", 8),
    "tree": ("M50 10L74 42H64L82 70H18L36 42H26Z", "M50 66V90", 9), "bento": ("M14 26h34v48H14ZM54 26h32v20H54ZM54 52h32v22H54Z", "", 0),
    "wave": ("", "M12 42q10-16 20 0t20 0t20 0t18-6M12 66q10-16 20 0t20 0t20 0t18-6", 9), "bird": ("M14 62L58 24L84 30L70 42L64 66L40 76Z", "M34 78v10M52 74v14", 6),
    "bracket": ("", "M38 22L14 50L38 78M62 22L86 50L62 78", 10), "net": ("", "M20 20L80 80M50 14L86 50M14 50L50 86M80 20L20 80M50 14L14 50M86 50L50 86", 7),
    "bubble": ("M16 22h68v42H52L34 82V64H16Z", "", 0), "arm": ("", "M26 84V56L52 30L74 44M74 44l-8 14M74 44l14 8", 10),
    "window": ("", "M20 18H80V82H20ZM50 18V82M20 50H80", 9), "roof": ("M50 16L90 48H10Z", "M20 76H80M26 48V76M74 48V76", 8),
    "grains": ("M32 26a12 12 0 1 0 .1 0ZM68 26a12 12 0 1 0 .1 0ZM50 54a12 12 0 1 0 .1 0Z", "", 0),
    "page": ("", "M50 26Q34 14 14 22V76Q34 68 50 80Q66 68 86 76V22Q66 14 50 26ZM50 26V80", 8), "vat": ("M18 20H82L80 34H20ZM21 40H79L75 62H25ZM26 68H74L72 84H28Z", "", 0),
    "steps": ("M16 62h20v22H16ZM40 42h20v42H40ZM64 20h20v64H64Z", "", 0), "snow": ("", "M50 12V88M17 31L83 69M83 31L17 69", 9),
    "lantern": ("M34 26H66Q78 50 66 74H34Q22 50 34 26Z", "M40 16H60M42 86H58", 8), "pulse": ("", "M10 52H30L40 22L58 80L68 52H90", 9),
    "knot": ("", "M34 34a16 16 0 1 0 16 16a16 16 0 1 1 16 16", 10), "cog": ("M50 30a20 20 0 1 0 .1 0Z", "M50 14V30M50 70V86M14 50H30M70 50H86M25 25l10 10M65 65l10 10M75 25l-10 10M35 65l-10 10", 10),
    "loop": ("M76 20l14 20H62ZM24 80L10 60H38Z", "M76 40Q74 74 44 76M24 60Q26 26 56 24", 9), "rice": ("M50 12Q84 44 72 84H28Q16 44 50 12Z", "", 0),
    "brace": ("", "M20 20H80V80H20ZM20 80L80 20M20 20L80 80", 9), "bus": ("M12 24H78L90 54V72H12ZM28 70a11 11 0 1 0 .1 0ZM72 70a11 11 0 1 0 .1 0Z", "", 0),
    "pan": ("M40 30a24 24 0 1 0 .1 0Z", "M60 48L90 22", 10), "steam": ("M16 66H84Q80 88 50 88Q20 88 16 66Z", "M32 54q-10-12 0-20t0-18M50 54q-10-12 0-20t0-18M68 54q-10-12 0-20t0-18", 7),
    "bolt": ("M58 8L22 56H46L40 92L78 40H54Z", "", 0), "flower": ("M50 50a13 13 0 1 0 .1 0ZM50 12a14 14 0 1 0 .1 0ZM26 30a14 14 0 1 0 .1 0ZM74 30a14 14 0 1 0 .1 0ZM34 60a14 14 0 1 0 .1 0ZM66 60a14 14 0 1 0 .1 0Z", "", 0),
    "tail": ("M14 20Q50 30 50 52Q50 30 86 20Q74 44 58 56L66 86L50 66L34 86L42 56Q26 44 14 20Z", "", 0),
    "inks": ("M36 20a20 20 0 1 0 .1 0ZM64 20a20 20 0 1 0 .1 0ZM50 46a20 20 0 1 0 .1 0Z", "", 0),
    "blocks": ("M14 52h32v32H14ZM54 52h32v32H54ZM34 14h32v32H34Z", "", 0), "cloth": ("", "M18 24H82M18 42H82M18 60H82M18 78H82M30 14V88M50 14V88M70 14V88", 6),
}
SIGNS = tuple(_SIGNS)
_GROUNDS = ("circle", "square", "drop", "hexagon")


def logo(sign, ground, dark, pale):
    """A square logo as SVG text."""
    c = Canvas(512, 512)
    c.rect(0, 0, 512, 512, "#ffffff")
    if ground == "circle":
        c.circle(256, 256, 240, dark)
    elif ground == "square":
        c.rect(20, 20, 472, 472, dark, 96)
    elif ground == "drop":
        c.path("M256 16H496V256A240 240 0 1 1 256 16Z", dark)
    else:
        c.poly([(256, 12), (476, 134), (476, 378), (256, 500), (36, 378), (36, 134)], dark)
    filled, lines, width = _SIGNS[sign]
    with c.group(106, 106, 3):
        if filled:
            c.path(filled, pale)
        if lines:
            c.stroke(lines, pale, width)
    return c.text()


def ground_of(dice):
    """One of the four shapes."""
    return dice.pick(_GROUNDS)
