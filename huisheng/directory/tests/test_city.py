"""A city's file: what it may say, and the sentence for each mistake."""

from datetime import date
from typing import Any

import pytest

from huisheng.directory.city import read_city
from huisheng.directory.roles import Role, UnitKind
from huisheng.kernel.errors import Refusal


def test_reads_units_parents_first_and_gives_each_platform_a_system_seat(tan: dict[str, Any]) -> None:
    tan["unit"].reverse()
    plan = read_city(tan)
    codes = [unit.code for unit in plan.units]
    assert codes[0] == plan.root.code == "tan"
    assert codes.index("tan-police") < codes.index("tan-traffic")
    assert codes.index("tan-east") < codes.index("tan-east-town")
    systems = {seat.code: seat.unit for seat in plan.seats if seat.role is Role.SYSTEM}
    assert systems == {"tan-system": "tan", "tan-east-system": "tan-east"}
    assert plan.root.kind is UnitKind.CENTRE and all(unit.rehearsal for unit in plan.units)


def test_fills_in_what_the_file_leaves_out(tan: dict[str, Any]) -> None:
    plan = read_city(tan)
    police = next(unit for unit in plan.units if unit.code == "tan-police")
    assert (police.short, police.parent, police.order, police.prefix, police.valid_to) == (
        "市公安局",
        "tan",
        2,
        "",
        None,
    )
    assert police.valid_from == date(1949, 10, 1)
    handler = next(seat for seat in plan.seats if seat.code == "tan-police-1")
    assert handler.label == "市公安局承办人" and not handler.confidential


MISTAKES: list[tuple[str, str, dict[str, Any], str]] = [
    ("unit", "unknown_parent", {"code": "x", "name": "某局", "kind": "department", "parent": "nobody"}, "nobody"),
    ("unit", "twice", {"code": "tan-west", "name": "又一个", "kind": "county"}, "tan-west"),
    ("unit", "twice", {"code": "tan", "name": "又一个", "kind": "county"}, "tan"),
    ("unit", "cycle", {"code": "x", "name": "某局", "kind": "department", "parent": "x"}, "绕成了圈"),
    ("unit", "unknown_kind", {"code": "x", "name": "某局", "kind": "bureau"}, "department"),
    ("unit", "missing", {"code": "x", "name": "某局"}, "kind"),
    ("unit", "missing", {"code": "x", "name": " ", "kind": "town"}, "name"),
    ("unit", "missing", {"name": "某局", "kind": "town"}, "code"),
    ("unit", "bad_code", {"code": "某局", "name": "某局", "kind": "town"}, "字母"),
    ("unit", "unknown_field", {"code": "x", "name": "某局", "kind": "town", "colour": 1}, "colour"),
    ("unit", "not_a_platform", {"code": "x", "name": "某局", "kind": "town", "prefix": "X"}, "is_platform"),
    ("unit", "missing", {"code": "x", "name": "某区", "kind": "county", "is_platform": True, "scope": "某"}, "prefix"),
    ("unit", "missing", {"code": "x", "name": "某区", "kind": "county", "is_platform": True, "prefix": "X"}, "scope"),
    (
        "unit",
        "bad_prefix",
        {"code": "x", "name": "某区", "kind": "county", "is_platform": True, "scope": "某", "prefix": "x y"},
        "大写",
    ),
    (
        "unit",
        "twice",
        {"code": "x", "name": "某区", "kind": "county", "is_platform": True, "scope": "某", "prefix": "TS"},
        "TS",
    ),
    ("unit", "wrong_type", {"code": "x", "name": "某局", "kind": "town", "order": True}, "order"),
    ("unit", "not_a_count", {"code": "x", "name": "某局", "kind": "town", "order": -1}, "整数"),
    ("unit", "wrong_type", {"code": "x", "name": "某局", "kind": "town", "aliases": [1]}, "aliases"),
    ("unit", "too_long", {"code": "x", "name": "某" * 101, "kind": "town"}, "100"),
    (
        "unit",
        "ends_before",
        {"code": "x", "name": "某", "kind": "town", "valid_from": date(2020, 1, 1), "valid_to": date(2020, 1, 1)},
        "valid_to",
    ),
    ("seat", "unknown_role", {"code": "x", "role": "boss", "unit": "tan"}, "dispatcher"),
    ("seat", "unknown_role", {"code": "x", "role": "system", "unit": "tan"}, "system"),
    ("seat", "unknown_unit", {"code": "x", "role": "agent", "unit": "nowhere"}, "nowhere"),
    ("seat", "twice", {"code": "tan-agent", "role": "agent", "unit": "tan"}, "tan-agent"),
    ("seat", "wrong_type", {"code": "x", "role": "agent", "unit": "tan", "confidential": "yes"}, "confidential"),
    ("seat", "unknown_field", {"code": "x", "role": "agent", "unit": "tan", "person": "演示甲"}, "person"),
]


@pytest.mark.parametrize(("table", "code", "row", "says"), MISTAKES)
def test_a_mistake_is_refused_in_a_sentence(
    tan: dict[str, Any], table: str, code: str, row: dict[str, Any], says: str
) -> None:
    tan[table].append(row)
    with pytest.raises(Refusal) as refused:
        read_city(tan)
    assert refused.value.code == code
    assert says in refused.value.sentence and refused.value.sentence.endswith("。")


def test_a_circle_of_two_is_refused(tan: dict[str, Any]) -> None:
    tan["unit"].append({"code": "a", "name": "甲", "kind": "town", "parent": "b"})
    tan["unit"].append({"code": "b", "name": "乙", "kind": "town", "parent": "a"})
    with pytest.raises(Refusal, match="绕成了圈：a、b"):
        read_city(tan)


@pytest.mark.parametrize(
    ("parsed", "code"),
    [
        ({}, "no_platform"),
        ({"platform": 1}, "no_platform"),
        ({"platform": {"code": "a", "name": "甲", "scope": "甲", "prefix": "A"}, "unit": {}}, "not_tables"),
        ({"platform": {"code": "a", "name": "甲", "scope": "甲", "prefix": "A"}, "unit": [1]}, "not_a_table"),
        ({"platform": {"code": "a", "name": "甲", "scope": "甲", "prefix": "A", "seats": 3}}, "unknown_field"),
    ],
)
def test_a_shapeless_file_is_refused(parsed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_city(parsed)
    assert refused.value.code == code


def test_roles_and_kinds_show_chinese() -> None:
    assert Role("dispatcher") is Role.DISPATCHER and Role.DISPATCHER.label == "派单员" and f"{Role.AGENT}" == "agent"
    assert [kind.label for kind in UnitKind] == ["受理中心", "县市区", "部门", "企业", "镇街", "其他"]
