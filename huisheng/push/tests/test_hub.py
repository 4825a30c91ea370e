"""Who is told of what, in memory: scopes, floods, slow pages, who looks at the same order."""

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from huisheng.channels.telephony.hall import Mark
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.lifecycle.notices.reads import Card
from huisheng.lifecycle.workorder.news import Glimpse, Sent, Told
from huisheng.push import hub as hubs
from huisheng.push import stream as streams
from huisheng.push.hub import Hub
from huisheng.push.reads import Guest
from huisheng.push.stream import DEEP, Stream, event


def guest(seat: int, role: Role = Role.HANDLER, unit: int = 5, **more: Any) -> Guest:
    actor = Actor(seat, role, unit, f"/1/{unit}/" if unit != 1 else "/1/", 1, "湖南/湘潭", f"演示{seat}", False)
    return Guest(seat, seat, replace(actor, **more), "演示单位")


def told(number: str = "YS-1", unit: int = 5, *, actor: int = 9, confidential: bool = False, version: int = 3) -> Told:
    sent = (Sent(1, unit, f"/1/{unit}/", None, False),)
    order = Glimpse(1, number, version, "in_hand", False, 1, confidential, None, unit, clock.now(), sent)
    return Told(order, "signed_in", actor, "演示甲")


def came(stream: Stream) -> list[tuple[str, Any]]:
    """What waits for the page: events as (name, data)."""
    found = []
    while not stream._waiting.empty():
        piece = stream._waiting.get_nowait()
        if piece is None:
            found.append(("", None))
            continue
        for block in piece.decode().split("\n\n"):
            lines = dict(line.partition(": ")[::2] for line in block.splitlines())
            if lines.get("event") not in (None, "place"):
                found.append((lines["event"], json.loads(lines["data"])))
    return found


def entered(hub: Hub, one: Guest) -> Stream:
    stream = hub.enter(one)
    assert stream is not None
    return stream


