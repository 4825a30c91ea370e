"""The standing cast with a second unit in the district, and a second city under another law."""

import tomllib
from pathlib import Path
from typing import Any

import tests.cast
from huisheng.directory.roles import Role


def parsed_cast() -> dict[str, Any]:
    """The cast's file, and 临河区园林所 below the district."""
    with open(Path(tests.cast.__file__).parent / "cast.toml", "rb") as file:
        parsed = tomllib.load(file)
    parsed["unit"].append(
        {
            "code": "linhe-park",
            "name": "临河区园林所",
            "short": "园林所",
            "kind": "department",
            "order": 3,
            "parent": "linhe",
        }
    )
    parsed["seat"].append({"code": "h-park", "role": "handler", "unit": "linhe-park", "label": "园林承办甲"})
    return parsed


# the district's own staff, as a city has it
STAFF = {"a": "agent", "v": "visitor", "s": "supervisor", "x": "assessor", "l": "leader", "q": "quality"}


def staffed_cast() -> dict[str, Any]:
    """The same, with every other desk of 临河区 taken."""
    parsed = parsed_cast()
    for letter, role in STAFF.items():
        label = f"临河{Role(role).label}甲"
        parsed["seat"].append({"code": f"{letter}-linhe", "role": role, "unit": "linhe", "label": label})
    return parsed


def two_districts() -> dict[str, Any]:
    """The staffed cast with a sister of 临河区 that passes on too."""
    parsed = staffed_cast()
    parsed["unit"] += [
        {
            "code": "dongshan",
            "name": "东山区人民政府",
            "short": "东山区",
            "kind": "county",
            "order": 4,
            "is_platform": True,
            "prefix": "DS",
            "scope": "湖南/湘潭/东山",
        },
        {
            "code": "dongshan-town",
            "name": "东山区茶亭镇",
            "short": "茶亭镇",
            "kind": "town",
            "order": 5,
            "parent": "dongshan",
        },
    ]
    parsed["seat"] += [
        {"code": "d-dongshan", "role": "dispatcher", "unit": "dongshan", "label": "东山派单员甲"},
        {"code": "s-dongshan", "role": "supervisor", "unit": "dongshan", "label": "东山督办员甲"},
        {"code": "h-tea", "role": "handler", "unit": "dongshan-town", "label": "茶亭承办甲"},
    ]
    return parsed


def second_city(scope: str = "山东/聊城") -> dict[str, Any]:
    """明湖市, a platform of its own under another law, with a unit and three seats."""
    return {
        "platform": {
            "code": "minghu",
            "name": "明湖市12345市民热线",
            "short": "明湖",
            "scope": scope,
            "prefix": "MH9",
            "rehearsal": True,
        },
        "unit": [{"code": "mh-water", "name": "明湖市水务局", "short": "明湖水务", "kind": "department", "order": 1}],
        "seat": [
            {"code": "mh-agent", "role": "agent", "unit": "minghu", "label": "明湖坐席"},
            {"code": "mh-dispatcher", "role": "dispatcher", "unit": "minghu", "label": "明湖派单员"},
            {"code": "mh-supervisor", "role": "supervisor", "unit": "minghu", "label": "明湖督办员"},
            {"code": "mh-visitor", "role": "visitor", "unit": "minghu", "label": "明湖回访员"},
            {"code": "mh-handler", "role": "handler", "unit": "mh-water", "label": "明湖承办"},
        ],
    }
