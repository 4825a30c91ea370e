"""A drawing: shapes in SVG and words beside them, so that each renderer sets the words in its own face.

No scripts, no inline styles; equal drawings give equal bytes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

# Okabe and Ito's colours, told apart by the colour-blind, in an order whose greys differ too
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442")
INK, GREY, PAPER = "#1a1a1a", "#8a8a8a", "#ffffff"
WIDTH, HEIGHT = 520.0, 300.0
TYPE = 13.0
HATCHINGS = ("", "/", "-", "|", "\\", "-|", "/\\")  # lines over a colour, by their directions


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text on a drawing: where the ``anchor`` of its baseline (start, middle, end) stands."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    size: float = TYPE
    bold: bool = False


@dataclass(slots=True)
class Drawing:
    """A picture of ``width`` × ``height`` units: SVG elements without words, and the words."""

    prefix: str
    width: float = WIDTH
    height: float = HEIGHT
    shapes: list[str] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def add(self, tag: str, **given: float | str) -> None:
        """One empty element; ``_`` in a name stands for ``-``."""
        pairs = " ".join(f'{name.replace("_", "-")}="{said(value)}"' for name, value in given.items())
        self.shapes.append(f"<{tag} {pairs}/>")

    def filled(self, place: int, box: tuple[float, float, float, float], tag: str, **shape: float | str) -> None:
        """An area of the ``place``-th series or slice: its colour, and clipped to it the lines of its hatching.

        Clipped lines, not an SVG pattern: Word draws these. ``box``: x, y, width, height around the shape.
        """
        self.add(tag, **shape, fill=COLOURS[place % len(COLOURS)], stroke=INK, stroke_width=0.6)
        lines = _hatching(HATCHINGS[(place + place // len(COLOURS)) % len(HATCHINGS)], *box)
        if lines:
            name = f"{self.prefix}c{len(self.shapes)}"
            self.shapes.append(f'<clipPath id="{name}">')
            self.add(tag, **shape)
            self.shapes.append("</clipPath>")
            self.add("path", d=lines, clip_path=f"url(#{name})", stroke=PAPER, stroke_width=1.4, fill="none")

    def rect(self, place: int, x: float, y: float, width: float, height: float) -> None:
        """A filled bar."""
        self.filled(place, (x, y, width, height), "rect", x=x, y=y, width=width, height=height)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, colour: str = GREY, dash: str = "") -> None:
        """A hairline."""
        extra = {"stroke_dasharray": dash} if dash else {}
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=1, **extra)

    def bare(self) -> str:
        """The picture without its words: a whole SVG file."""
        return f"{self._head()}{self._inside()}</svg>"

    def svg(self, title: str, told: str, family: str = "") -> str:
        """The whole picture with words, for a page: ``told`` says to those who don't see it what it shows.

        ``family``: faces for the words; a page gives none, its own are used.
        """
        ids = f"{self.prefix}t {self.prefix}d"
        names = f'<title id="{self.prefix}t">{escape(title)}</title><desc id="{self.prefix}d">{escape(told)}</desc>'
        head = self._head(f' class="chart" role="img" aria-labelledby="{ids}"{_family(family)}')
        return f"{head}{names}{self._inside()}{''.join(map(_text, self.words))}</svg>"

    def _head(self, extra: str = "") -> str:
        size = f"{said(self.width)} {said(self.height)}"
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"{extra}>'

    def _inside(self) -> str:
        return "".join(self.shapes)


def _family(family: str) -> str:
    return f' font-family="{escape(family)}"' if family else ""


def said(value: float | str) -> str:
    """A number or word as an attribute's value."""
    return escape(value) if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def _hatching(directions: str, x: float, y: float, width: float, height: float) -> str:
    """Lines seven units apart over a box, as the data of an SVG path."""
    lines = []
    right, below, far = x + width, y + height, int(width + height)
    for direction in directions:
        if direction == "-":
            lines += [(x, y + at, right, y + at) for at in range(4, int(height) + 1, 7)]
        elif direction == "|":
            lines += [(x + at, y, x + at, below) for at in range(4, int(width) + 1, 7)]
        elif direction == "/":
            lines += [(x + at - height, below, x + at, y) for at in range(5, far, 9)]
        else:
            lines += [(x + at - height, y, x + at, below) for at in range(5, far, 9)]
    return "".join(f"M{said(x1)} {said(y1)}L{said(x2)} {said(y2)}" for x1, y1, x2, y2 in lines)


def _text(word: Word) -> str:
    bold = ' font-weight="bold"' if word.bold else ""
    return (
        f'<text x="{said(word.x)}" y="{said(word.y)}" text-anchor="{word.anchor}" font-size="{said(word.size)}"'
        f'{bold} fill="{INK}">{escape(word.text)}</text>'
    )


_FLAT = 1e-9  # below any digit that a figure is printed with


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of values: from ``low`` to ``high`` in steps, over ``start`` to ``end`` units of the drawing."""

    low: float
    high: float
    step: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value stands."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """The values with a line."""
        return [self.low + place * self.step for place in range(round((self.high - self.low) / self.step) + 1)]


def scale(values: Sequence[float], start: float, end: float, *, zero: bool = True) -> Scale:
    """A scale with round steps that holds all values, and zero: areas must start there, lines needn't."""
    low, high = (min(0.0, *values), max(0.0, *values)) if zero else (min(values), max(values))
    largest = max(abs(low), abs(high))
    span = high - low if high - low > largest * _FLAT else largest  # a flat line has a scale of its own height
    rough = max(span, _FLAT) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    bottom = -step * -(low // step)
    top = step * -(-high // step)
    return Scale(bottom, top if top > bottom else bottom + step, step, start, end)
