"""A district presses its own units, in what the city sent it too; the city presses the district."""

from datetime import datetime, timedelta

import pytest

from huisheng.directory import load as directory_load
from huisheng.kernel import clock
from huisheng.lifecycle.supervision import reads, rules
from huisheng.lifecycle.verbs import offered
from huisheng.lifecycle.workorder import pressing
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.press import Press
from tests.cast import World
from tests.cast_with_park import parsed_cast, two_districts
from tests.district import in_both, lived, passed_on, town_done, unsatisfied
from tests.telling import clock_of, day_end, kinds, last, replayed, running


@pytest.fixture
def city(world: World) -> World:
    directory_load.load_city(two_districts())
    return world


def test_each_level_supervises_its_own_unit(city: World) -> None:
    key = passed_on(city)
    city.do(key, "supervise", "supervisor", form="phone", words="请临河区抓紧")
    city.do(key, "supervise", "s-linhe", form="written", words="请石桥镇报告")
    matter = replayed(city, key)
    linhe, town = matter.dispatches[0].unit_id, matter.dispatches[1].unit_id
    assert [(s.unit_id, s.form) for s in matter.supervisions] == [(linhe, "phone"), (town, "written")]
    assert clock_of(matter, "supervision", 2).due_at == day_end(11, 7)
    for seat in ("supervisor", "s-linhe"):
        assert city.refused(key, "supervise", seat, form="phone", words="再督").code == "pending"
    assert city.refused(key, "supervise", "s-dongshan", form="phone", words="旁人").code == "not_yours"
    assert city.refused(key, "answer_supervision", "h-town", supervision=1, words="越级").code == "no_supervision"
    city.do(key, "answer_supervision", "h-town", words="已到现场")
    city.do(key, "answer_supervision", "d-linhe", words="已督促")


def test_what_a_district_did_to_its_unit_isn_t_the_city_s_doing(city: World) -> None:
    """The city's visits stay regular ones, and its rule on dissatisfied visits still holds."""
    key = passed_on(city)
    city.do(key, "supervise", "s-linhe", form="phone", words="请抓紧")
    city.do(key, "answer_supervision", "h-town", words="已到现场")
    city.do(key, "reply", "h-town", words="已处理", solved=True)
    city.do(key, "accept_reply", "d-linhe")
    for again in (False, True):
        if again:
            city.do(key, "redo", "visitor", reason="未解决")
            city.do(key, "sign_in", "d-linhe")
        city.do(key, "reply", "d-linhe", words="已处理", solved=True)
        city.do(key, "accept_reply", "dispatcher")
        city.do(key, "conclude", "dispatcher")
        city.unsatisfied(key)
    assert [visit.round for visit in replayed(city, key).visits] == ["regular", "regular"]
    city.do(key, "supervise_by_rule", "system")
    assert replayed(city, key).order.state == "under_supervision"


def test_a_supervised_district_supervises_in_turn(city: World) -> None:
    key = unsatisfied(city)
    refusal = city.refused(key, "supervise", "s-linhe", form="phone", words="先督")
    assert (refusal.code, "上级" in refusal.sentence) == ("not_yours", True)
    city.do(key, "supervise", "supervisor", form="phone", words="请抓紧")
    assert city.refused(key, "remind", "s-linhe", words="催").code == "wrong_state"  # the town has handled it
    city.do(key, "supervise", "s-linhe", form="phone", words="请石桥镇再查")
    city.do(key, "remind", "s-linhe", words="请今天回复")
    city.do(key, "answer_supervision", "h-town", words="已上门")
    assert replayed(city, key).order.state == "under_supervision"
    city.do(key, "answer_supervision", "d-linhe", words="已整改")
    assert replayed(city, key).order.state == "awaiting_visit"
    city.unsatisfied(key)
    assert replayed(city, key).visits[-1].round == "supervision"


def test_a_co_handling_district_presses_its_town_and_nobody_else_s(city: World) -> None:
    key = in_both(city)
    city.do(key, "remind", "d-linhe", words="请抓紧")
    matter = replayed(city, key)
    assert [d.reminded_at is not None for d in matter.dispatches] == [False, False, True, False]
    for seat, dispatch in (("s-linhe", 1), ("s-linhe", 2), ("s-linhe", 4), ("supervisor", 3)):
        assert city.refused(key, "remind", seat, dispatch=dispatch, words="催").code == "not_yours"
    city.do(key, "supervise", "s-linhe", form="phone", words="请抓紧")
    assert last(key).unit == matter.dispatches[2].unit_id
    city.do(key, "withdraw", "d-linhe", dispatch=3, reason="派错")
    for verb, given in (("supervise", {"form": "phone"}), ("remind", {})):
        assert city.refused(key, verb, "s-linhe", words="催", **given).code in ("pending", "wrong_state")


