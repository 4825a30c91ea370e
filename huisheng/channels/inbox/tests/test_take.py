"""A message becomes an order, an addition or a judgement; once, and never lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from huisheng.channels.inbox import reads
from huisheng.channels.inbox.actions import place, take, unsubscribe
from huisheng.channels.inbox.actions.take import Taken
from huisheng.channels.inbox.contract import Came, Medium, Outcome
from huisheng.channels.inbox.models import Contact, Incoming, IncomingFile
from huisheng.kernel import clock
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read
from huisheng.lifecycle import verbs
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.attachments.tests.made import picture
from huisheng.lifecycle.workorder.models import Note, WorkOrder
from huisheng.lifecycle.workorder.states import OrderState
from tests.cast import START, World

LETTER = Came(
    source="mail-yunshan",
    ref="<a1@example.com>",
    channel="mail",
    medium=Medium.MAIL,
    at=START,
    words="临河区石桥镇一处餐饮油烟扰民，窗户不敢开。请处理。",
    address="Yanshi@Example.com",
    name="演示甲",
)


def taken(world: World, came: Came = LETTER, **changed: Any) -> Taken:
    world.pass_(minutes=2)
    with world.hour() as at:
        return take.do(replace(came, **{"at": at, **changed}), platform=world.platform, at=at)


def kinds(order: WorkOrder | None) -> list[str]:
    assert order is not None
    return [entry.kind for entry in read.stream(order.stream)]


def test_a_letter_becomes_an_order_sorted_by_its_words(world: World) -> None:
    got = taken(world)
    order = got.order
    assert (got.outcome, got.new) == (Outcome.NEW, True)
    assert order is not None
    assert (order.channel, order.source, order.source_ref) == ("mail", "mail-yunshan", "<a1@example.com>")
    assert (order.kind, order.category) == ("help", "010201")  # 餐饮油烟
    assert order.personal.title == "临河区石桥镇一处餐饮油烟扰民，窗户不敢开"
    assert order.state == OrderState.ACCEPTED
    (contact,) = reads.contacts(order.pk)
    assert (contact.medium, contact.source, reads.address(contact)) == ("mail", "mail-yunshan", "Yanshi@Example.com")
    kept = Incoming.objects.get()
    assert "演示甲".encode() not in bytes(kept.said_sealed)
    assert reads.came(kept).words == LETTER.words


def test_what_fits_no_category_is_其他(world: World) -> None:
    order = taken(world, words="有一件别的事想说一说").order
    assert order is not None
    assert order.category == "1508"
    assert order.region == ""


def test_the_same_message_again_is_the_same_order(world: World) -> None:
    first, second = taken(world), taken(world, words="另外的话")
    assert (second.new, second.outcome, second.order) == (False, Outcome.NEW, first.order)
    assert (Incoming.objects.count(), WorkOrder.objects.count()) == (1, 1)


def test_an_answer_is_added_to_its_own_order_only(world: World) -> None:
    order = taken(world).order
    assert order is not None
    mine = taken(world, ref="a2", words="补充：每天晚上七点开始。", answers=order.number, address="yanshi@example.com ")
    assert (mine.outcome, mine.order) == (Outcome.ADDED, order)
    assert kinds(order)[-1] == "supplemented"
    assert Note.objects.filter(order=order, text="补充：每天晚上七点开始。").exists()
    named = taken(world, ref="a3", words=f"关于{order.number}，今天又有了")
    assert (named.outcome, named.order) == (Outcome.ADDED, order)
    stranger = taken(world, ref="a4", words="我也一样", answers=order.number, address="other@example.com")
    assert stranger.outcome == Outcome.NEW
    assert stranger.order != order


def test_an_answer_after_the_end_asks_for_it_again_or_is_a_new_order(world: World) -> None:
    order = taken(world).order
    assert order is not None
    world.do(order.pk, "answer", "agent", words="已告知。")
    again = taken(world, ref="a2", words="还是没有解决", answers=order.number)
    assert (again.outcome, again.order) == (Outcome.ADDED, order)
    assert kinds(order)[-1] == "asked_again"
    world.do(order.pk, "refuse", "dispatcher", reason="in_court", words="已在诉讼中。")
    new = taken(world, ref="a3", words="还是没有解决", answers=order.number)
    assert (new.outcome, new.order == order) == (Outcome.NEW, False)


def test_files_hang_on_the_order_and_a_bad_one_is_said(world: World) -> None:
    files = tuple(Upload(f"{n}.jpg", picture(size=(40, 40 + n)), 1) for n in range(1, 11))
    got = taken(world, files=(*files, Upload("病毒.exe", b"MZ\x90\x00", 4)))
    assert got.outcome == Outcome.NEW
    assert got.order is not None
    assert Attachment.objects.filter(order=got.order).count() == 10
    assert "病毒.exe" in got.message.trouble
    assert not IncomingFile.objects.exists()


def test_only_a_picture(world: World) -> None:
    got = taken(world, words="", files=(Upload("a.jpg", picture(), 1),))
    assert got.outcome == Outcome.NEW
    assert got.order is not None
    assert got.order.personal.words == "（来件只有附件，没有文字）"


def test_an_empty_message_waits_for_a_person(world: World) -> None:
    got = taken(world, words=" \n")
    assert (got.outcome, got.order) == (Outcome.HELD, None)
    assert got.message.trouble.startswith("来件没有文字也没有附件")
    assert taken(world, words=" ").outcome == Outcome.HELD


def test_words_too_long_for_an_order_are_kept_whole(world: World) -> None:
    words = "很长。" * 4000
    got = taken(world, words=words)
    assert got.order is not None
    assert got.order.personal.words.endswith("见来件）")
    assert len(got.order.personal.words) == 5000
    assert reads.came(got.message).words == words


@pytest.mark.parametrize(
    ("said", "grade", "state"),
    [("1", "satisfied", OrderState.CLOSED), ("3", "unsatisfied", OrderState.AWAITING_DECISION)],
)
def test_a_short_message_judges_the_order_that_waits(world: World, said: str, grade: str, state: OrderState) -> None:
    short = replace(LETTER, source="sms-yunshan", ref="s1", channel="sms", medium=Medium.SMS, address="19900000001")
    order = taken(world, short).order
    assert order is not None
    for name, seat, given in (
        ("hand_on", "agent", {}),
        ("send", "dispatcher", {"unit": "water"}),
        ("sign_in", "h-water", {}),
        ("contact", "h-water", {"outcome": "reached"}),
        ("reply", "h-water", {"words": "已处理。", "solved": True}),
        ("accept_reply", "dispatcher", {}),
        ("conclude", "dispatcher", {}),
    ):
        world.do(order.pk, name, seat, **given)
    got = taken(world, short, ref="s2", words=said)
    assert (got.outcome, got.order) == (Outcome.JUDGED, order)
    order.refresh_from_db()
    assert order.state == state
    (visited,) = (entry.body for entry in read.stream(order.stream) if entry.kind == "visited")
    assert visited.to_json()["grade"] == grade
    nothing_left = taken(world, short, ref="s3", words="1")
    assert nothing_left.outcome == Outcome.HELD
    assert "没有等待评价的工单" in nothing_left.message.trouble


def test_what_was_cut_off_after_it_was_kept_is_placed_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as here:
        here.setattr(place, "do", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            taken(world)
    (message,) = Incoming.objects.all()
    assert message.outcome == Outcome.RECEIVED
    with world.hour() as now:
        assert reads.unplaced(now, 10) == []
        assert reads.unplaced(now + timedelta(minutes=1), 10) == [message.pk]
        placed = place.do(message.pk, at=now)
    assert placed.outcome == Outcome.NEW
    assert taken(world).order == placed.order


def _cut_off(key: int, *, at: object, said: object = None) -> Incoming:
    raise KeyboardInterrupt


def test_a_message_at_which_the_program_breaks_waits_for_a_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as here:
        here.setattr(verbs.ACCEPT, "do", broken)
        got = taken(world)
    assert (got.outcome, got.order) == (Outcome.HELD, None)
    assert got.message.trouble.startswith("登记来件时程序出错")
    with world.hour() as now:
        assert place.do(got.message.pk, at=now).outcome == Outcome.NEW  # once it is mended


@pytest.mark.parametrize("changed", [{"channel": "pigeon"}, {"ref": ""}, {"ref": "x" * 129}, {"ref": "a\x00"}])
def test_an_adapters_own_fault_is_refused(world: World, changed: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        taken(world, **changed)
    assert not Incoming.objects.exists()


def test_no_more_of_it(world: World) -> None:
    order = taken(world).order
    assert order is not None
    with world.hour() as at:
        assert unsubscribe.do(platform=world.platform, medium=Medium.MAIL, address="YANSHI@example.com", at=at) == 1
    assert reads.contacts(order.pk) == []
    assert Contact.objects.count() == 1


def test_two_copies_at_the_same_moment_are_one(lasting_world: World) -> None:
    now = lasting_world.now

    def once(_: int) -> tuple[int | None, bool]:
        try:
            with clock.at(now):
                got = take.do(LETTER, platform=lasting_world.platform, at=now)
            return got.order.pk if got.order else None, got.new
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(once, range(8)))
    assert len({order for order, _ in answers}) == 1
    assert sum(new for _, new in answers) == 1
    assert WorkOrder.objects.count() == 1
