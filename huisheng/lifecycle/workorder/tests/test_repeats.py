"""What a matter may repeat: found by traces or among the newest, explained, scoped; groups of linked matters."""

from typing import Any

import pytest

from huisheng.insight.repeats import judge, keys
from huisheng.insight.repeats.pairs import Told
from huisheng.kernel import clock
from huisheng.lifecycle.workorder import groups, repeats, similar, traces
from huisheng.lifecycle.workorder.models import Link, Personal, Trace
from huisheng.lifecycle.workorder.search import follow
from huisheng.taxonomy import load
from tests.cast import World

SAID = {
    "title": "幸福里小区旁工地凌晨施工噪音",
    "words": "幸福里小区旁边工地又是凌晨施工，吵得睡不着，希望尽快制止。",
}
TWIN = {
    "title": "幸福里小区工地夜间施工扰民",
    "words": "幸福里小区旁边的工地凌晨还在施工，吵得人睡不着觉。",
    "place": "",
}
ELSEWHERE = {
    "title": "滨河湾小区工地夜间施工扰民",
    "words": "滨河湾小区旁边的工地凌晨还在施工，吵得人睡不着觉。",
    "place": "",
}
OTHER = {"title": "幸福里小区电梯停运", "words": "幸福里小区6栋电梯坏了一个月，没有人修，老人上不去楼。", "place": ""}


def ask(world: World, by: str = "agent", **asked: Any) -> dict[str, str]:
    likes = repeats.likely(world.seat(by), now=world.now, **{**SAID, **asked})
    return {like.order.personal.title: like.why for like in likes}


@pytest.mark.parametrize("written", [False, True])
def test_the_same_matter_told_by_somebody_else(world: World, written: bool) -> None:
    made = [world.accept(**told) for told in (TWIN, ELSEWHERE, OTHER)]
    if written:
        follow.write(made)
    assert ask(world) == {TWIN["title"]: "同一小区，同样的事（施工、噪音），同一天"}
    assert ask(world, category="010101") == {TWIN["title"]: "同一小区，同样的事（施工、噪音），同一天"}
    assert ask(world, title="", words="") == ask(world, title="噪音", words="") == {}
    assert ask(world, title="\0", words="\ud800") == {}


def test_weeks_later_by_its_traces(world: World) -> None:
    key = world.accept(**TWIN)
    follow.write([key])
    world.accept(**OTHER)
    world.pass_(days=20)
    assert ask(world) == {TWIN["title"]: "同一小区，同样的事（施工、噪音），20天前"}
    Trace.objects.all().delete()
    assert ask(world) == {}
    follow.write([key])
    world.pass_(days=repeats.WINDOW.days - 19)
    assert ask(world) == {}


def test_days_are_those_of_the_hall(world: World) -> None:
    world.pass_(hours=31 - clock.local(world.now).hour)  # seven in the morning: in UTC it is still the day before
    world.accept(**TWIN)
    world.pass_(hours=2)
    assert ask(world)[TWIN["title"]].endswith("同一天")
    world.pass_(hours=15)
    assert ask(world)[TWIN["title"]].endswith("1天前")


def test_another_region_speaks_against_it(world: World) -> None:
    city = {"platform": {"code": "yunshan", "scope": "湖南/湘潭"}, "region": [{"code": "yunhu", "name": "云湖区"}]}
    load.load_city({**city, "region": [*city["region"], {"code": "yunbei", "name": "云北区"}]})
    follow.write([world.accept(**TWIN, region="yunhu")])
    assert list(ask(world, region="yunhu")) == [TWIN["title"]]
    told = Told(SAID["title"], SAID["words"], region="yunbei")
    assert judge.known(told, Told(**{**TWIN, "region": "yunhu"})) < 0  # type: ignore[arg-type]  # all of them texts
    blind = similar.blind_of("199 0000-0001")
    assert similar.regions_of([blind, b""], world.seat("agent")) == {blind: "yunhu"}
    assert similar.regions_of([blind], world.seat("h-water")) == {}


def test_the_number_is_told_to_who_may_find_by_it(world: World) -> None:
    follow.write([world.accept(**TWIN)])
    mine, other = similar.blind_of("１９９00000001"), similar.blind_of("19900000009")
    assert "同一号码" in ask(world, blind=mine)[TWIN["title"]]
    assert "另一号码" in ask(world, blind=other)[TWIN["title"]]
    unit = world.dispatched("water", **TWIN)
    follow.write([unit])
    assert [why for why in ask(world, by="h-water", blind=mine).values() if "号码" in why] == []


def test_the_caller_s_own_matters(world: World) -> None:
    blind = similar.blind_of("19900000001")
    open_ = world.accept(**{**OTHER, "title": "没办完"})
    done = world.accept(**{**OTHER, "title": "办完了"})
    world.do(done, "answer", "agent", words="按规定办。")
    agent = world.seat("agent")
    rows, count = similar.of_caller(blind, agent, 1)
    assert ([row.pk for row in rows], count) == ([open_], 2)
    assert similar.of_caller(b"", agent, 5) == ([], 0)
    assert similar.of_caller(blind, world.seat("h-water"), 5) == ([], 0)