def test_who_speaks_to_the_citizen_speaks_for_all_above(world: World) -> None:
    directory_load.load_city(parsed_cast())
    key = passed_on(world)
    world.do(key, "contact", "h-town", outcome="unreached")
    assert kinds(key)[-1:] == ["contacted"] and kinds(key)[-2:] != ["contacted", "contacted"]
    world.do(key, "contact", "h-town", outcome="reached", words="已说明")
    matter = replayed(world, key)
    assert [d.contacted_at for d in matter.dispatches] == [world.now, world.now]
    assert not {name for name, _ in running(matter)} & {"contact"}
    told = len(kinds(key))
    world.do(key, "contact", "h-town", outcome="reached")  # once more: above it was noted already
    assert len(kinds(key)) == told + 1


def test_a_district_s_handler_passes_on_and_a_bureau_s_has_nobody_below(city: World) -> None:
    key = city.dispatched("linhe")
    city.do(key, "sign_in", "h-linhe")
    city.do(key, "pass_on", "h-linhe", unit="linhe-town")
    assert replayed(city, key).dispatches[1].parent == 1
    with city.hour():
        names = {verb.name for verb, _ in offered(city.matter(key), city.seat("h-linhe"))}
        town = {verb.name for verb, _ in offered(city.matter(key), city.seat("h-town"))}
    assert "pass_on" in names and "pass_on" not in town
    water = city.dispatched("water")
    city.do(water, "sign_in", "h-water")
    assert city.refused(water, "pass_on", "h-water", unit="urban").code == "no_units"


def test_each_level_s_assessor_decides_what_doesn_t_count(city: World) -> None:
    key = town_done(city)
    asked = {"ground": "other", "clause": "第五条", "evidence": "说明"}
    city.do(key, "ask_exemption", "h-town", **asked)
    city.do(key, "ask_exemption", "d-linhe", **asked)
    assert city.refused(key, "grant_exemption", "assessor", request=1, words="越级").code == "no_request"
    assert city.refused(key, "grant_exemption", "x-linhe", request=2, words="自批").code == "no_request"
    city.do(key, "grant_exemption", "x-linhe", words="同意")
    city.do(key, "refuse_exemption", "assessor", words="不同意")
    assert [r.state for r in replayed(city, key).requests] == ["granted", "refused"]


def pressed_at(world: World, code: str, hours: int, names: dict[int, str]) -> dict[Press, set[str]]:
    """What presses that seat's platform then, by the names of the orders; the database and the rules say the same."""
    seat, now = world.seat(code), world.now + timedelta(hours=hours)
    found: dict[Press, set[str]] = {}
    with clock.at(now):
        bounds, reach = reads.limits(seat, now), pressing.reach(seat)
        counted = pressing.by_unit(reach, now, bounds)
        known = pressing.facts(reach, WorkOrder.objects.filter(pk__in=reach.rows.values("pk")))
        for press in Press:
            rows = pressing.pressed(reach, press, now, bounds, beyond=None, size=99)
            listed = {row.pk for row in rows}
            ruled = {key for key, held in known.items() if press in {r.press for r in rules.reasons(held, bounds, now)}}
            assert listed == ruled, (code, press, listed ^ ruled)
            assert sum(counted[press].values()) == len(listed)
            assert all(known[row.pk].main == row.holder for row in rows)  # type: ignore[attr-defined]  # annotated
            found[press] = {names[key] for key in listed}
        if hours:
            assert [row.order.pk for row in reads.page(seat, now).rows] == paged(world, code, now)
    return found


def paged(world: World, code: str, now: datetime) -> list[int]:
    """The same list, two at a time."""
    seen, after = [], ""
    while True:
        page = reads.page(world.seat(code), now, after=after, size=2)
        seen += [row.order.pk for row in page.rows]
        if not (after := page.next):
            return seen


def test_what_presses_a_district(world: World) -> None:
    """The list in the database's words and the rules agree there too, and a sister's business is nobody else's."""
    told = lived(world)
    world.do(told["passed"], "supervise", "s-linhe", form="phone", words="请抓紧")
    names = {key: name for name, key in told.items()}
    for hours in (0, 100, 400):
        city, linhe, sister = (
            pressed_at(world, code, hours, names) for code in ("supervisor", "s-linhe", "s-dongshan")
        )
        assert linhe[Press.INSTRUCTED] == {"passed"}
        assert linhe[Press.RETURNED] == {"bounced"}
        assert linhe[Press.DISSATISFIED] == set()
        assert not {"back", "sister"} & set().union(*linhe.values())
        assert set().union(*sister.values()) <= {"both", "sister"}
        assert not {"own", "waits"} & set().union(*city.values())
    assert linhe[Press.UNANSWERED] == {"passed", "pressed"}
    assert city[Press.UNANSWERED] == {"pressed"}
    assert linhe[Press.LATE] >= {"fresh", "passed", "asks", "replied", "both", "own"}
    assert reads.itself(world.seat("supervisor")) is None
    own = reads.itself(world.seat("s-linhe"))
    assert own is not None and own.code == "linhe"
