"""The standing cast with a second unit in the district, and a second city under another law."""

import tomllib
from pathlib import Path
from typing import Any

import tests.cast


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
