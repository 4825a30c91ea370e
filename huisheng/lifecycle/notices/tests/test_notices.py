"""Notices by rule: to whom, once, only as long as the order may be seen; read, read up to, thrown away."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import cursor
from huisheng.lifecycle.notices import follow, reads
from huisheng.lifecycle.notices.actions import mark_read
from huisheng.lifecycle.notices.models import Notice, Seen
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import World
from tests.office import Office


@pytest.fixture(autouse=True)
def everything_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader waits for no other database's transactions, and sees what isn't committed yet."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)


def fold(world: World) -> None:
    """Everything that is new."""
    with world.hour():
        cursor.catch_up(follow.step)


def said(world: World, code: str) -> list[str]:
    """What the seat reads, newest first."""
    return [item.sentence for item in reads.page(world.seat(code)).items]


def unread(world: World, code: str) -> int:
    return reads.unread(world.seat(code))


def test_each_is_told_what_is_his(world: World) -> None:
    key = world.dispatched("water")
    fold(world)
    assert said(world, "h-water") == ["新派来一件，请签收"]
    assert said(world, "h-urban") == said(world, "dispatcher") == said(world, "agent") == []
    world.do(key, "sign_in", "h-water")
    fold(world)
    assert said(world, "h-water") == [], "who has signed needn't clear that away"
    world.do(key, "remind", "dispatcher", words="请尽快")
    world.do(key, "remind", "supervisor", words="请尽快")
    world.do(key, "ask_extension", "h-water", days=2, reason="管材未到")
    fold(world)
    assert said(world, "h-water") == ["催办：请尽快办理（第 2 次）"]
    assert said(world, "dispatcher") == ["市水务局申请延期，请审批"]
    world.do(key, "grant_extension", "dispatcher")
    fold(world)
    assert said(world, "dispatcher") == [], "one dispatcher has decided: the others needn't"
    assert said(world, "h-water")[0] == "延期已同意"
    world.do(key, "instruct", "leader", words="请重视")
    world.do(key, "supervise", "supervisor", form="phone", words="请办")
    fold(world)
    assert said(world, "h-water")[:2] == ["督办：请按要求办理并回复", "领导批示，请办理并回复"]
    assert said(world, "supervisor") == ["领导作了批示，请跟到办完"]
    world.do(key, "answer_instruction", "h-water", words="已安排")
    world.do(key, "answer_supervision", "h-water", words="已安排")
    fold(world)
    assert said(world, "leader") == ["您的批示已有办理回复"]
    assert said(world, "supervisor")[0] == "市水务局已回复督办"
    assert unread(world, "h-urban") == unread(world, "admin") == 0
    (urgent,) = [item for item in reads.page(world.seat("h-water")).items if item.sentence.startswith("催办")]
    assert urgent.urgent and urgent.number == WorkOrder.objects.get().number and urgent.title


def test_what_the_citizen_does_himself_is_told(world: World) -> None:
    key, done = world.dispatched("water"), world.awaiting_visit("urban")
    world.do(key, "sign_in", "h-water")
    world.do(key, "supplement", "system", channel="sms", words="三楼也漏了。")
    world.do(key, "call_off", "system", channel="sms")
    fold(world)
    assert said(world, "h-water") == ["市民撤回诉求，请等派单员处理", "市民补充了情况，请查看"]
    assert said(world, "dispatcher") == ["市民撤回诉求，请按撤诉结案或照常办结"]
    world.do(key, "ask_again", "agent", channel="phone", words="还是要办。")
    world.do(done, "visit", "system", outcome="reached", grade="satisfied", via="sms")
    world.do(done, "ask_again", "system", channel="sms", words="又坏了。")
    answered = world.accept()
    world.do(answered, "answer", "agent", words="已说明。")
    world.do(answered, "ask_again", "system", channel="sms", words="没有解决。")
    world.do(answered, "call_off", "system", channel="sms")
    fold(world)
    assert said(world, "h-water")[0] == "市民恢复诉求，请继续办理"
    assert said(world, "supervisor") == ["市民再次反映，请处置"]
    assert said(world, "dispatcher")[0] == "市民再次反映，请派单"


def test_a_return_is_decided_by_the_level_that_sent(world: World) -> None:
    key = world.dispatched("linhe")
    fold(world)
    assert said(world, "d-linhe") == said(world, "h-linhe") == ["新派来一件，请签收"], "whoever handles for a platform"
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town")
    world.do(key, "ask_return", "h-town", ground="not_my_duty", clause="某条", evidence="不属本镇")
    fold(world)
    assert said(world, "d-linhe") == ["石桥镇申请退单，请裁决"]
    assert said(world, "dispatcher") == []
    world.do(key, "refuse_return", "d-linhe", words="属本镇")
    world.do(key, "mark", "dispatcher", mark="urgent", on=True, reason="升级")
    fold(world)
    assert said(world, "h-town")[:2] == ["已标为急件，请优先办理", "退单未同意，请继续办理"]
    assert "已标为急件，请优先办理" in said(world, "d-linhe")


def test_who_lost_the_right_sees_none(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water")
    world.do(key, "instruct", "leader", words="请重视")
    fold(world)
    assert unread(world, "h-water") == 2
    notice = Notice.objects.get(code="arrived").pk
    world.do(key, "mark", "supervisor", mark="confidential", on=True, reason="涉及举报人")
    fold(world)
    assert (said(world, "h-water"), unread(world, "h-water")) == ([], 0)
    with pytest.raises(Refusal) as refused:
        mark_read.do(notice, by=world.seat("h-water"))
    assert refused.value.code == "not_found"
    assert said(world, "supervisor") == ["领导作了批示，请跟到办完"]


def test_read_one_read_all(world: World) -> None:
    keys = [world.dispatched("water") for _ in range(4)]
    fold(world)
    seat = world.seat("h-water")
    newest, *older = reads.page(seat).items
    mark_read.do(older[0].key, by=seat)
    mark_read.do(older[0].key, by=seat)
    assert unread(world, "h-water") == 3
    mark_read.do_all(older[0].key, by=seat)
    assert [item.unread for item in reads.page(seat).items] == [True, False, False, False]
    assert not Seen.objects.exists()
    mark_read.do_all(older[1].key, by=seat)  # an old page's button takes nothing back
    assert unread(world, "h-water") == 1
    mark_read.do_all(10**15, by=seat)
    assert unread(world, "h-water") == 0
    world.do(keys[0], "remind", "dispatcher", words="请尽快")
    fold(world)
    assert unread(world, "h-water") == 1, "what comes later is unread"
    for stranger in ("h-urban", "dispatcher"):
        with pytest.raises(Refusal) as refused:
            mark_read.do(newest.key, by=world.seat(stranger))
        assert refused.value.code == "not_found"
    with pytest.raises(Refusal) as refused:
        mark_read.do_all(1, by=world.seat("admin"))
    assert refused.value.code == "wrong_role"


def test_pages_by_key(world: World) -> None:
    for _ in range(5):
        world.dispatched("water")
    fold(world)
    seat = world.seat("h-water")
    first = reads.page(seat, size=3)
    second = reads.page(seat, first.next, size=3)
    assert (len(first.items), len(second.items), second.next) == (3, 2, "")
    assert {i.key for i in first.items}.isdisjoint(i.key for i in second.items)
    for nonsense in ("x", "-1", "²", "9" * 30):
        with pytest.raises(Refusal):
            reads.page(seat, nonsense)


def test_as_many_questions_for_fifty_as_for_one(world: World) -> None:
    counts = []
    for more in (1, 6):
        for _ in range(more):
            world.dispatched("water")
        fold(world)
        with CaptureQueriesContext(connection) as asked:
            reads.page(world.seat("h-water"))
            reads.unread(world.seat("h-water"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_clock_that_runs_out_is_told_once(world: World) -> None:
    key = world.dispatched("water")
    world.do(key, "sign_in", "h-water")
    fold(world)
    due = world.matter(key).clock("reply", 1)
    assert due is not None
    for before, made in ((5, 0), (3, 1), (2, 0)):
        world.now = due.due_at - timedelta(hours=before)
        with world.hour():
            found = follow.running_out()
        assert found >= made if before == 3 else found == made
    assert "办理快到时限，请抓紧" in said(world, "h-water")
    assert not any("快到时限" in one for one in said(world, "h-urban"))
    world.do(key, "reply", "h-water", words="已修好", solved=True)
    fold(world)
    assert "办理快到时限，请抓紧" not in said(world, "h-water")


def test_a_missed_clock(world: World) -> None:
    from huisheng.lifecycle.deadlines.sweep import sweep

    world.dispatched("water")
    world.pass_(days=20)
    with world.hour() as at:
        sweep(at)
    fold(world)
    assert {"签收已逾期，请尽快办理", "办理已逾期，请尽快办理"} & set(said(world, "h-water"))
    assert {"市水务局的办理已逾期", "市民时钟已逾期"} & set(said(world, "supervisor"))


def test_nobody_is_told_of_a_rehearsal_s_past(world: World) -> None:
    world.dispatched("water")
    world.pass_(days=91)
    fold(world)
    assert not Notice.objects.exists()


def test_what_is_kept_for_a_while_goes(world: World) -> None:
    key = world.dispatched("water")
    fold(world)
    mark_read.do(Notice.objects.get().pk, by=world.seat("h-water"))
    with clock.at(world.now + timedelta(days=89)):
        assert follow.expire() == 0
    with clock.at(world.now + timedelta(days=91)):
        assert follow.expire() == 1
    assert not Notice.objects.exists() and not Seen.objects.exists()
    assert world.matter(key).order.version > 1


def test_a_batch_read_twice_says_it_once(world: World) -> None:
    world.dispatched("water")
    fold(world)
    before = list(Notice.objects.values_list("code", "unit", "desk"))
    cursor.rewind(follow.NAME)
    fold(world)
    assert list(Notice.objects.values_list("code", "unit", "desk")) == before


def test_a_card_for_the_push(world: World) -> None:
    key = world.dispatched("water")
    fold(world)
    (card,) = reads.fresh(0, 10)
    assert reads.last() == card.key and reads.fresh(card.key, 10) == []
    assert (card.order, card.sentence, card.urgent) == (key, "新派来一件，请签收", False)
    assert card.meant_for(world.seat("h-water"))
    assert not any(card.meant_for(world.seat(code)) for code in ("h-urban", "dispatcher", "admin", "agent"))
    night = world.now.replace(hour=15)  # 23:00 in Shanghai
    scope = world.seat("h-water").scope
    assert reads.silent(False, scope, night) and not reads.silent(True, scope, night)


def test_circulars(office: Office) -> None:
    world = office.world
    fold(world)
    run = office.frozen()
    office.do("raise_objection", run.id, by="h-water", about="满意率", words="有一件应当不计")
    fold(world)
    assert said(world, "h-urban")[0].startswith("统计数据已冻结，11-")
    assert said(world, "assessor")[0] == "市水务局提出异议，请裁决"
    office.do("decide", run.id, objection=1, upheld=False, words="经核对无误")
    fold(world)
    assert said(world, "h-water")[0] == "提出的异议已裁决"
    assert "提出的异议已裁决" not in said(world, "h-urban")
    world.now = run.objections_until
    office.do("finalise", run.id)
    edition = office.reviewed(run)
    fold(world)
    assert said(world, "leader")[0].endswith("已核稿，请签发")
    assert said(world, "supervisor")[0].endswith("已起草，请核稿")
    office.do("sign", run.id, edition.no, by="leader")
    office.do("publish", run.id, edition.no)
    fold(world)
    assert run.id not in {item.circular for item in reads.page(world.seat("h-town")).items}, "another platform's"
    told: Any = reads.page(world.seat("h-urban")).items[0]
    assert told.sentence.endswith("》已公布") and (told.circular, told.number) == (run.id, "")
