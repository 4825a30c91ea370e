"""Outlines of regions: a GeoJSON file (RFC 7946) read and judged, a point found in them, drawn as a plain sheet. Pure.

Degrees are whole millionths from the file to the answer, so that a point lies on one side of a border or the other
whatever machine asks. Points are snapped to one grid, coarse enough that a telephone draws it: neighbours that share
a border still share it afterwards.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from huisheng.kernel import text
from huisheng.kernel.errors import Refusal

LARGEST = 8 * 1024 * 1024  # bytes of a file
KEPT, DRAWN = 20_000, 2_500  # points
WIDE = 1000  # units of the sheet from its left to its right
DEGREE = 1_000_000
_FAR = (180 * DEGREE, 90 * DEGREE)
_LONG = 64  # characters of a position that somebody wrote
_LABEL = 44  # units that a character of a name takes

Ring = list[tuple[int, int]]
Shapes = dict[str, list[Ring]]


@dataclass(frozen=True, slots=True)
class Shape:
    """One region as it is drawn; ``at``: the middle of its name, None where the name doesn't fit."""

    code: str
    name: str
    path: str
    at: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it, with the edges in millionths of a degree; ``approval``: under which number the map was examined."""

    west: int
    north: int
    east: int
    south: int
    high: int
    shapes: tuple[Shape, ...]
    approval: str = ""
    schematic: bool = False

    @property
    def wide(self) -> int:
        """Units from left to right."""
        return WIDE

    def on(self, x: int, y: int) -> tuple[int, int] | None:
        """Where a point lies on the sheet; None outside of it."""
        if not (self.west <= x <= self.east and self.south <= y <= self.north):
            return None
        return _unit(x - self.west, self.east - self.west, WIDE), _unit(
            self.north - y, self.north - self.south, self.high
        )


def read(data: bytes, names: Mapping[str, str]) -> Shapes:
    """The outlines of a file by the codes of regions (``names``: code -> name); a Refusal that names what is wrong."""
    if len(data) > LARGEST:
        raise Refusal("too_large", f"文件超过{LARGEST >> 20} MB，请先简化轮廓。", field="file")
    shapes: Shapes = {}
    for no, feature in enumerate(_features(data), 1):
        code = _code(feature, names, no)
        if code in shapes:
            raise Refusal("twice", f"第{no}个轮廓又是“{names[code]}”，每个地区只能有一个，请合并。", field="file")
        shapes[code] = _rings(feature, no)
    return snapped(shapes)


def snapped(shapes: Shapes) -> Shapes:
    """With at most ``KEPT`` points, on the finest grid that does it."""
    step = 1
    while sum(len(ring) for rings in shapes.values() for ring in rings) > KEPT or step == 1:
        step *= 2
        shapes = {code: [one for ring in rings if (one := _snap(ring, step))] for code, rings in shapes.items()}
    return shapes


def found(shapes: Mapping[str, Sequence[Ring]], x: int, y: int) -> list[str]:
    """The codes of all regions that a point lies in."""
    return [code for code, rings in shapes.items() if holds(rings, x, y)]


def holds(rings: Iterable[Ring], x: int, y: int) -> bool:
    """Whether the point lies in these rings, holes left out: a ray to the east crosses an odd number of edges."""
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) == (y2 > y):
                continue
            side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            inside ^= side > 0 if y2 > y1 else side < 0
    return inside


def drawn(shapes: Shapes, names: Mapping[str, str], approval: str = "", *, schematic: bool = False) -> Sheet | None:
    """The sheet, north above; degrees of longitude are as short as at its middle. None where there is nothing."""
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # how much a degree to the east is shorter than one to the north; only the look hangs on it
    squeeze = round(math.cos(math.radians((north + south) / 2 / DEGREE)) * 1000)
    high = max((north - south) * WIDE * 1000 // ((east - west) * squeeze), 1)
    empty = Sheet(west, north, east, south, high, (), approval, schematic)
    flat = {code: [[_placed(empty, *point) for point in ring] for ring in rings] for code, rings in shapes.items()}
    step = 1
    thin = flat
    while sum(len(ring) for rings in thin.values() for ring in rings) > DRAWN:
        step *= 2
        thin = {code: [one for ring in rings if (one := _snap(ring, step))] for code, rings in flat.items()}
    labels = _labels(thin, names)
    drawn_ = tuple(Shape(code, names[code], _path(rings), labels.get(code)) for code, rings in thin.items())
    return Sheet(west, north, east, south, high, drawn_, approval, schematic)


def schematic(tree: Sequence[tuple[str, str]], box: tuple[int, int, int, int]) -> Shapes:
    """Boxes in a box for regions whose borders nobody gave: ``tree`` has (code, parent), parents first.

    Whoever sees it takes it for no map. Regions within another share its box.
    """
    tops = [code for code, parent in tree if not parent]
    shapes: Shapes = {}
    for top, (west, south, east, north) in zip(tops, _boxes(box, len(tops)), strict=True):
        shapes[top] = [[(west, south), (east, south), (east, north), (west, north)]]
        within = [code for code, parent in tree if parent == top]
        for code, (left, low, right, high) in zip(within, _boxes((west, south, east, north), len(within)), strict=True):
            shapes[code] = [[(left, low), (right, low), (right, high), (left, high)]]
    return shapes


def spot_of(said: str) -> tuple[int, int] | None:
    """A position as it is kept, "27.829500,112.944600" (north, east), in millionths as (east, north)."""
    parts = said.split(",") if len(said) <= _LONG else []
    if len(parts) != 2:
        return None
    try:
        y, x = (int(Decimal(part) * DEGREE) for part in parts)
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return (x, y) if abs(x) <= _FAR[0] and abs(y) <= _FAR[1] else None


def tidy(said: str) -> str:
    """A position with six places, as it is kept; "" for what is none."""
    point = spot_of(said)
    return ",".join(_degrees(n) for n in point[::-1]) if point is not None else ""


def _degrees(millionths: int) -> str:
    whole, rest = divmod(abs(millionths), DEGREE)
    return f"{'-' if millionths < 0 else ''}{whole}.{rest:06}"


def _boxes(box: tuple[int, int, int, int], count: int) -> list[tuple[int, int, int, int]]:
    """So many boxes in a box, row by row from the north-west; the last row is as wide as the others."""
    west, south, east, north = box
    columns = math.isqrt(max(count - 1, 0)) + 1
    rows = -(-count // columns)
    found_ = []
    for row in range(rows):
        held = min(columns, count - row * columns)
        top, foot = north - (north - south) * row // rows, north - (north - south) * (row + 1) // rows
        edges = [west + (east - west) * n // held for n in range(held + 1)]
        found_ += [(left, foot, right, top) for left, right in zip(edges, edges[1:], strict=False)]
    return found_


def _features(data: bytes) -> list[Any]:
    try:
        said = json.loads(data, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Refusal("not_geojson", "文件不是GeoJSON，请导出成GeoJSON再试。", field="file") from None
    features = said.get("features") if isinstance(said, dict) and said.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise Refusal("not_geojson", "文件里没有轮廓（FeatureCollection的features），请检查。", field="file")
    return features


def _refuse(_: str) -> None:
    raise ValueError


def _code(feature: Any, names: Mapping[str, str], no: int) -> str:
    said = feature.get("properties") if isinstance(feature, dict) else None
    held = said if isinstance(said, dict) else {}
    code, name = str(held.get("code", ""))[:50], text.clean(str(held.get("name", ""))[:50])
    if code in names:
        return code
    fitting = [one for one, called in names.items() if called == name]
    if len(fitting) != 1:
        shown = name or text.clean(code) or "没有名称"
        raise Refusal(
            "unknown_region", f"第{no}个轮廓（{shown}）不是本平台的地区，请核对properties里的code或name。", field="file"
        )
    return fitting[0]


def _rings(feature: Any, no: int) -> list[Ring]:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    held = geometry.get("coordinates") if isinstance(geometry, dict) else None
    polygons = {"Polygon": [held], "MultiPolygon": held}.get(str(kind))
    if not isinstance(polygons, list):
        raise Refusal("not_an_area", f"第{no}个轮廓不是面（Polygon、MultiPolygon），请检查。", field="file")
    try:
        return [_ring(ring) for polygon in polygons for ring in polygon]
    except (TypeError, ValueError, InvalidOperation, OverflowError):
        raise Refusal(
            "bad_points", f"第{no}个轮廓的坐标不对：应是[经度, 纬度]，每圈至少4个点、首尾相同。", field="file"
        ) from None


def _ring(points: Any) -> Ring:
    ring = [(int(Decimal(point[0]) * DEGREE), int(Decimal(point[1]) * DEGREE)) for point in points]
    if len(ring) < 4 or ring[0] != ring[-1] or any(abs(x) > _FAR[0] or abs(y) > _FAR[1] for x, y in ring):
        raise ValueError
    return ring[:-1]


def _snap(ring: Ring, step: int) -> Ring:
    """On a grid of that step, without points that say nothing; [] for what is too small to be seen."""
    kept: Ring = []
    for x, y in ring:
        point = ((x + step // 2) // step * step, (y + step // 2) // step * step)
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept if len(kept) > 2 else []


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (c[0] - b[0]) * (b[1] - a[1])


def _unit(part: int, whole: int, units: int) -> int:
    return (part * units + whole // 2) // whole if whole else 0


def _placed(sheet: Sheet, x: int, y: int) -> tuple[int, int]:
    return sheet.on(x, y) or (0, 0)


def _path(rings: Sequence[Ring]) -> str:
    return "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)


def _labels(shapes: Mapping[str, Sequence[Ring]], names: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """The middles of the names that have room, in order: none over another."""
    held: dict[str, tuple[int, int]] = {}
    for code, rings in shapes.items():
        at = _middle(rings, names[code])
        if at is None:
            continue
        half = _LABEL * len(names[code]) // 2
        free = (
            abs(at[1] - y) > _LABEL * 5 // 4 or abs(at[0] - x) > half + _LABEL * len(names[other]) // 2
            for other, (x, y) in held.items()
        )
        if all(free):
            held[code] = at
    return held


def _middle(rings: Sequence[Ring], name: str) -> tuple[int, int] | None:
    if not rings:
        return None
    ring = max(rings, key=len)
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    if max(xs) - min(xs) < _LABEL * len(name) or max(ys) - min(ys) < _LABEL * 3 // 2:
        return None
    return (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2
