"""A canvas that collects shapes and gives them back as SVG text.

Only presentation attributes are written: a page under a strict `style-src` may hold the picture without trouble.
"""

import re
from contextlib import contextmanager


def number(value):
    """A number with at most one decimal, because a tenth of a pixel is finer than anyone can see."""
    text = f"{value:.1f}"
    if text.endswith(".0"):
        text = text[:-2]
    return "0" if text == "-0" else text


def point(x, y):
    """A pair of coordinates as path text."""
    return f"{_coarse(x)} {_coarse(y)}"


def _coarse(value):
    """Long coordinates lose the tenth: it is invisible there, and pictures have a weight to keep."""
    return number(round(value) if abs(value) >= 100 else value)


def _tight(d):
    """Path text without the spaces and noughts that its grammar can spare."""
    return re.sub(r"(?<![\d.])0\.(?=\d)", ".", d).replace(" -", "-")


def _short(value):
    """A colour of doubled digits in its short form."""
    if len(value) == 7 and value[0] == "#" and value[1::2] == value[2::2]:
        return "#" + value[1::2]
    return value


def rings(circles):
    """Path text of many discs (x, y, r), for masses of leaves or crowds of lamps in one element."""
    circles = [(x, y, round(r) if r >= 8 else r) for x, y, r in circles]
    return "".join(f"M{point(x - r, y)}a{number(r)} {number(r)} 0 1 0 {number(2 * r)} 0"
                   f"a{number(r)} {number(r)} 0 1 0 {number(-2 * r)} 0" for x, y, r in circles)


def smooth(points, closed=True):
    """Path text of a soft curve through the points (Catmull-Rom).

    The inner control points mirror each other, so the short `S` command carries them at two thirds of the bytes.
    """
    count = len(points)

    def at(index):
        return points[index % count] if closed else points[max(0, min(count - 1, index))]

    def slope(index):
        (ax, ay), (bx, by) = at(index - 1), at(index + 1)
        return (bx - ax) / 6, (by - ay) / 6

    sx, sy = slope(0)
    text = f"M{point(*points[0])}C{point(points[0][0] + sx, points[0][1] + sy)} "
    for index in range(1, count + 1 if closed else count):
        (x, y), (sx, sy) = at(index), slope(index)
        text += ("" if index == 1 else "S") + f"{point(x - sx, y - sy)} {point(x, y)}"
    return text + ("Z" if closed else "")


