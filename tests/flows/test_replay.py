"""Everything that verbs do, folded again from the ledger: live tables and entries agree, and a meddled row is named."""

import argparse
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from huisheng.channels.inbox.actions import lift_nuisance, mark_nuisance
from huisheng.channels.telephony import adapters
from huisheng.channels.telephony import reads as telephony
from huisheng.channels.telephony.actions import abandon, answer, call_back, destroy, end, offer, three_way, transfer
from huisheng.channels.telephony.models import Call, Heard, Leg, Recording
from huisheng.console.commands import ledger as command
from huisheng.insight.actions import rest_model, take_model
from huisheng.insight.tests import test_learned
from huisheng.kernel import clock
from huisheng.knowledge.actions import (
    close_quiz,
    draw_quiz,
    look_through,
    open_quiz,
    renew,
    retire,
    revise,
    send_back,
    sign,
    sit,
    submit,
    write,
)
from huisheng.ledger import append, read
from huisheng.ledger.verify import verify
from huisheng.ledger.vocabulary import KINDS
from huisheng.lifecycle.deadlines.sweep import sweep_matter
from huisheng.lifecycle.dispatch.actions import end_ruling, rule_area
from huisheng.lifecycle.quality.actions import review_answer
from huisheng.lifecycle.quality.tests import test_checks
from huisheng.lifecycle.records.tests import test_records
from huisheng.lifecycle.sessions.tests import test_sessions
from huisheng.lifecycle.topics.actions import judge_topic
from huisheng.lifecycle.topics.tests import test_topics
from huisheng.lifecycle.workorder.reads import take_by_id
from huisheng.workers.nightly import compare
from tests.cast import World
from tests.office import Office, opened

RETURN = {"ground": "not_my_duty", "clause": "三定方案第三条", "evidence": "附图"}
EXEMPT = {"ground": "unreasonable", "clause": "办法第十条", "evidence": "附图"}


def returns(world: World) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    for number in ("43030020191104000127", "43030020191104000128"):
        world.do(key, "note_police", "agent", number=number)
    world.do(key, "ask_extension", "h-water", days=1, reason="等待配件")
    world.do(key, "ask_return", "h-water", **RETURN)
    world.do(key, "refuse_return", "dispatcher", words="属于你单位职责。")
    world.do(key, "ask_return", "h-water", **RETURN)
    world.do(key, "grant_return", "dispatcher", fault="unchecked", words="同意。")
    world.do(key, "send", "dispatcher", unit="urban")
    world.do(key, "ask_return", "h-urban", **RETURN)
    world.do(key, "withdraw", "dispatcher", reason="派错单位")
    world.do(key, "send", "dispatcher", unit="police")
    world.do(key, "resend", "dispatcher", unit="water", reason="改派")
    world.do(key, "ask_return", "h-water", **RETURN)
    world.do(key, "sign_in", "h-water")
    world.do(key, "reply", "h-water", words="已处理。", solved=False)


def extensions_and_redo(world: World) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    world.do(key, "contact", "h-water", outcome="unreached")
    world.do(key, "contact", "h-water", outcome="reached", words="已约好时间。")
    world.do(key, "contact", "h-water", outcome="reached")
    world.do(key, "arrive", "h-water", outcome="not_needed", words="市民说不必来。")
    world.do(key, "arrive", "h-water")
    world.do(key, "arrive", "h-water", outcome="met", words="再次到场。")
    world.do(key, "ask_extension", "h-water", days=2, reason="等待配件")
    world.do(key, "refuse_extension", "dispatcher", words="理由不充分。")
    world.do(key, "ask_extension", "h-water", days=2, reason="等待配件")
    world.do(key, "grant_extension", "supervisor", days=1, words="同意一天。")
    world.do(key, "reply", "h-water", words="已处理。", solved=True)
    world.do(key, "send_back", "dispatcher", words="请写明结果。")
    world.do(key, "reply", "h-water", words="已处理，见附件。", solved=True)
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    world.do(key, "visit", "visitor", outcome="unanswered")
    partly = {"solved": "partly", "grade": "unsatisfied", "process": "satisfied", "contacted": True}
    world.do(key, "visit", "visitor", outcome="reached", **partly)
    world.do(key, "redo", "visitor", reason="没有解决")
    world.do(key, "sign_in", "h-water")
    world.do(key, "reply", "h-water", words="已重新处理。", solved=True)
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    world.do(key, "visit", "visitor", outcome="reached", solved=True, grade="satisfied", contacted=None)
    world.do(key, "archive", "dispatcher")


