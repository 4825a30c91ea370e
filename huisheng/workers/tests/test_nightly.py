"""The day is sealed once; ledger and live tables are held against each other as of one moment."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from huisheng.channels.telephony.actions import offer
from huisheng.channels.telephony.models import Call
from huisheng.kernel import clock
from huisheng.ledger import append, cursor
from huisheng.ledger.vocabulary.calls import CallEnded
from huisheng.lifecycle.quality.actions import spot_check
from huisheng.lifecycle.records.actions import enter_figure, note
from huisheng.lifecycle.records.models import Record
from huisheng.lifecycle.sessions.actions import announce
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import live_many
from huisheng.workers import nightly
from tests.cast import World


def _call(world: World) -> Call:
    with world.hour() as at, append.writing():
        call: Call = offer.do(
            by=world.seat("system"), at=at, source="switch", call_id="c1", queue="12345", phone="19900000001"
        )
    return call


def test_yesterday_is_sealed_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)
    world.accept()
    world.pass_(days=1)
    with world.hour() as at:
        sealed = nightly.seal_yesterday()
        assert sealed is not None
        assert sealed.day == clock.local_day(at) - timedelta(days=1)
        assert nightly.seal_yesterday() is None


def test_what_agrees_is_counted(world: World) -> None:
    world.awaiting_visit()
    world.dispatched("urban")
    _call(world)
    told: list[int] = []
    compared = nightly.compare(told.append)
    assert (compared.orders, compared.calls, compared.faults) == (2, 1, [])
    assert told == sorted(told) and told[-1] > 10


def test_what_is_no_order_is_compared_too(world: World) -> None:
    with world.hour() as at:
        day = clock.local_day(at)
        announce.do(
            by=world.seat("supervisor"), at=at, unit="water", post="局长", portfolio="全面工作",
            starts_at=at + timedelta(days=8), topics="供水",
        )  # fmt: skip
        spot_check.do(by=world.seat("assessor"), at=at, day=day, source="own", unit="water", sampled=9, passed=8)
        record = note.do(by=world.seat("assessor"), at=at, day=day, words="召开座谈会。")
        enter_figure.do(
            by=world.seat("assessor"), at=at, measure="accepted", first=day, last=day, numerator=3, source="旧通报"
        )
    compared = nightly.compare()
    assert (compared.happenings, compared.faults) == (4, [])
    Record.objects.filter(pk=record.pk).update(count=5)
    assert nightly.compare().faults == [f"记事 record:{record.pk}的count不一致：账本为1，现行表为5。"]


def test_what_differs_is_named(world: World) -> None:
    key, call = world.dispatched(), _call(world)
    WorkOrder.objects.filter(pk=key).update(returns=3)
    Call.objects.filter(pk=call.pk).update(queue="another")
    with world.hour() as at, append.writing() as page:
        page.append("call:999999", CallEnded(True, "", 1), by=world.seat("system"), at=at)
    faults = nightly.compare().faults
    assert f"工单 workorder:{key}的order.returns不一致：账本为0，现行表为3。" in faults
    assert f"来电 call:{call.pk}的queue不一致：账本为'12345'，现行表为'another'。" in faults
    assert "来电 call:999999在账本里有，现行表里没有。" in faults
    assert len(faults) == 3


def test_what_is_written_meanwhile_is_no_difference(lasting_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key = lasting_world.dispatched()

    def after_somebody_signed_in(keys: list[int]) -> Any:
        writer = threading.Thread(target=_sign_in, args=(lasting_world, key))
        writer.start()
        writer.join()
        return live_many(keys)

    monkeypatch.setattr(nightly, "live_many", after_somebody_signed_in)
    assert nightly.compare().faults == []
    assert [d.state for d in lasting_world.matter(key).dispatches] == ["signed"]


def _sign_in(world: World, key: int) -> None:
    try:
        world.do(key, "sign_in", "h-water")
    finally:
        connection.close()
