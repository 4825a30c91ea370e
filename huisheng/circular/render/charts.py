"""Charts as drawings: bars, columns, lines and pies.

Nothing is told by colour alone: each series and slice has a hatching (or dash and marker) of its own, every value its
number, every seam a dashed line with a sign. Equal charts give equal bytes.
"""

from collections.abc import Sequence
from math import cos, pi, sin

from huisheng.circular.document import Chart, Number
from huisheng.circular.render.drawing import COLOURS, HEIGHT, INK, TYPE, WIDTH, Drawing, Scale, Word, said, scale
from huisheng.circular.render.words import clean, ems, plain

SMALL = 11.0
LONGEST = 12.0  # ems of a label before it is cut
_DASHES = ("", "7 3", "2 3", "9 3 2 3")


def short(label: str, longest: float = LONGEST) -> str:
    """The label in one line, cut with … where it is too long; the whole one stands in the table beside the chart."""
    label = clean(label).replace("\n", " ")
    if ems(label) <= longest:
        return label
    while label and ems(label) > longest - 1:
        label = label[:-1]
    return label + "…"


def told(chart: Chart) -> str:
    """The chart in words: every label with its values."""
    parts = []
    for name, values in chart.series:
        pairs = (
            f"{plain(label)}{'无' if value is None else plain(value)}"
            for label, value in zip(chart.labels, values, strict=False)
        )
        parts.append(f"{clean(name)}：{'，'.join(pairs)}")
    changed = f"。自{'、'.join(map(clean, chart.seams))}起口径有变化" if chart.seams else ""
    return "；".join(parts) + changed + "。"


def amount(value: Number | None) -> float | None:
    """What is drawn for a number; None leaves a gap."""
    return None if value is None or value.value is None else float(value.value)


def draw(chart: Chart, prefix: str) -> Drawing:
    """The chart as a drawing. ``prefix`` starts every id, so that many charts stand on one page."""
    drawing = Drawing(prefix)
    drawing.words.append(Word(WIDTH / 2, 18, short(chart.title, 30), "middle", TYPE + 2, bold=True))
    if not _amounts(chart):
        drawing.height = 80
        drawing.words.append(Word(WIDTH / 2, 52, "没有数据", "middle"))
    else:
        {"bar": _bars, "column": _columns, "line": _columns, "pie": _pie}[chart.kind](drawing, chart)
    return drawing


def _amounts(chart: Chart) -> list[float]:
    """Every value that is drawn: a value beyond the labels isn't."""
    drawn = (value for _, values in chart.series for value in values[: len(chart.labels)])
    return [found for value in drawn if (found := amount(value)) is not None]


def _legend(drawing: Drawing, chart: Chart) -> float:
    """The names of the series under the title, where there are several; returns how far down it reaches."""
    if len(chart.series) < 2:
        return 30.0
    x, y = 40.0, 40.0
    for place, (name, _) in enumerate(chart.series):
        label = short(name, 16)
        wide = ems(label) * SMALL + 34
        if x + wide > WIDTH - 10 and x > 40:
            x, y = 40.0, y + 18
        if chart.kind == "line":
            _stroke(drawing, place, [(x, y - 4), (x + 20, y - 4)])
            _marker(drawing, place, x + 10, y - 4)
        else:
            drawing.rect(place, x + 4, y - 10, 14, 12)
        drawing.words.append(Word(x + 24, y, label, size=SMALL))
        x += wide
    return y + 10


def _tick(value: float, chart: Chart) -> str:
    percent = any(value is not None and value.percent for _, values in chart.series for value in values)
    return f"{value:.10g}{'%' if percent else ''}"


def _seam(drawing: Drawing, x1: float, y1: float, x2: float, y2: float) -> None:
    drawing.line(x1, y1, x2, y2, colour=INK, dash="4 3")
    drawing.words.append(
        Word(x1, y1 - 2 if x1 == x2 else y1 + 4, "▲口径变化", "middle" if x1 == x2 else "end", SMALL - 2)
    )