def supervision_and_exemptions(world: World) -> None:
    key = world.awaiting_visit()
    world.unsatisfied(key)
    world.do(key, "supervise", "supervisor", form="phone", words="请说明情况。")
    world.do(key, "instruct", "leader", words="请抓紧办理。")
    world.do(key, "answer_instruction", "h-water", words="已办理。")
    world.do(key, "answer_supervision", "h-water", words="已整改。")
    world.unsatisfied(key)
    world.do(key, "supervise", "supervisor", form="written", words="请书面说明。")
    world.do(key, "ask_exemption", "h-water", **EXEMPT)
    world.do(key, "refuse_exemption", "assessor", words="依据不足。")
    world.do(key, "ask_exemption", "h-water", **EXEMPT)
    world.do(key, "grant_exemption", "assessor", words="同意。")
    world.do(key, "answer_supervision", "h-water", words="已整改。")
    for _ in range(3):
        world.do(key, "visit", "visitor", outcome="unanswered")
    world.do(key, "close", "visitor", reason="多次未接通")


def passed_on_with_co_handlers(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="linhe", co_units=["urban", "police"], note="请协同办理。")
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town", note="请办理。")
    world.do(key, "sign_in", "h-town")
    world.do(key, "remind", "dispatcher", words="请抓紧。")
    world.do(key, "remind", "dispatcher", dispatch=2, words="请抓紧。")
    world.do(key, "reply", "h-town", words="已处理。", solved=True)
    world.do(key, "accept_reply", "d-linhe")
    world.do(key, "reply", "d-linhe", words="已处理。", solved=True)
    world.do(key, "sign_in", "h-urban")
    world.do(key, "reply", "h-urban", words="已配合。", solved=True)
    world.do(key, "withdraw", "dispatcher", dispatch=3, reason="无需协办")
    for dispatch in (1, 2):
        world.do(key, "accept_reply", "dispatcher", dispatch=dispatch)
    world.do(key, "conclude", "dispatcher")
    world.do(key, "visit", "visitor", outcome="declined")
    world.do(key, "close", "visitor", reason="市民不愿评价")


def returns_below_and_beside(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="linhe", co_units=["urban", "police"])
    world.do(key, "ask_return", "h-urban", **RETURN)
    world.do(key, "grant_return", "dispatcher", words="同意。")
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town")
    world.do(key, "ask_return", "h-town", **RETURN)
    world.do(key, "grant_return", "d-linhe", words="同意。")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town")
    world.do(key, "sign_in", "h-police")
    world.do(key, "reply", "h-police", words="已配合。", solved=True)
    world.do(key, "send_back", "dispatcher", dispatch=3, words="请写明结果。")
    world.do(key, "resend", "dispatcher", unit="water", reason="改派")


def supervised_in_hand_and_redone_from_closed(world: World) -> None:
    key = world.dispatched()
    world.do(key, "supervise", "supervisor", form="on_site", words="请说明情况。")
    world.do(key, "answer_supervision", "h-water", words="正在办理。")
    world.do(key, "sign_in", "h-water")
    world.do(key, "ask_extension", "h-water", days=1, reason="等待配件")
    world.pass_(days=40)
    with world.hour() as now, append.writing():
        sweep_matter(take_by_id(key), now)
    world.do(key, "grant_extension", "dispatcher", words="同意。")
    with world.hour() as now, append.writing():
        sweep_matter(take_by_id(key), now)
    world.do(key, "reply", "h-water", words="已处理。", solved=True)
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    world.do(key, "visit", "visitor", outcome="reached", solved=True, grade="partly", contacted=True)
    world.do(key, "redo", "supervisor", reason="市民又来电反映")
    world.do(key, "withdraw", "dispatcher", reason="派错单位")
    world.do(key, "refuse", "dispatcher", reason="other", words="不属受理范围。")
    world.do(key, "archive", "dispatcher")


