"""Loading a city: everything there, twice the same, fast, and never into another's world."""

import time
import tomllib
from typing import Any

import pytest
from django.contrib.auth.models import User

from huisheng.directory import reads
from huisheng.directory.load import Loaded, load_city
from huisheng.directory.models import Seat, ShortName, Unit
from huisheng.directory.tests.conftest import JI
from huisheng.kernel.errors import Refusal

pytestmark = pytest.mark.django_db

PASSWORD = "demonstration-1"


def test_units_know_their_line_and_their_platform(cities: None) -> None:
    tan, east = Unit.objects.get(code="tan"), Unit.objects.get(code="tan-east")
    town, traffic = Unit.objects.get(code="tan-east-town"), Unit.objects.get(code="tan-traffic")
    assert tan.path == f"/{tan.id}/" and tan.platform_id == tan.id and tan.parent_id is None
    assert town.path == f"/{tan.id}/{east.id}/{town.id}/" and town.platform_id == east.id == east.platform_id
    assert traffic.path == f"/{tan.id}/{traffic.parent_id}/{traffic.id}/" and traffic.platform_id == tan.id
    assert str(town) == "东区一镇" and str(Seat.objects.get(code="tan-agent")) == "一号坐席"
    assert sorted(map(str, ShortName.objects.all())) == ["公安局", "市局"]


def test_a_second_run_changes_nothing(tan: dict[str, Any]) -> None:
    first = load_city(tan, password=PASSWORD)
    assert (first.new_units, first.new_seats, first.changed) == (7, 13, True)
    before = (list(Unit.objects.values()), list(Seat.objects.values()), list(User.objects.values()))
    second = load_city(tan, password="another-password")
    assert second == Loaded(first.platform, 0, 0, 0, 0) and not second.changed
    assert before == (list(Unit.objects.values()), list(Seat.objects.values()), list(User.objects.values()))


def test_accounts_share_one_hash_and_only_systems_have_none(tan: dict[str, Any]) -> None:
    load_city(tan, password=PASSWORD)
    users = User.objects.all()
    assert len({user.password for user in users}) == 1 and users[0].check_password(PASSWORD)
    assert set(Seat.objects.filter(user=None).values_list("role", flat=True)) == {"system"}
    assert {seat.code for seat in Seat.objects.exclude(user=None)} == {user.username for user in users}


def test_without_a_password_nobody_can_sign_in_yet(tan: dict[str, Any]) -> None:
    load_city(tan)
    assert not User.objects.get(username="tan-agent").has_usable_password()


def test_changed_names_aliases_and_seats_are_changed(tan: dict[str, Any]) -> None:
    load_city(tan)
    tan["unit"][1].update(name="潭市公安局", aliases=["市局", "公安"])
    tan["seat"][0].update(label="二号坐席", confidential=True)
    tan["unit"].append({"code": "tan-new", "name": "新局", "kind": "department"})
    loaded = load_city(tan)
    assert (loaded.new_units, loaded.changed_units, loaded.new_seats, loaded.changed_seats) == (1, 1, 0, 2)
    # the second changed seat is the police's own, which the file leaves to be called after its unit
    assert Seat.objects.get(code="tan-police-1").label == "潭市公安局承办人"
    assert set(ShortName.objects.values_list("name", flat=True)) == {"市局", "公安"}
    found = reads.unit_by_code("tan-police", loaded.platform)
    assert found is not None and found.name == "潭市公安局"
    agent = reads.actor_for_seat("tan-agent")
    assert agent is not None and agent.label == "二号坐席" and agent.confidential


def test_a_moved_unit_takes_those_below_along_named_or_not(tan: dict[str, Any]) -> None:
    load_city(tan)
    load_city(tan | {"unit": [*tan["unit"], {"code": "desk", "name": "科", "kind": "other", "parent": "tan-traffic"},
                              {"code": "sub", "name": "股", "kind": "other", "parent": "desk"},
                              {"code": "pf", "name": "新区", "kind": "county", "parent": "desk", "is_platform": True,
                               "prefix": "PF", "scope": "某省/潭市/新区"}]})  # fmt: skip
    tan["unit"][2]["parent"] = "tan-east"
    load_city(tan)
    east, traffic = Unit.objects.get(code="tan-east"), Unit.objects.get(code="tan-traffic")
    desk, sub, platform = (Unit.objects.get(code=code) for code in ("desk", "sub", "pf"))
    assert traffic.path == f"{east.path}{traffic.id}/" and traffic.platform_id == east.id
    assert sub.path == f"{traffic.path}{desk.id}/{sub.id}/" and sub.platform_id == desk.platform_id == east.id
    assert platform.platform_id == platform.id and platform.path == f"{desk.path}{platform.id}/"


def test_a_platform_below_another_keeps_its_place_when_loaded_alone(cities: None) -> None:
    place = Unit.objects.get(code="tan-east").path
    alone = {
        "platform": {
            "code": "tan-east",
            "name": "东区",
            "scope": "某省/潭市/东区",
            "prefix": "TSDQ",
            "rehearsal": True,
        },
        "unit": [{"code": "tan-east-office", "name": "东区城管局", "kind": "department"}],
    }
    load_city(alone)
    assert Unit.objects.get(code="tan-east").path == place
    assert Unit.objects.get(code="tan-east-office").path.startswith(place)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit": [{"code": "tan-west", "name": "别家", "kind": "town"}], "seat": []}, "foreign_unit"),
        (
            {"platform": {"code": "new", "name": "新市", "scope": "新", "prefix": "TS"}, "unit": [], "seat": []},
            "prefix_taken",
        ),
        ({"seat": [{"code": "tan-agent", "role": "agent", "unit": "ji"}]}, "foreign_seat"),
        ({"seat": [{"code": "stranger", "role": "agent", "unit": "ji"}]}, "account_taken"),
    ],
)
def test_another_citys_codes_are_refused(cities: None, change: dict[str, Any], code: str) -> None:
    User.objects.create(username="stranger")
    count = Unit.objects.count()
    with pytest.raises(Refusal) as refused:
        load_city(tomllib.loads(JI) | change)
    assert refused.value.code == code and refused.value.sentence.endswith("。")
    assert Unit.objects.count() == count


def test_a_new_platform_may_not_take_over_known_units(cities: None) -> None:
    with pytest.raises(Refusal, match="另一个平台"):
        load_city({"platform": {"code": "new", "name": "新市", "scope": "新", "prefix": "N"},
                   "unit": [{"code": "ji-water", "name": "水务", "kind": "town"}]})  # fmt: skip


def test_a_rehearsal_never_mixes_with_the_real_world(cities: None, tan: dict[str, Any]) -> None:
    tan["platform"]["rehearsal"] = False
    with pytest.raises(Refusal) as refused:
        load_city(tan)
    assert refused.value.code == "mixed_worlds"


def test_sixty_units_and_eighty_seats_within_a_second() -> None:
    city = {
        "platform": {"code": "big", "name": "大市", "scope": "某省/大市", "prefix": "BIG"},
        "unit": [{"code": f"big-{n}", "name": f"第{n}局", "kind": "department"} for n in range(60)],
        "seat": [{"code": f"big-seat-{n}", "role": "handler", "unit": f"big-{n % 60}"} for n in range(80)],
    }
    begun = time.perf_counter()
    load_city(city, password=PASSWORD)
    assert time.perf_counter() - begun < 1
