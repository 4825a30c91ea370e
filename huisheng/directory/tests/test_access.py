"""The one filter: said in words, and the database's answer compared with the pure one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.directory.models import Unit
from huisheng.directory.roles import Role
from huisheng.kernel import memo

pytestmark = pytest.mark.django_db
Find = Callable[[str], Actor]


class Matter(models.Model):
    """Stands in for the work order of the room above: the fields the filter knows."""

    platform_id = models.BigIntegerField()
    confidential = models.BooleanField(default=False)
    about_unit_id = models.BigIntegerField(null=True)

    class Meta:
        app_label = "standin"


class Sending(models.Model):
    """Stands in for the dispatch."""

    order_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()

    class Meta:
        app_label = "standin"


class Note(models.Model):
    """Stands in for any row that belongs to an order."""

    order = models.ForeignKey(Matter, models.CASCADE)

    class Meta:
        app_label = "standin"


MATTERS, SENDINGS, NOTES = Matter._default_manager, Sending._default_manager, Note._default_manager


@pytest.fixture
def tables(db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        for model in (Matter, Sending, Note):
            editor.create_model(model)
    yield  # rolled back with the test


def _matter(platform: str, *, about: str = "", confidential: bool = False, to: Sequence[str] = ()) -> Matter:
    ids = dict(Unit.objects.values_list("code", "id"))
    matter = MATTERS.create(
        platform_id=ids[platform], confidential=confidential, about_unit_id=ids[about] if about else None
    )
    SENDINGS.bulk_create([Sending(order_id=matter.pk, unit_id=ids[unit]) for unit in to])
    NOTES.create(order=matter)
    return matter


def _sees(actor: Actor, matter: Matter) -> bool:
    """What the database says; the pure answer and the filter of belonging rows must be the same."""
    scope = visible_to(actor)
    paths = dict(Unit.objects.values_list("id", "path"))
    pure = scope.allows(
        matter.platform_id,
        matter.confidential,
        paths[matter.about_unit_id] if matter.about_unit_id else None,
        [paths[unit] for unit in SENDINGS.filter(order_id=matter.pk).values_list("unit_id", flat=True)],
    )
    seen = scope.filter(MATTERS.filter(id=matter.pk), SENDINGS).exists()
    assert seen == pure
    assert scope.filter(NOTES.filter(order=matter), SENDINGS, "order__").exists() == pure
    assert MATTERS.filter(scope.orders(SENDINGS), id=matter.pk).exists() == pure
    return seen


Case = tuple[dict[str, Any], set[str]]
CASES: dict[str, Case] = {
    "a city's own order, not sent": (
        {"platform": "tan"},
        {"tan-agent", "tan-dispatcher", "tan-supervisor", "tan-leader", "tan-system"},
    ),
    "sent to a department": (
        {"platform": "tan", "to": ["tan-police"]},
        {"tan-agent", "tan-dispatcher", "tan-supervisor", "tan-leader", "tan-system", "tan-police-1"},
    ),
    "sent below a department: the department sees it too": (
        {"platform": "tan", "to": ["tan-traffic"]},
        {"tan-agent", "tan-dispatcher", "tan-supervisor", "tan-leader", "tan-system", "tan-police-1", "tan-traffic-1"},
    ),
    "passed to a district and on to its town": (
        {"platform": "tan", "to": ["tan-east", "tan-east-town"]},
        {
            "tan-agent", "tan-dispatcher", "tan-supervisor", "tan-leader", "tan-system",
            "tan-east-dispatcher", "tan-east-leader", "tan-east-system", "tan-east-town-1",
        },
    ),
    "a district's own order, handled in the district: the city sees what goes to units below it": (
        {"platform": "tan-east", "to": ["tan-east-town"]},
        {
            "tan-agent", "tan-dispatcher", "tan-supervisor", "tan-leader", "tan-system",
            "tan-east-dispatcher", "tan-east-leader", "tan-east-system", "tan-east-town-1",
        },
    ),
    "a district's own order, not sent: not the city's": (
        {"platform": "tan-east"},
        {"tan-east-dispatcher", "tan-east-leader", "tan-east-system"},
    ),
    "another city's": ({"platform": "ji", "to": ["ji-water"]}, {"ji-dispatcher", "ji-water-1", "ji-system"}),
    "confidential": (
        {"platform": "tan", "confidential": True, "to": ["tan-traffic"]},
        {"tan-dispatcher", "tan-leader", "tan-system", "tan-traffic-1"},
    ),
    "about a department: neither it nor those below it, though it was sent there": (
        {"platform": "tan", "about": "tan-police", "to": ["tan-police", "tan-traffic", "tan-west"]},
        {"tan-agent", "tan-dispatcher", "tan-supervisor", "tan-leader", "tan-system", "tan-west-1"},
    ),
    "about a unit below a department: nor the department above it": (
        {"platform": "tan", "about": "tan-traffic", "to": ["tan-police", "tan-west"]},
        {"tan-agent", "tan-dispatcher", "tan-supervisor", "tan-leader", "tan-system", "tan-west-1"},
    ),
    "about the hall: not its agents; its supervisor and leader must answer": (
        {"platform": "tan", "about": "tan-hall"},
        {"tan-dispatcher", "tan-supervisor", "tan-leader", "tan-system"},
    ),
    "about a district, from the city: nobody of the district": (
        {"platform": "tan", "about": "tan-east", "to": ["tan-east", "tan-east-town", "tan-west"]},
        {"tan-agent", "tan-dispatcher", "tan-supervisor", "tan-leader", "tan-system", "tan-west-1"},
    ),
    "about a town, from the city through the district's dispatcher": (
        {"platform": "tan", "about": "tan-east-town", "to": ["tan-east", "tan-east-town"]},
        {
            "tan-agent", "tan-dispatcher", "tan-supervisor", "tan-leader", "tan-system",
            "tan-east-dispatcher", "tan-east-leader", "tan-east-system",
        },
    ),
}  # fmt: skip

SEATS = (
    "tan-agent", "tan-dispatcher", "tan-supervisor", "tan-leader", "tan-admin", "tan-system", "tan-police-1",
    "tan-traffic-1", "tan-east-dispatcher", "tan-east-leader", "tan-east-system", "tan-east-town-1", "tan-west-1",
    "ji-dispatcher", "ji-water-1", "ji-system",
)  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_who_sees(seat: Find, tables: None, name: str) -> None:
    made, expected = CASES[name]
    matter = _matter(**made)
    assert {code for code in SEATS if _sees(seat(code), matter)} == expected


def test_narrowed_dispatches_open_less(seat: Find, tables: None) -> None:
    matter = _matter("tan", to=["tan-west"])
    scope = visible_to(seat("tan-west-1"))
    assert scope.filter(MATTERS.all(), SENDINGS.filter(order_id=matter.pk)).count() == 1
    assert scope.filter(MATTERS.all(), SENDINGS.none()).count() == 0


def test_a_unit_that_has_gone_elsewhere_is_out_of_sight_at_once(seat: Find, tables: None) -> None:
    """But for the one page that was being read just then: it is of one piece."""
    _matter("tan-west", to=["tan-police"])
    centre = seat("tan-dispatcher")

    def seen() -> int:
        return visible_to(centre).filter(MATTERS.all(), SENDINGS).count()

    with memo.reading():
        assert seen() == 1
        Unit.objects.filter(code="tan-police").update(path="/0/")
        assert seen() == 1
        with memo.reading(only=False):
            assert seen() == 0
    assert seen() == 0
    with memo.reading():
        assert seen() == 0


def test_a_count_is_of_orders_not_of_dispatches(seat: Find, tables: None) -> None:
    _matter("tan", to=["tan-police", "tan-traffic", "tan-traffic"])
    for code in ("tan-police-1", "tan-dispatcher"):
        assert visible_to(seat(code)).filter(MATTERS.all(), SENDINGS).count() == 1


def test_every_centre_role_sees_alike_but_the_administrator(seat: Find) -> None:
    alike = [Role.AGENT, Role.DISPATCHER, Role.VISITOR, Role.ASSESSOR, Role.KNOWLEDGE, Role.QUALITY]
    agent = seat("tan-agent")
    assert len({visible_to(replace(agent, role=role)) for role in alike}) == 1
    assert visible_to(replace(agent, role=Role.ADMIN)).nothing


codes = st.sampled_from(
    ["tan", "tan-hall", "tan-police", "tan-traffic", "tan-east", "tan-east-town", "tan-west", "ji-water"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    platform=st.sampled_from(["tan", "tan-east", "ji"]),
    confidential=st.booleans(),
    about=st.one_of(st.just(""), codes),
    to=st.lists(codes, max_size=3),
    who=st.sampled_from(SEATS),
)
def test_the_database_and_the_pure_rule_agree(
    seat: Find, tables: None, platform: str, confidential: bool, about: str, to: list[str], who: str
) -> None:
    _sees(seat(who), _matter(platform, about=about, confidential=confidential, to=to))