def withdrawn_with_what_was_passed_on(world: World) -> None:
    key = world.dispatched("linhe")
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town")
    world.do(key, "ask_return", "h-town", **RETURN)
    world.do(key, "withdraw", "dispatcher", dispatch=1, reason="派错单位")


def missed_deadlines(world: World) -> None:
    key = world.dispatched()
    world.pass_(days=40)
    with world.hour() as now, append.writing():
        assert sweep_matter(take_by_id(key), now) >= 2
    world.do(key, "sign_in", "h-water")
    world.do(key, "reply", "h-water", words="已处理。", solved=True)
    world.do(key, "send_back", "dispatcher", words="请写明结果。")


def intake(world: World) -> None:
    key, other = world.accept(urgent=True, about="water"), world.accept(no_visit=True)
    number = world.matter(other).order.number
    world.do(key, "link", "agent", to=number)
    world.do(key, "unlink", "agent", to=number)
    world.do(key, "link", "agent", to=number)
    world.do(key, "mark", "agent", mark="urgent", on=False, reason="并不紧急")
    world.do(key, "mark", "agent", mark="confidential", on=True, reason="市民要求")
    world.do(key, "classify", "dispatcher", kind="help", category="010101", region="")
    world.do(key, "answer", "dispatcher", words="已当场答复。")
    world.do(other, "refuse", "agent", reason="in_court", words="已进入诉讼。")
    silent = world.replied(no_visit=True)
    world.do(silent, "accept_reply", "dispatcher")
    world.do(silent, "conclude", "dispatcher")


def a_citizen_adds_and_calls_off(world: World) -> None:
    """Words added; called off where no unit has it, asked again; called off in hand, restored, dropped."""
    key = world.accept()
    world.do(key, "supplement", "system", channel="web", words="水还在漏。")
    world.do(key, "call_off", "agent", channel="phone", words="邻居修好了。")
    world.do(key, "ask_again", "system", channel="sms", words="又漏了。")
    world.do(key, "send", "dispatcher", unit="linhe", co_units=["urban"])
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town")
    world.do(key, "call_off", "system", channel="wechat")
    world.do(key, "ask_again", "agent", channel="phone", words="刚才说错了。")
    world.do(key, "call_off", "system", channel="wechat")
    world.do(key, "drop", "dispatcher", reason="已与市民核实。")
    world.do(key, "archive", "system")
    done = world.replied()
    world.do(done, "call_off", "agent", channel="phone")
    world.do(done, "accept_reply", "dispatcher")
    world.do(done, "conclude", "dispatcher")


def a_citizen_judges_and_asks_again(world: World) -> None:
    key = world.awaiting_visit()
    world.do(key, "visit", "system", outcome="reached", grade="satisfied", via="sms", words="谢谢")
    world.pass_(days=25)  # the citizen's clock would be over by now
    world.do(key, "ask_again", "system", channel="web", words="又漏了。")
    world.do(key, "redo", "visitor", reason="市民再次反映")
    answered = world.accept()
    world.do(answered, "answer", "agent", words="已当场答复。")
    world.do(answered, "ask_again", "agent", channel="phone", words="还没有解决。")
    world.do(answered, "send", "dispatcher", unit="urban")