def test_nothing_that_isn_t_to_be_seen(world: World) -> None:
    blind = similar.blind_of("19900000001")
    made = [
        world.accept(**{**TWIN, "title": f"保密：{TWIN['title']}"}, confidential=True),
        world.accept(**{**TWIN, "title": f"说的是本平台：{TWIN['title']}"}, about="yunshan"),
    ]
    follow.write(made)
    assert ask(world, blind=blind) == {}
    assert len(ask(world, by="supervisor", blind=blind)) == 2
    assert similar.of_caller(blind, world.seat("agent"), 5) == ([], 0)
    assert ask(world, by="admin", blind=blind) == ask(world, by="h-water") == {}


def test_queries_are_few(world: World, django_assert_max_num_queries: Any) -> None:
    follow.write([world.accept(**TWIN) for _ in range(8)])
    with django_assert_max_num_queries(12):
        assert len(ask(world, blind=similar.blind_of("19900000001"))) == 1  # one title
    likes = repeats.likely(world.seat("agent"), now=world.now, title=SAID["title"], words=SAID["words"], limit=3)
    assert len(likes) == 3


def test_an_order_and_those_before_and_after_it(world: World) -> None:
    first = world.accept(**SAID)
    world.pass_(days=3)
    second = world.accept(**TWIN)
    follow.write([first, second])
    agent = world.seat("agent")
    assert [one.order.pk for one in repeats.of(world.matter(first).order, agent)] == [second]
    assert "3天后" in repeats.of(world.matter(first).order, agent)[0].why
    assert "3天前" in repeats.of(world.matter(second).order, agent)[0].why
    assert repeats.of(world.matter(first).order, agent, but=[second]) == []


def test_what_is_erased_leaves_no_trace(world: World) -> None:
    key = world.accept(**TWIN)
    follow.write([key])
    kept = set(Trace.objects.filter(order_id=key).values_list("key", flat=True))
    assert kept == keys.kept(Told(TWIN["title"], TWIN["words"])).every
    Personal.objects.filter(pk=key).update(title="另一件事", words="滨河湾小区停水")
    assert not Trace.objects.filter(order_id=key).exists()
    follow.write([key])
    assert Trace.objects.filter(order_id=key).exists()


def test_the_search_goes_on_without_traces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    key = world.accept(**TWIN)
    monkeypatch.setattr(traces, "_write", broken)
    assert follow.write([key]) == 1
    assert not Trace.objects.filter(order_id=key).exists()


def test_what_is_common_is_learnt_now_and_then(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "_common", {})
    platform = world.seat("agent").platform
    assert repeats.common(platform) is repeats.common(platform)
    for other in range(1, repeats._KEPT + 2):
        repeats.common(platform + other)
    assert len(repeats._common) == repeats._KEPT


def test_a_group_is_seen_whole(world: World) -> None:
    one, two, three = (world.accept(**TWIN, phone=f"1990000000{n}") for n in (1, 2, 2))
    agent = world.seat("agent")
    number = [world.matter(key).order.number for key in (one, two, three)]
    assert groups.group(world.matter(one).order, agent) == groups.Group()
    world.do(two, "link", "agent", to=number[0])
    world.do(three, "link", "agent", to=number[1])
    seen = groups.group(world.matter(two).order, agent)
    assert ([order.pk for order in seen.others], seen.callers) == ([one, three], 2)
    assert (set(seen.by_it), set(seen.to_it)) == ({one}, {three})
    far = groups.group(world.matter(one).order, agent)
    assert ([order.pk for order in far.others], set(far.by_it), set(far.to_it)) == ([two, three], set(), {two})
    world.do(two, "unlink", "agent", to=number[0])
    assert groups.group(world.matter(one).order, agent) == groups.Group()
    assert Link.objects.filter(ended_at=None).count() == 1


def test_a_group_shows_nothing_hidden(world: World) -> None:
    secret, plain = world.accept(**TWIN, phone="19900000005"), world.accept(**TWIN)
    world.do(plain, "link", "agent", to=world.matter(secret).order.number)
    world.do(secret, "mark", "agent", mark="confidential", on=True, reason="来电人要求")
    seen = groups.group(world.matter(plain).order, world.seat("agent"))
    assert (seen.others, seen.callers) == ([], 1)


def test_nothing_is_near_by_way_of_what_is_hidden(world: World) -> None:
    one, secret, two = (world.accept(**TWIN, phone=f"1990000000{n}") for n in (1, 2, 3))
    world.do(secret, "link", "agent", to=world.matter(one).order.number)
    world.do(two, "link", "agent", to=world.matter(secret).order.number)
    assert len(groups.group(world.matter(one).order, world.seat("agent")).others) == 2
    world.do(secret, "mark", "agent", mark="confidential", on=True, reason="来电人要求")
    for key in (one, two):
        assert groups.group(world.matter(key).order, world.seat("agent")) == groups.Group(others=[], callers=1)
    assert len(groups.group(world.matter(one).order, world.seat("supervisor")).others) == 2


def test_words_that_change_while_they_are_hashed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key, erased = world.accept(**TWIN), world.accept(**OTHER)
    before = traces.made([key, erased])
    Personal.objects.filter(pk=key).update(**OTHER)
    Personal.objects.filter(pk=erased).update(erased_at=world.now)
    traces.write([key, erased], before)
    assert set(Trace.objects.values_list("key", "order_id")) == {
        (number, key) for number in keys.kept(Told(OTHER["title"], OTHER["words"])).every
    }
    again = traces.made([key])
    with monkeypatch.context() as patched:
        patched.setattr(keys, "kept", None)  # unchanged: nothing is hashed while the words are locked
        traces.write([key], again)
        assert traces.made([key]) == {}
    assert Trace.objects.filter(order_id=key).exists()
