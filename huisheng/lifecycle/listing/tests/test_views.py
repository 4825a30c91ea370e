"""Views: kept per seat, shared within the unit, never with what may not be kept."""

import pytest

from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.listing import reads
from huisheng.lifecycle.listing.actions import drop_view, move_view, save_view
from huisheng.lifecycle.listing.models import SavedView
from tests.cast import World


def saved(world: World, by: str, name: str, **more: object) -> SavedView:
    given: dict[str, object] = {"filters": {"state": "in_hand"}, **more}
    return save_view.do(by=world.seat(by), at=world.now, name=name, **given)  # type: ignore[arg-type]  # as a form gives them


def names(world: World, by: str) -> list[str]:
    return [view.name for view in reads.views(world.seat(by))]


def refusal(world: World, by: str, name: str, **more: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        saved(world, by, name, **more)
    return caught.value


def test_each_seat_has_its_own(world: World) -> None:
    saved(world, "agent", "我的")
    saved(world, "dispatcher", "我的")
    assert names(world, "agent") == ["我的"]
    assert names(world, "visitor") == []
    assert refusal(world, "agent", " 我的 ").code == "twice"


def test_shared_within_the_unit_alone(world: World) -> None:
    saved(world, "dispatcher", "退过单", filters={"returned": "1"}, shared=True)
    saved(world, "h-water", "水务急件", filters={"urgent": "1"}, shared=True)
    saved(world, "agent", "我的")
    assert names(world, "agent") == ["我的", "退过单"], "one's own first"
    assert names(world, "h-water") == ["水务急件"]
    assert names(world, "h-urban") == names(world, "d-linhe") == []
    assert refusal(world, "agent", "给大家", shared=True).code == "wrong_role"
    assert refusal(world, "agent", "给大家", shared=True).field == "shared"


def test_only_its_own_is_changed_moved_dropped(world: World) -> None:
    view = saved(world, "dispatcher", "退过单", shared=True)
    agent = world.seat("agent")
    for act in (
        lambda: save_view.do(by=agent, at=world.now, name="我的了", view=view.pk),
        lambda: move_view.do(view.pk, by=agent, step=1),
        lambda: drop_view.do(view.pk, by=agent),
    ):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == "not_found"
    again = save_view.do(by=world.seat("dispatcher"), at=world.now, name="退单", view=view.pk)
    assert (again.pk, again.name, again.filters, again.shared) == (view.pk, "退单", {"state": "in_hand"}, False)
    assert drop_view.do(view.pk, by=world.seat("dispatcher")) == "退单"
    assert names(world, "dispatcher") == []


def test_they_are_moved_past_one_another(world: World) -> None:
    keys = [saved(world, "agent", name).pk for name in "甲乙丙"]
    agent = world.seat("agent")
    move_view.do(keys[2], by=agent, step=-1)
    assert names(world, "agent") == list("甲丙乙")
    move_view.do(keys[2], by=agent, step=-1)
    move_view.do(keys[2], by=agent, step=-1)
    assert names(world, "agent") == list("丙甲乙")
    move_view.do(keys[1], by=agent, step=1)
    assert names(world, "agent") == list("丙甲乙")


def test_one_opens_the_list(world: World) -> None:
    first, second = saved(world, "agent", "甲", first=True), saved(world, "agent", "乙", first=True)
    first.refresh_from_db()
    assert (first.first, second.first) == (False, True)


@pytest.mark.parametrize(
    ("name", "filters", "code"),
    [
        ("", {}, "missing"),
        ("\u200b", {}, "missing"),
        ("字" * 17, {}, "too_long"),
        ("x", {"state": "nonsense"}, "bad_filter"),
        ("x", {"confidential": "1"}, "bad_filter"),
        ("x", {"q": "19900000001"}, "phone_kept"),
        ("x", {"q": "１９９ 0000 0001"}, "phone_kept"),
    ],
)
def test_what_makes_no_sense_is_not_kept(world: World, name: str, filters: dict[str, str], code: str) -> None:
    assert refusal(world, "agent", name, filters=filters).code == code
    assert not SavedView.objects.exists()


def test_only_filters_are_kept(world: World) -> None:
    view = saved(
        world, "agent", "甲", filters={"state": "in_hand", "after": "7", "evil": "x", "q": " 停水 ", "kind": ""}
    )
    assert view.filters == {"state": "in_hand", "q": "停水"}


def test_not_more_than_can_be_looked_through(world: World) -> None:
    agent = world.seat("agent")
    SavedView.objects.bulk_create(
        SavedView(seat_id=agent.seat, unit_id=agent.unit, name=str(n), position=n, saved_at=world.now)
        for n in range(20)
    )
    assert refusal(world, "agent", "又一个").code == "too_many"