def calls(world: World) -> None:
    agent = world.seat("agent")
    for call_id, effective, disposition in (("c1", True, "order"), ("c2", False, "invalid"), ("c3", None, "")):
        world.pass_(minutes=1)
        with world.hour() as now, append.writing():
            offer.do(by=agent, at=now, source="switch", call_id=call_id, queue="综合", phone="19900000001")
        with world.hour() as now, append.writing():
            call = telephony.take("switch", call_id, agent)
            if effective is None:
                abandon.do(call, by=agent, at=now)
                call_back.do(call, by=agent, at=now, outcome="unanswered")
                call_back.do(call, by=agent, at=now, outcome="reached")
                continue
            answer.do(call, by=agent, at=now)
        if effective:
            transferred(world, call_id)
        with world.hour() as now, append.writing():
            call = telephony.take("switch", call_id, agent)
            end.do(call, by=agent, at=now, effective=effective, disposition=disposition)
        if effective:
            recording_destroyed(world, call_id)


class _Obeys:
    """A switch that does as it is told: what one has to say for itself, the tests with the real one ask."""

    def transfer(self, call_id: str, number: str) -> None: ...

    def three_way(self, call_id: str, extension: str, number: str) -> None: ...


def transferred(world: World, call_id: str) -> None:
    agent, call = world.seat("agent"), Call.objects.get(call_id=call_id)
    with world.hour() as now, pytest.MonkeyPatch.context() as here:
        leg = Leg.objects.create(call=call, seat_id=agent.seat, rung_at=now, answered_at=now)
        here.setattr(adapters, "of_call", lambda call, command: _Obeys())
        transfer.do(call, by=agent, at=now, whom="8001")
        three_way.do(call, by=agent, at=now, whom="110")
        leg.delete()


def recording_destroyed(world: World, call_id: str) -> None:
    call, at = Call.objects.get(call_id=call_id), world.now
    heard = Heard.objects.create(
        source="switch", call_id=call_id, event="call.recording", seq=0, occurred_at=at, received_at=at, outcome="done"
    )
    made = Recording.objects.create(
        call=call, heard=heard, found_at=at, kept_at=at, content="0" * 32, digest=b"1" * 32, size=1
    )
    with world.hour() as now:
        destroy.do(made.pk, days=730, at=now)


def a_leaders_session(world: World) -> None:
    """Announced, asked, held, with an item that the leader sends back once; and one that is called off."""
    begins = world.now + timedelta(days=8)
    session = test_sessions.notice(world, starts_at=begins)
    test_sessions.step(world, test_sessions.notice(world, starts_at=begins + timedelta(days=1)), "cancel")
    test_sessions.step(world, session, "gather")
    world.now = begins
    test_sessions.step(world, session, "hold")
    key = test_sessions.item(world, session)
    test_sessions.step(world, session, "end")
    world.do(key, "sign_in", "h-water")
    world.do(key, "reply", "h-water", words="已抢修。", solved="yes")
    world.do(key, "review_item", "leader", approved=False, words="请写明恢复时间。")
    world.do(key, "send_back", "dispatcher", words="领导要求补充。")
    world.do(key, "reply", "h-water", words="当日恢复。", solved="yes")
    world.do(key, "review_item", "leader", approved=True, words="同意。")
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    world.do(key, "visit", "visitor", outcome="reached", solved="yes", grade="satisfied", contacted=True)
    test_sessions.step(world, session, "publish")


def checks_and_records(world: World) -> None:
    for name in test_checks.DO:
        check = test_checks.note(world, name)
    test_checks.strike(world, check.pk)
    for name in test_records.DO:
        record = test_records.noted(world, name)
    test_records.strike(world, record.pk, test_records.DO[name][1])
    test_records.given(world)


def rulings_and_reviews(world: World) -> None:
    """An area is ruled and the ruling ended; an answer given within the call is looked at again."""
    key = world.accept()
    world.do(key, "answer", "agent", words="已说明。")
    number = world.matter(key).order.number
    with world.hour() as at:
        ruled = rule_area.do(
            by=world.seat("dispatcher"), at=at, unit="urban", place="幸福里", reason="历来由其管。", first="2019-11-01"
        )
        end_ruling.do(by=world.seat("supervisor"), at=at, ruling=ruled.pk, reason="已重新划界。")
        review_answer.do(number, by=world.seat("quality"), at=at, kind="complaint", complete="1", words="")


