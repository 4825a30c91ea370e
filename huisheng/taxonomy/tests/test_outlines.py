"""Outlines: read and judged, a point found in them to the millionth, drawn with few points."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel.errors import Refusal
from huisheng.taxonomy import outlines

NAMES = {"east": "云东区", "west": "云西区", "east-1": "东山街道"}
SQUARE = [[115.0, 36.0], [116.0, 36.0], [116.0, 37.0], [115.0, 37.0], [115.0, 36.0]]
HOLE = [[115.4, 36.4], [115.6, 36.4], [115.6, 36.6], [115.4, 36.6], [115.4, 36.4]]
BOX = (115_000_000, 36_000_000, 116_000_000, 37_000_000)


def file(*features: Any) -> bytes:
    """A file of features."""
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def area(rings: Any, kind: str = "Polygon", **said: str) -> dict[str, Any]:
    """A feature of one region."""
    return {"type": "Feature", "properties": said, "geometry": {"type": kind, "coordinates": rings}}


def test_a_point_lies_in_the_area_and_not_in_its_hole() -> None:
    held = area([[HOLE]], "MultiPolygon", name="云西区")
    shapes = outlines.read(file(area([SQUARE, HOLE], code="east"), held), NAMES)
    for spot, codes in {
        "36.2,115.2": ["east"],
        "36.5,115.5": ["west"],
        "36.399999,115.5": ["east"],
        "36.400001,115.5": ["west"],
        "35.9,115.5": [],
    }.items():
        point = outlines.spot_of(spot)
        assert point and outlines.found(shapes, *point) == codes, spot


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * (outlines.LARGEST + 1), "too_large"),
        (b"\xff\x00", "not_geojson"),
        (b"[" * 100_000, "not_geojson"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "not_geojson"),
        (b'{"type": "Topology"}', "not_geojson"),
        (file(), "not_geojson"),
        (file("?"), "unknown_region"),
        (file(area([SQUARE], code="nowhere")), "unknown_region"),
        (file(area([SQUARE], code="east"), area([SQUARE], name="云东区")), "twice"),
        (file(area([115, 36], "Point", code="east")), "not_an_area"),
        (file({"properties": {"code": "east"}, "geometry": None}), "not_an_area"),
        (file(area([SQUARE[:3]], code="east")), "bad_points"),
        (file(area([SQUARE[:4]], code="east")), "bad_points"),
        (file(area([[[500, 36]] * 5], code="east")), "bad_points"),
        (file(area([[["x", "y"]] * 5], code="east")), "bad_points"),
        (file(area([5], code="east")), "bad_points"),
    ],
)
def test_what_is_no_outline_is_said(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        outlines.read(data, NAMES)
    assert refused.value.code == code


def test_many_points_become_few_and_neighbours_still_touch() -> None:
    shore = [[115.5 + math.sin(n / 900) / 9 + math.sin(n) / 900, 36 + n / 40_000] for n in range(40_001)]
    east = [*shore, [116.0, 37.0], [116.0, 36.0], shore[0]]
    west = [*shore, [115.0, 37.0], [115.0, 36.0], shore[0]]
    shapes = outlines.read(file(area([east], code="east"), area([west], code="west")), NAMES)
    assert sum(len(ring) for rings in shapes.values() for ring in rings) <= outlines.KEPT
    for n in range(0, 1000, 7):
        inside = outlines.found(shapes, 115_100_000 + n * 800, 36_500_001)
        assert len(inside) == 1, "in one of them, and in one alone"
    sheet = outlines.drawn(shapes, NAMES, "湘S(2024)001号")
    assert sheet and sum(shape.path.count("L") for shape in sheet.shapes) <= outlines.DRAWN
    assert 1200 < sheet.high < 1300, "a degree to the east is shorter"
    assert sheet.on(sheet.west, sheet.north) == (0, 0) and sheet.on(sheet.east, sheet.south) == (1000, sheet.high)
    assert sheet.on(117_000_000, 36_000_000) is None
    assert outlines.drawn({}, NAMES) is None


@given(st.integers(1, 30), st.integers(0, 9), st.integers(1, 999_998), st.integers(1, 999_998))
def test_boxes_fill_the_box(tops: int, within: int, x: int, y: int) -> None:
    tree = [(f"t{n}", "") for n in range(tops)] + [(f"t0-{n}", "t0") for n in range(within)]
    shapes = outlines.schematic(tree, BOX)
    found = outlines.found(shapes, BOX[0] + x, BOX[1] + y)
    assert len([code for code in found if "-" not in code]) == 1
    assert len(found) == (2 if "t0" in found and within else 1)


def test_names_have_room_and_none_lies_over_another() -> None:
    sheet = outlines.drawn(outlines.schematic([("east", ""), ("west", ""), ("east-1", "east")], BOX), NAMES)
    assert sheet and {shape.code for shape in sheet.shapes if shape.at} == {"east", "west"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("27.8295,112.9446", "27.829500,112.944600"),
        ("-0.5,-112.9446009", "-0.500000,-112.944600"),
        ("91,0", ""),
        ("0,181", ""),
        ("NaN,1", ""),
        ("Infinity,1", ""),
        ("1e9,1", ""),
        ("1e-400,1", "0.000000,1.000000"),
        ("1", ""),
        ("北,东", ""),
        ("1,2" * 40, ""),
    ],
)
def test_a_position_is_kept_tidy(said: str, kept: str) -> None:
    assert outlines.tidy(said) == kept
