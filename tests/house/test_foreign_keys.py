"""Foreign keys named by strings go down the floors too: import-linter can't see them, Django's relations can."""

import configparser

import pytest
from django.apps import apps
from django.db.models import Field, Model

from tests.house import tree

BASEMENT = "django"  # accounts and sessions lie under every room


def _floors() -> dict[str, int]:
    law = configparser.ConfigParser()
    law.read(tree.ROOT / ".importlinter", encoding="utf-8")
    lines = law["importlinter:contract:floors"]["layers"].split("\n")
    heights = {}
    for height, line in enumerate(reversed([line for line in lines if line.strip()])):
        heights.update({room.strip(): height for room in line.split("|")})
    return heights


def _room(model: type[Model]) -> str:
    package, _, rest = model.__module__.partition(".")
    return rest.partition(".")[0] if package == "huisheng" else BASEMENT


def _relations() -> list[tuple[type[Model], "Field[object, object]", type[Model]]]:
    return [
        (model, field, field.related_model)
        for model in apps.get_models()
        if _room(model) != BASEMENT
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.is_relation and isinstance(field.related_model, type)
    ]


def test_there_are_relations_to_look_at() -> None:
    assert len(_relations()) > 15


@pytest.mark.parametrize("relation", _relations(), ids=lambda relation: f"{relation[0].__name__}.{relation[1].name}")
def test_foreign_keys_go_down_or_stay(relation: tuple[type[Model], "Field[object, object]", type[Model]]) -> None:
    model, _, target = relation
    floors = {**_floors(), BASEMENT: -1}
    here, there = _room(model), _room(target)
    assert here == there or floors[there] < floors[here], f"{here} may not point at {there}"
    assert target._meta.app_label != "auth" or here == "directory", "accounts belong to the directory"