def an_article(world: World) -> None:
    """Written, sent back, revised, signed, renewed, asked in a quiz, taken for an answer, out of reading."""
    given = {"title": "停水", "form": "article", "body": "两小时到场。", "source": "条例", "valid_from": "2019-11-01"}
    given["body"] = "接报后两小时到场。二十四小时修好。"
    by, signer = world.seat("knowledge"), world.seat("supervisor")
    with world.hour() as at:
        one = write.do(by=by, at=at, **given)
        one = submit.do(one.pk, by=by, at=at, seen=one.version)
        one = send_back.do(one.pk, by=signer, at=at, seen=one.version, why="写电话")
        one = revise.do(one.pk, by=by, at=at, seen=one.version, **given)
        one = submit.do(one.pk, by=by, at=at, seen=one.version)
        one = sign.do(one.pk, by=signer, at=at, seen=one.version)
        one = renew.do(one.pk, by=by, at=at, seen=one.version)
        held = draw_quiz.do(by=by, at=at, title="业务竞赛", count=1)
        look_through.approve(held.pk, by=by)
        open_quiz.do(held.pk, by=by, at=at, last=f"{clock.local_day(at)}")
        sit.begin(held.pk, by=world.seat("agent"), at=at)
        sit.hand_in(held.pk, by=world.seat("agent"), at=at)
        close_quiz.do(held.pk, by=by, at=at)
    world.do(world.accept(), "use_article", "agent", article=one.pk)
    with world.hour() as at:
        retire.do(one.pk, by=by, at=at, seen=one.version)


def a_nuisance(world: World) -> None:
    """Marked, and lifted before its day."""
    until = f"{clock.local_day(world.now) + timedelta(days=20)}"
    given = {"phone": "19900000049", "ground": "occupy", "why": "反复拨打。", "until": until}
    with world.hour() as at:
        marked = mark_nuisance.do(by=world.seat("supervisor"), at=at, **given)
        lift_nuisance.do(marked.pk, by=world.seat("supervisor"), at=at, why="误会。")


def models_and_a_verdict(world: World) -> None:
    """Two models, the first brought back and put out of use; a topic judged."""
    first = test_learned.kept(world, test_learned.outcome(40, 30))
    test_learned.kept(world, test_learned.outcome(40, 31, 30))
    with world.hour() as at:
        take_model.do(first.pk, by=world.seat("admin"), at=at)
        rest_model.do(first.pk, by=world.seat("admin"), at=at)
    test_topics.said(world)
    (topic,) = test_topics.find(world)
    with world.hour() as at:
        judge_topic.do(topic.pk, by=world.seat("supervisor"), at=at, true="yes", why="属实。")


def a_circular(office: Office) -> None:
    """Frozen twice, objected to, reworded, sent back once, and published."""
    office.frozen()
    run = office.frozen()
    office.do("raise_objection", run.id, by="h-water", about="满意率", words="一件回访有误。")
    office.do("decide", run.id, objection=1, upheld="0", words="录音核对无误。")
    office.world.now = run.objections_until
    office.do("finalise", run.id)
    edition = office.reviewed(run)
    office.do("send_back", run.id, edition.no, by="leader", words="请补充工作动态。")
    office.do("reword", run.id, edition.no, paragraph="w.notes", words="补充如下。")
    office.do("review", run.id, edition.no, by="supervisor")
    office.do("sign", run.id, edition.no, by="leader")
    office.do("publish", run.id, edition.no)