def _run(lived: Coroutine[Any, Any, list[bytes]]) -> list[bytes]:
    """In a thread of its own: a browser that was opened by an earlier test keeps a loop in this one."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, lived).result()


def test_each_is_told_of_what_he_may_see() -> None:
    hub = Hub()
    mine, strange = entered(hub, guest(1)), entered(hub, guest(2, unit=6))
    centre, admin = entered(hub, guest(3, Role.AGENT, 1)), entered(hub, guest(4, Role.ADMIN, 1))
    hub.tell([told(actor=1)], "1:2:")
    assert [data["mine"] for _, data in came(mine)] == [True]
    assert [data["mine"] for _, data in came(centre)] == [False]
    assert came(strange) == came(admin) == []
    assert hub.stirred == {mine.scope, centre.scope}
    hub.tell([told(confidential=True)], "1:3:")
    assert came(mine) == came(centre) == came(strange) == []
    may = entered(hub, guest(5, Role.DISPATCHER, 1, confidential=True))
    hub.tell([told(confidential=True), told("YS-2", 6)], "1:4:")
    assert [data["number"] for _, data in came(may)] == ["YS-1", "YS-2"]
    hub.count(mine.scope, {"in_hand": 3})
    assert came(mine) == [("rail", {"states": {"in_hand": 3}})] and came(centre) == [("order", told("YS-2", 6).said(3))]
    assert hub.actor_of(mine.scope) == mine.actor and hub.actor_of(replace(mine.scope, top="/9/")) is None


def test_a_call_bar_hears_of_its_own_seat_alone() -> None:
    hub = Hub()
    mine, other = entered(hub, guest(1, Role.AGENT, 1)), entered(hub, guest(2, Role.AGENT, 1))
    unit = entered(hub, guest(3))
    assert hub.agents() == {1: 1, 2: 1}
    quiet = Mark((), (0, 0))
    hub.ring({1: quiet, 2: quiet})  # the first look: the page asks once, so that nothing falls between
    assert came(mine) == came(other) == [("calls", {"own": True})]
    hub.ring({1: quiet, 2: quiet})
    assert came(mine) == came(other) == []
    hub.ring({1: Mark(((7, False),), (0, 0)), 2: quiet})
    assert came(mine) == [("calls", {"own": True})] and came(other) == []
    hub.ring({1: Mark(((7, False),), (1, 7)), 2: Mark((), (1, 7))})
    assert came(mine) == came(other) == [("calls", {"own": False})]
    assert came(unit) == []


def test_a_flood_is_told_as_such_and_not_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    page = entered(hub, guest(1))
    for _ in range(5):
        hub.tell(None, "1:2:")
    assert came(page) == [("resync", {})]
    hub.tell([told()], "1:3:")
    assert came(page) == [], "what is owed comes first: its place isn't said before"
    monkeypatch.setattr(streams, "CALM", 0.0)
    hub.tidy()
    assert came(page) == [("resync", {})]
    hub.tell([told()], "1:4:")
    assert [name for name, _ in came(page)] == ["order"]
    hub.tell([told(f"YS-{n}") for n in range(hubs.MANY + 1)], "1:5:")
    assert came(page) == [("resync", {})]


def test_a_notice_comes_to_whom_it_is_meant_for() -> None:
    hub = Hub()
    mine, same, strange = entered(hub, guest(1)), entered(hub, guest(2)), entered(hub, guest(3, unit=6))
    order = told().order
    card = Card(7, 5, "handling", None, 2, 1, False, "新派来一件，请签收")
    hub.notify([card], {1: order}, {"湖南/湘潭"})
    said = {"id": 7, "text": "新派来一件，请签收", "urgent": False, "number": "YS-1", "silent": True}
    assert came(mine) == [("notice", said)]
    assert came(same) == came(strange) == [], "whose act it was isn't told"
    hub.notify([replace(card, urgent=True)], {1: order}, {"湖南/湘潭"})
    assert came(mine)[0][1]["silent"] is False
    hub.notify([card], {1: replace(order, confidential=True)}, set())
    hub.notify([card], {}, set())
    assert came(mine) == [], "not of an order that may not be seen, or isn't there"
    hub.notify([replace(card, order=None, unit=1, desk="everybody")], {}, set())
    assert [len(came(one)) for one in (mine, same, strange)] == [1, 0, 1]
    hub.notify([replace(card, order=None, unit=None, desk="", seat=3)], {}, set())
    assert [len(came(one)) for one in (mine, same, strange)] == [0, 0, 1]


def test_who_looks_at_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    one, again, other = entered(hub, guest(1)), entered(hub, guest(1)), entered(hub, guest(2, Role.AGENT, 1))
    hub.here(one, "YS-1", "")
    hub.here(again, "YS-1", "reply")
    assert [data["seats"] for _, data in came(one)] == [[], []], "two pages of one seat don't see each other"
    hub.here(other, "YS-1", "no-such-verb")
    (_, seen) = came(other)[-1]
    assert [(seat["name"], seat["doing"]) for seat in seen["seats"]] == [("演示1", "答复")]
    assert came(one)[-1][1]["seats"][0]["name"] == "演示2"
    hub.here(other, "YS-1", "no-such-verb")
    assert came(other) == [], "nothing new"
    hub.here(again, "YS-2", "")
    assert came(other)[-1][1]["seats"][0]["doing"] == ""
    monkeypatch.setattr(hubs, "LOST", -1.0)
    one.seen -= 1
    hub.tidy()
    assert one.number == other.number == "" and not hub._looking
    hub.here(other, "YS-1", "")
    hub.here(one, "YS-1", "")
    came(one), came(other)
    hub.tell([told(confidential=True)], "1:1:")
    assert came(one)[-1] == ("presence", {"number": "YS-1", "seats": []}) and not hub._looking
    hub.here(other, "YS-1", "")
    hub.leave(other)
    assert not hub._looking and other.token not in hub.streams


def test_who_may_not_any_more_is_let_go() -> None:
    hub = Hub()
    stays, moved, gone = entered(hub, guest(1)), entered(hub, guest(2)), entered(hub, guest(3))
    asked = hub.guests()
    came_meanwhile = entered(hub, guest(4))
    hub.keep(asked, {1: stays.actor, 2: replace(moved.actor, unit=6, unit_path="/1/6/")})
    assert came(gone) == [("ended", {}), ("", None)]
    assert moved.scope.top == "/1/6/" and set(hub.streams) == {stays.token, moved.token, came_meanwhile.token}
    hub.close()
    assert not hub.streams and came(stays) == [("", None)]


def test_the_house_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    pages = [entered(hub, guest(1)) for _ in range(hubs.A_SEAT + 2)]
    assert len(hub.streams) == hubs.A_SEAT and pages[0].token not in hub.streams and pages[-1].token in hub.streams
    monkeypatch.setattr(hubs, "ALL", hubs.A_SEAT)
    assert hub.enter(guest(2)) is None


def test_a_page_that_takes_nothing_is_let_go() -> None:
    page = Stream(guest(1))
    for _ in range(DEEP + 5):
        page.send(event("order", {}))
    assert page._closed and page._waiting.qsize() <= DEEP
    page.send(b"x")
    page.close()

    async def taken() -> list[bytes]:
        return [piece async for piece in page.pieces()]

    assert len(b"".join(_run(taken())).split(b"event: order")) > DEEP - 5


def test_pieces_come_together_and_silence_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.01)

    async def lived() -> list[bytes]:
        page, found = Stream(guest(1)), []
        page.send(b"a")
        page.send(b"b")
        async for piece in page.pieces():
            found.append(piece)
            if len(found) == 2:
                page.close(b"last")
        return found

    assert _run(lived()) == [b"ab", b": \n\n", b"last"]