class Canvas:
    """Shapes in painting order, with gradients kept once each."""

    def __init__(self, width=1200, height=675, view=None):
        self.width, self.height = width, height
        self.view = view or (0, 0, width, height)
        self._shapes = []
        self._defs = []
        self._names = {}
        self.seen = {}

    def see(self, what, count=1):
        """Remember that something was put into the picture, for the sentence that tells of it."""
        self.seen[what] = self.seen.get(what, 0) + count

    def add(self, tag, **attrs):
        """One element; `stroke_width` is written as `stroke-width`, and None leaves an attribute out."""
        self._shapes.append(f"<{tag}{self._attrs(attrs)}/>")

    @staticmethod
    def _attrs(attrs):
        text = ""
        for name, value in attrs.items():
            if value is None:
                continue
            shown = _short(value) if isinstance(value, str) else number(value)
            if name.endswith("opacity") and not isinstance(value, str):
                shown = f"{value:.2f}".rstrip("0").lstrip("0").rstrip(".") or "0"
            text += f' {name.replace("_", "-")}="{shown}"'
        return text

    def rect(self, x, y, w, h, fill, r=None, **attrs):
        """A rectangle, with round corners of radius r."""
        self.add("rect", x=x or None, y=y or None, width=w, height=h, rx=r, fill=fill, **attrs)

    def circle(self, x, y, r, fill, **attrs):
        """A disc."""
        self.add("circle", cx=x, cy=y, r=r, fill=fill, **attrs)

    def ellipse(self, x, y, rx, ry, fill, **attrs):
        """An ellipse."""
        self.add("ellipse", cx=x, cy=y, rx=rx, ry=ry, fill=fill, **attrs)

    def path(self, d, fill, **attrs):
        """A filled path."""
        self.add("path", d=_tight(d), fill=fill, **attrs)

    def poly(self, points, fill, **attrs):
        """A filled shape with straight sides."""
        self.path("M" + "L".join(point(*p) for p in points) + "Z", fill, **attrs)

    def blob(self, points, fill, **attrs):
        """A filled shape with a soft outline."""
        self.path(smooth(points), fill, **attrs)

    def stroke(self, d, color, width, **attrs):
        """A line along path text; ends and joints are round unless told otherwise."""
        self.add("path", d=_tight(d), fill="none", stroke=color, stroke_width=width, **attrs)

    def line(self, points, color, width, **attrs):
        """A line with straight parts and round joints."""
        self.stroke("M" + "L".join(point(*p) for p in points), color, width, **attrs)

    def dots(self, points, color, size, **attrs):
        """Many round dots in one path: lines of no length with round ends."""
        self.stroke("".join(f"M{point(*p)}h0" for p in points), color, size, **attrs)

    def gradient(self, *colors, across=False):
        """A fill running through the colours, downwards or across."""
        stops = "".join(
            f'<stop offset="{number(100 * i / (len(colors) - 1))}%" stop-color="{c}"/>' for i, c in enumerate(colors)
        )
        end = "" if across else ' x2="0" y2="1"'
        return self._define(f"<linearGradient{end}", f">{stops}</linearGradient>")

    def glow(self, x, y, r, color, strength=0.6, squash=1.0):
        """Light around a lamp or the sun, fading to nothing."""
        fill = self._define(
            "<radialGradient",
            f'><stop stop-color="{color}" stop-opacity="{strength:.2f}"/>'
            f'<stop offset="1" stop-color="{color}" stop-opacity="0"/></radialGradient>',
        )
        self.ellipse(x, y, r, r * squash, fill)

    def _define(self, head, tail):
        """The address of a definition, written once however often it is used."""
        key = head + tail
        if key not in self._names:
            self._names[key] = f"g{len(self._names)}"
            self._defs.append(f'{head} id="{self._names[key]}"{tail}')
        return f"url(#{self._names[key]})"

    @contextmanager
    def group(self, x=0, y=0, sx=1.0, sy=None, turn=0, **attrs):
        """Shapes drawn in coordinates moved, turned and scaled together."""
        steps = f"translate({point(x, y)})" if x or y else ""
        steps += f"rotate({number(turn)})" if turn else ""
        if sx != 1.0 or sy not in (None, 1.0):
            steps += f"scale({sx:.3g})" if sy in (None, sx) else f"scale({sx:.3g} {sy:.3g})"
        self._shapes.append(f"<g{self._attrs({'transform': steps or None, **attrs})}>")
        yield self
        self._shapes.append("</g>")

    @contextmanager
    def symbol(self, name):
        """A drawing to be stamped several times with `stamp`."""
        kept, self._shapes = self._shapes, []
        yield self
        self._defs.append(f'<g id="{name}">{"".join(self._shapes)}</g>')
        self._shapes = kept

    def stamp(self, name, x, y, sx=1.0, sy=None, **attrs):
        """One more copy of a symbol."""
        scale = "" if sx == 1 and sy in (None, 1) else f"scale({sx:.3g} {sx if sy is None else sy:.3g})"
        self.add("use", href=f"#{name}", transform=f"translate({point(x, y)}){scale}", **attrs)

    @contextmanager
    def clip(self, x, y, w, h, r=0):
        """Shapes that show only inside a window pane."""
        shape = f'<rect x="{number(x)}" y="{number(y)}" width="{number(w)}" height="{number(h)}" rx="{number(r)}"/>'
        name = self._define("<clipPath", f">{shape}</clipPath>")
        self._shapes.append(f'<g clip-path="{name}">')
        yield self
        self._shapes.append("</g>")

    def text(self):
        """The whole picture as an SVG document."""
        view = " ".join(number(v) for v in self.view)
        head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{self.width}" height="{self.height}"'
                ' stroke-linecap="round" stroke-linejoin="round">')
        defs = f"<defs>{''.join(self._defs)}</defs>\n" if self._defs else ""
        return f"{head}\n{defs}{''.join(self._shapes)}\n</svg>\n"
