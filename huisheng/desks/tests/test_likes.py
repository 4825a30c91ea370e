"""What an order may repeat, beside it and beside the form; the group it is linked with, and the way out of it."""

from typing import Any

import pytest
from django.test import Client

from huisheng.channels.telephony.tests.telephone import Telephone
from huisheng.desks import likes
from huisheng.desks.tests.addresses import address, said
from huisheng.desks.tests.conftest import As
from huisheng.insight.learned import guard
from huisheng.lifecycle.workorder import repeats
from huisheng.lifecycle.workorder.models import Link
from huisheng.lifecycle.workorder.search import follow
from tests.cast import World

TOLD = {
    "title": "滨河湾小区工地夜间施工扰民",
    "words": "滨河湾小区旁的工地凌晨还在施工，吵得人睡不着。",
    "place": "滨河湾小区",
}
PART, DETAIL = ({"HX-Request": "true", "HX-Target": part} for part in ("likes", "detail"))


@pytest.fixture
def two(world: World) -> tuple[int, int]:
    made = world.accept(**TOLD, phone="19900000001"), world.accept(**TOLD, phone="19900000002")
    follow.write(made)
    return made


def version(world: World, key: int) -> dict[str, Any]:
    return {"version": world.matter(key).order.version}


def test_linked_from_the_page_and_undone(world: World, two: tuple[int, int], as_: As) -> None:
    first, second = two
    number, client = world.matter(first).order.number, as_("agent")
    page: Any = client.get(address(second), headers=DETAIL)
    url = page.context["likes_url"]
    assert url == address(second, "likes") and f'hx-get="{url}"' in said(page)
    part: Any = client.get(url, headers=PART)
    (like,) = part.context["likes"]
    assert (like.number, like.why) == (number, "同一小区，说的几乎一样，另一号码，同一天")
    assert "1990000" not in said(part) and "<html" not in said(part)
    assert "<html" in said(client.get(url))
    posted: Any = client.post(part.context["link_url"], {**version(world, second), "to": number}, headers=DETAIL)
    assert posted.status_code == 303
    seen: Any = client.get(address(second), headers=DETAIL)
    group = seen.context["group"]
    assert (group["count"], group["callers"], [row.undo for row in group["rows"]]) == (2, 2, [True])
    assert "连本件共 2 件，2 个号码反映" in said(seen)
    other: Any = client.get(address(first), headers=DETAIL)
    assert [(row.undo, row.far) for row in other.context["group"]["rows"]] == [(False, False)]
    for one in two:  # nor from the other side
        assert client.get(address(one, "likes"), headers=PART).context["likes"] == []
    assert client.post(address(second, "unlink"), {**version(world, second), "to": number}).status_code == 303
    assert Link.objects.get().ended_at is not None


def test_on_the_dispatcher_s_desk_by_its_own_acts(world: World, two: tuple[int, int], as_: As) -> None:
    for key in two:
        world.do(key, "hand_on", "agent")
    client, number = as_("dispatcher"), world.matter(two[1]).order.number
    page: Any = client.get(f"/dispatch/{number}/", headers=DETAIL)
    assert page.context["likes_url"].endswith("/likes/?at=dispatch")
    part: Any = client.get(page.context["likes_url"], headers=PART)
    assert part.context["link_url"] == f"/dispatch/{number}/do/link/"
    assert len(part.context["likes"]) == 1
    given = {**version(world, two[1]), "to": part.context["likes"][0].number}
    assert client.post(part.context["link_url"], given, headers=DETAIL).status_code == 303
    assert Link.objects.count() == 1


def test_who_may_not_link_is_told_nothing(world: World, two: tuple[int, int], as_: As) -> None:
    supervisor = as_("supervisor")
    page: Any = supervisor.get(address(two[0]), headers=DETAIL)
    assert page.context["likes_url"] == ""
    assert supervisor.get(address(two[0], "likes"), headers=PART).context["likes"] == []
    assert as_("h-water").get(address(two[0], "likes")).status_code == 404


def test_pages_go_on_where_it_fails(
    world: World, two: tuple[int, int], as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    Telephone(world)
    monkeypatch.setattr(repeats, "likely", broken)
    client: Client = as_("agent")
    part: Any = client.get(address(two[0], "likes"), headers=PART)
    assert part.context["likes"] == [] or part.context["likes"] == ()
    form: Any = client.post("/agent/beside/", {**TOLD, "category": "010101"})
    assert form.status_code == 200 and form.context["likes"] == []
    guard.heal()


def test_beside_the_form(world: World, two: tuple[int, int], as_: As) -> None:
    Telephone(world)
    form: Any = as_("agent").post("/agent/beside/", {**TOLD, "phone": "19900000002", "region": ""})
    assert [row.why for row in form.context["own"]] == ["同一小区，说的几乎一样，同一号码，1天前"]
    assert [row.why for row in form.context["likes"]] == ["同一小区，说的几乎一样，另一号码，1天前"]
    assert "可能重复" in said(form) and "19900000001" not in said(form)
    assert likes._MOST == 4