def _bars(drawing: Drawing, chart: Chart) -> None:
    """Lying bars: for long labels and many of them; the drawing grows with them."""
    top = _legend(drawing, chart)
    labels = [short(label) for label in chart.labels]
    left = max(map(ems, labels)) * SMALL + 16
    thick = 13.0 if len(chart.series) > 1 else 16.0
    pitch = thick * len(chart.series) + 10
    drawing.height = top + pitch * len(labels) + 34
    axis = scale(_amounts(chart), left + (40 if min(_amounts(chart)) < 0 else 0), WIDTH - 60)
    for tick in axis.ticks():
        drawing.line(axis.at(tick), top, axis.at(tick), drawing.height - 30, colour=INK if tick == 0 else "#dddddd")
        drawing.words.append(Word(axis.at(tick), drawing.height - 14, _tick(tick, chart), "middle", SMALL - 1))
    for place, label in enumerate(labels):
        y = top + pitch * place + 5
        drawing.words.append(Word(left - 6, y + (pitch - 10) / 2 + 4, label, "end", SMALL))
        if chart.labels[place] in chart.seams:
            _seam(drawing, WIDTH, y - 5, left, y - 5)
        for number, (_, values) in enumerate(chart.series):
            _bar(drawing, values[place] if place < len(values) else None, number, axis, y + thick * number, thick)


def _bar(drawing: Drawing, value: Number | None, number: int, axis: Scale, y: float, thick: float) -> None:
    held = amount(value)
    if value is None or held is None:
        return
    start, end = sorted((axis.at(0), axis.at(held)))
    drawing.rect(number, start, y, end - start, thick - 2)
    at, anchor = (end + 4, "start") if held >= 0 else (start - 4, "end")
    drawing.words.append(Word(at, y + thick - 5, plain(value), anchor, SMALL - 1))


def _columns(drawing: Drawing, chart: Chart) -> None:
    """Standing columns or lines over the same axes."""
    top = _legend(drawing, chart) + 16
    slot = (WIDTH - 70) / len(chart.labels)
    size = SMALL if slot >= 3 * SMALL else SMALL - 2
    folded = [_fold(label, max(1.2, slot / size - 0.4)) for label in chart.labels]
    deep = max(map(len, folded)) * (size + 3)
    drawing.height = max(HEIGHT, top + 200 + deep)
    axis = scale(_amounts(chart), drawing.height - deep - 14, top, zero=chart.kind != "line")
    for tick in axis.ticks():
        drawing.line(56, axis.at(tick), WIDTH - 10, axis.at(tick), colour=INK if tick == 0 else "#dddddd")
        drawing.words.append(Word(50, axis.at(tick) + 4, _tick(tick, chart), "end", SMALL - 1))
    for place, lines in enumerate(folded):
        middle = 60 + slot * (place + 0.5)
        for row, line in enumerate(lines):
            drawing.words.append(Word(middle, axis.start + 14 + row * (size + 3), line, "middle", size))
        if chart.labels[place] in chart.seams:
            _seam(drawing, middle - slot / 2, top - 6, middle - slot / 2, axis.start)
    (_lines if chart.kind == "line" else _stand)(drawing, chart, axis, slot)


def _fold(label: str, wide: float) -> list[str]:
    """A label over at most six lines of ``wide`` ems."""
    lines = [""]
    for character in short(label, max(LONGEST, wide)):
        if lines[-1] and ems(lines[-1] + character) > wide:
            lines.append("")
        lines[-1] += character
    return lines if len(lines) <= 6 else [*lines[:5], lines[5][:-1] + "…"]


def _stand(drawing: Drawing, chart: Chart, axis: Scale, slot: float) -> None:
    thick = min(46.0, slot * 0.8 / len(chart.series))
    for number, (_, values) in enumerate(chart.series):
        for place, value in enumerate(values[: len(chart.labels)]):
            held = amount(value)
            if value is None or held is None:
                continue
            middle = 60 + slot * (place + 0.5) + thick * (number - (len(chart.series) - 1) / 2)
            above, below = sorted((axis.at(held), axis.at(0)))
            drawing.rect(number, middle - thick / 2, above, thick * 0.94, below - above)
            if thick > ems(plain(value)) * (SMALL - 2) * 0.75:
                y = above - 4 if held >= 0 else below + 10
                drawing.words.append(Word(middle, y, plain(value), "middle", SMALL - 1))