STORIES: tuple[Callable[[World], None], ...] = (
    returns,
    extensions_and_redo,
    supervision_and_exemptions,
    passed_on_with_co_handlers,
    returns_below_and_beside,
    withdrawn_with_what_was_passed_on,
    supervised_in_hand_and_redone_from_closed,
    missed_deadlines,
    intake,
    a_citizen_adds_and_calls_off,
    a_citizen_judges_and_asks_again,
    calls,
    a_leaders_session,
    checks_and_records,
    rulings_and_reviews,
    an_article,
    a_nuisance,
    models_and_a_verdict,
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_replay_equals_live(world: World, story: Callable[[World], None]) -> None:
    story(world)
    compared = compare()
    assert compared.faults == []
    assert compared.orders + compared.calls + compared.happenings >= 1
    assert verify().faults == []


@pytest.fixture
def lived(lasting_world: World, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """All stories, committed."""
    for story in STORIES:
        story(lasting_world)
    a_circular(opened(lasting_world, tmp_path, settings, monkeypatch))
    return lasting_world


def ledger(act: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """``huisheng ledger ACT``: its exit code and what it printed."""
    code = command.run(argparse.Namespace(act=act))
    return code, capsys.readouterr().out


def meddle(table: str, change: str, triggers: tuple[str, ...] = ("needs_entry", "never_deleted")) -> None:
    """As the tables' owner, with the triggers asleep."""
    with transaction.atomic(), connection.cursor() as cursor:
        for trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        cursor.execute(change)
        assert cursor.rowcount == 1
        for trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def test_every_kind_is_lived_and_what_was_meddled_with_is_named(
    lived: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """One long life for all: it is dear to set up."""
    assert {entry.kind for stream in read.everything() for entry in stream} == set(KINDS)
    assert ledger("replay", capsys)[0] == 0
    code, said = ledger("verify", capsys)
    assert code == 0
    assert said.startswith(f"账本完好：{read.count()}条记录")

    key = min(stream[0].key for stream in read.everything("workorder"))  # the story of the returns
    meddle("workorder", f"UPDATE workorder SET state = 'closed' WHERE id = {key}")
    meddle("workorder_dispatch", f"UPDATE workorder_dispatch SET says_solved = true WHERE order_id = {key} AND no = 4")
    meddle("workorder_request", f"DELETE FROM workorder_request WHERE order_id = {key} AND no = 1")
    call = Call.objects.get(call_id="c2")
    meddle("telephony_call", f"UPDATE telephony_call SET effective = true WHERE id = {call.pk}", ("needs_entry",))
    faults = compare().faults
    assert len(faults) == 4
    assert faults[0] == f"工单 workorder:{key}的order.state不一致：账本为'replied'，现行表为'closed'。"
    assert faults[1] == f"工单 workorder:{key}的dispatches.4.says_solved不一致：账本为False，现行表为True。"
    assert faults[2].startswith(f"工单 workorder:{key}的requests.1不一致：账本为{{'kind': 'extension'")
    assert faults[3] == f"来电 call:{call.pk}的effective不一致：账本为False，现行表为True。"
    code, said = ledger("replay", capsys)
    assert code == 1
    assert faults[0] in said
    assert said.endswith("发现4处问题。\n")

    meddle(
        "ledger_entry",
        f"UPDATE ledger_entry SET actor = actor + 1 WHERE stream = 'workorder:{key}' AND no = 4",
        ("append_only",),
    )
    code, said = ledger("verify", capsys)
    assert code == 1
    fault, count = said.splitlines()
    assert fault.startswith(f"workorder:{key} 第4条（")
    assert fault.endswith("的内容与其散列不符，该条被改动过。")
    assert count == "发现1处问题。"


def test_a_stream_as_of_an_earlier_moment(world: World) -> None:
    key = world.dispatched()
    then = world.now
    world.pass_(days=1)
    world.do(key, "sign_in", "h-water")
    name = f"workorder:{key}"
    assert [entry.kind for entry in read.stream(name, as_of=then)] == [
        "accepted",
        "classified",
        "handed_on",
        "dispatched",
    ]
    assert read.stream(name, as_of=then - timedelta(days=1)) == []
    assert len(read.stream(name)) == 5
