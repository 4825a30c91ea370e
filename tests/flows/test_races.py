"""Many hands reach for one order at the same moment, each with a connection of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append, read
from huisheng.ledger.verify import verify
from huisheng.lifecycle.verbs import ACCEPT, verb
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import take
from huisheng.workers.nightly import compare
from tests.cast import MATTER, World

Act = Callable[[], object]

VERBS: dict[str, tuple[str, dict[str, Any]]] = {
    "sign_in": ("h-water", {}),
    "ask_return": ("h-water", {"ground": "not_my_duty", "clause": "三定方案第三条", "evidence": "附图"}),
    "reply": ("h-water", {"words": "已到现场处理。", "solved": True}),
    "withdraw": ("dispatcher", {"reason": "派错单位"}),
}
KINDS = {"sign_in": "signed_in", "ask_return": "return_asked", "reply": "replied", "withdraw": "withdrawn"}


def at_once(acts: Sequence[Act]) -> list[object]:
    """Start all together; what each gave or raised, in their order."""
    came: list[object] = [None] * len(acts)
    gate = Barrier(len(acts))

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(60)
            came[index] = acts[index]()
        except BaseException as error:  # looked at by the test
            came[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "two of them wait for each other"
    return came


def attempt(world: World, key: int, name: str) -> Act:
    """The verb as a desk does it: taken by number, locked, done, committed. Its name when it is done."""
    number = WorkOrder.objects.get(pk=key).number
    by, given = VERBS[name]
    seat, now = world.seat(by), world.now

    def act() -> str:
        with clock.at(now), append.writing():
            verb(name).do(take(number, seat), by=seat, at=now, **given)
        return name

    return act


def race(world: World, key: int, names: Sequence[str]) -> Counter[str]:
    """Who won; that the losers were refused and the ledger holds the winners' entries, each once."""
    world.pass_(minutes=2)
    stream = f"workorder:{key}"
    before = len(read.stream(stream))
    came = at_once([attempt(world, key, name) for name in names])
    won = Counter(name for name in came if isinstance(name, str))
    lost = [error for error in came if not isinstance(error, str)]
    assert all(isinstance(error, Refusal) and error.sentence.endswith("。") for error in lost), lost
    written = read.stream(stream)[before:]
    assert Counter(entry.kind for entry in written) == Counter({KINDS[name]: n for name, n in won.items()})
    assert [entry.no for entry in written] == list(range(before + 1, before + 1 + len(written)))
    return won


def sound() -> None:
    """Chains verify, and the live tables say what the ledger says."""
    assert verify().faults == []
    assert compare().faults == []


@pytest.mark.parametrize("start", ["sent", "signed"])
def test_fifty_race_for_one_order(lasting_world: World, start: str) -> None:
    key = lasting_world.dispatched()
    if start == "signed":
        lasting_world.do(key, "sign_in", "h-water")
    won = race(lasting_world, key, [name for _ in range(13) for name in VERBS][:50])
    assert won
    assert max(won.values()) == 1
    state = lasting_world.matter(key).order.state
    assert state == ("awaiting_dispatch" if won["withdraw"] else "replied" if won["reply"] else "in_hand")
    sound()


@pytest.mark.parametrize("name", VERBS)
def test_one_of_many_wins_an_edge(lasting_world: World, name: str) -> None:
    key = lasting_world.dispatched()
    if name == "reply":
        lasting_world.do(key, "sign_in", "h-water")
    assert race(lasting_world, key, [name] * 16) == {name: 1}
    sound()


def test_a_screen_that_is_behind_gets_a_refusal(lasting_world: World) -> None:
    """All have seen the same version: only the first may build on it."""
    key = lasting_world.dispatched()
    order, seat, now = WorkOrder.objects.get(pk=key), lasting_world.seat("dispatcher"), lasting_world.now

    def remind() -> None:
        with clock.at(now), append.writing():
            verb("remind").do(take(order.number, seat, seen=order.version), by=seat, at=now, words="请抓紧。")

    came = at_once([remind] * 10)
    assert came.count(None) == 1
    assert {error.code for error in came if isinstance(error, Refusal)} == {"stale"}
    assert len(read.stream(order.stream)) == order.version + 1
    sound()


def test_twenty_take_the_same_message(lasting_world: World) -> None:
    """Whatever the moment, it is one order, and each of them is told its number."""
    seat, now = lasting_world.seat("agent"), lasting_world.now

    def accept(ref: str) -> Act:
        def act() -> tuple[str, bool]:
            with clock.at(now):
                taken = ACCEPT.do(by=seat, at=now, **MATTER, source_ref=ref)
            return taken.matter.order.number, taken.new

        return act

    for ref in ("m1", "m2", "m3"):
        came = at_once([accept(ref)] * 20)
        told = [one for one in came if isinstance(one, tuple)]
        assert len(told) == 20, [one for one in came if not isinstance(one, tuple)]
        (order,) = WorkOrder.objects.filter(source="test", source_ref=ref)
        assert {number for number, _ in told} == {order.number}
        assert [new for _, new in told].count(True) == 1
        assert len(read.stream(order.stream)) == 2
    sound()


def test_different_messages_at_once_are_all_taken(lasting_world: World) -> None:
    seat, now = lasting_world.seat("agent"), lasting_world.now

    def accept(thread: int) -> Act:
        def act() -> list[str]:
            with clock.at(now):
                return [
                    ACCEPT.do(by=seat, at=now, **MATTER, source_ref=f"{thread}/{n}").matter.order.number
                    for n in range(10)
                ]

        return act

    came = at_once([accept(thread) for thread in range(16)])
    numbers = [number for told in came if isinstance(told, list) for number in told]
    assert len(set(numbers)) == len(numbers) == 160, [one for one in came if not isinstance(one, list)]
    sound()


def test_two_link_each_others_orders(lasting_world: World) -> None:
    """A -> B and B -> A at once: both are linked, or one is asked to try again; nobody hangs, nothing breaks."""
    seat, now = lasting_world.seat("agent"), lasting_world.now
    orders = [WorkOrder.objects.get(pk=lasting_world.accept()) for _ in range(2)]
    now = lasting_world.now
    linked = Barrier(2)

    def link(order: WorkOrder, to: WorkOrder) -> Act:
        def act() -> None:
            with clock.at(now), append.writing():
                verb("link").do(take(order.number, seat), by=seat, at=now, to=to.number)
                linked.wait(30)  # each holds its order before either reaches for the other's

        return act

    came = at_once([link(*orders), link(*orders[::-1])])
    refused = [error for error in came if error is not None]
    assert all(isinstance(error, Refusal) and error.code == "busy" for error in refused), refused
    assert len(refused) <= 1
    assert sum(len(read.stream(order.stream)) for order in orders) == 6 - len(refused)
    sound()