def _lines(drawing: Drawing, chart: Chart, axis: Scale, slot: float) -> None:
    """Lines broken at gaps and at seams: what is not comparable is not joined."""
    for number, (_, values) in enumerate(chart.series):
        run: list[tuple[float, float]] = []
        for place, value in enumerate(values[: len(chart.labels)]):
            held = amount(value)
            if (held is None or chart.labels[place] in chart.seams) and run:
                _stroke(drawing, number, run)
                run = []
            if value is None or held is None:
                continue
            run.append((60 + slot * (place + 0.5), axis.at(held)))
            if slot > ems(plain(value)) * (SMALL - 1) * 0.9 or place == len(chart.labels) - 1:
                y = run[-1][1] - 8 if _highest(chart, place, held) else run[-1][1] + 16
                drawing.words.append(Word(run[-1][0], y, plain(value), "middle", SMALL - 1))
        if run:
            _stroke(drawing, number, run)
        for place, value in enumerate(values[: len(chart.labels)]):
            held = amount(value)
            if held is not None:
                _marker(drawing, number, 60 + slot * (place + 0.5), axis.at(held))


def _highest(chart: Chart, place: int, held: float) -> bool:
    others = (amount(values[place]) for _, values in chart.series if place < len(values))
    return all(other is None or other <= held for other in others)


def _stroke(drawing: Drawing, number: int, points: Sequence[tuple[float, float]]) -> None:
    dash = _DASHES[number % len(_DASHES)]
    extra = {"stroke_dasharray": dash} if dash else {}
    drawing.add(
        "polyline",
        points=" ".join(f"{said(x)},{said(y)}" for x, y in points),
        fill="none",
        stroke=COLOURS[number % len(COLOURS)],
        stroke_width=2,
        **extra,
    )


def _marker(drawing: Drawing, number: int, x: float, y: float) -> None:
    fill = COLOURS[number % len(COLOURS)]
    given: dict[str, float | str] = {"fill": fill, "stroke": INK, "stroke_width": 0.6}
    if number % 3 == 0:
        drawing.add("circle", cx=x, cy=y, r=3.5, **given)
    elif number % 3 == 1:
        drawing.add("rect", x=x - 3.2, y=y - 3.2, width=6.4, height=6.4, **given)
    else:
        drawing.add(
            "polygon",
            points=f"{said(x)},{said(y - 4.5)} {said(x + 4)},{said(y + 3)} {said(x - 4)},{said(y + 3)}",
            **given,
        )


def _pie(drawing: Drawing, chart: Chart) -> None:
    """The first series as slices, clockwise from the top. Nothing negative fits a pie: such a slice has no angle."""
    values = chart.series[0][1][: len(chart.labels)]
    parts = [max(0.0, amount(value) or 0.0) for value in values]
    drawing.height = max(240.0, 50 + 19.0 * len(parts))
    whole, centre, radius = sum(parts), (125.0, drawing.height / 2 + 10), 92.0
    turned = 0.0
    for place, (label, value, part) in enumerate(zip(chart.labels, values, parts, strict=False)):
        share = part / whole if whole else 0.0
        if share > 0:
            _slice(drawing, place, centre, radius, turned, turned + share)
        turned += share
        y = drawing.height / 2 + 10 + 19 * (place - (len(parts) - 1) / 2)
        drawing.rect(place, 248, y - 8, 16, 13)
        read = "无" if value is None else plain(value)
        drawing.words.append(Word(272, y + 3, f"{place + 1}. {short(label, 14)}　{read}", size=SMALL + 1))


def _slice(drawing: Drawing, place: int, centre: tuple[float, float], radius: float, start: float, end: float) -> None:
    box = (centre[0] - radius, centre[1] - radius, 2 * radius, 2 * radius)
    if end - start > 0.9999:
        drawing.filled(place, box, "circle", cx=centre[0], cy=centre[1], r=radius)
    else:
        (x1, y1), (x2, y2) = (_around(centre, radius, turn) for turn in (start, end))
        large = 1 if end - start > 0.5 else 0
        arc = f"A{said(radius)} {said(radius)} 0 {large} 1 {said(x2)} {said(y2)}"
        drawing.filled(place, box, "path", d=f"M{said(centre[0])} {said(centre[1])}L{said(x1)} {said(y1)}{arc}Z")
    if end - start > 0.03:
        x, y = _around(centre, radius + 12, (start + end) / 2)
        drawing.words.append(Word(x, y + 4, str(place + 1), "middle", SMALL))


def _around(centre: tuple[float, float], radius: float, turn: float) -> tuple[float, float]:
    return centre[0] + radius * sin(2 * pi * turn), centre[1] - radius * cos(2 * pi * turn)
