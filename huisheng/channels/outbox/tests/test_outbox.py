"""What the centre writes: by the ledger, once, in time, seen when it fails."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.contract import Came, Medium
from huisheng.channels.outbox import follow, reads, rules, sending
from huisheng.channels.outbox.actions import give_up, post, receipt, send_again
from huisheng.channels.outbox.contract import Later, Never, Parcel, State
from huisheng.channels.outbox.models import Outgoing
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import cursor
from tests.cast import World


@pytest.fixture(autouse=True)
def _all_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)


def everywhere(platform: int, medium: Medium) -> bool:
    return True


def wrote(world: World, ref: str = "m1", medium: Medium = Medium.MAIL) -> int:
    """An order that came by mail, or by another medium; its id."""
    world.pass_(minutes=2)
    with world.hour() as at:
        came = Came(f"{medium}-yunshan", ref, medium.value, medium, at, "路灯不亮", address="yanshi@example.com")
        order = take.do(came, platform=world.platform, at=at).order
    assert order is not None
    return int(order.pk)


def followed(world: World, reaches: follow.Reaches = everywhere) -> None:
    with world.hour():
        while follow.step(reaches):
            pass


def templates_of(key: int) -> list[str]:
    return [row.template for row in reads.of_order(key)]


def posted(world: World, **changed: Any) -> Outgoing:
    given = {"medium": Medium.SMS, "address": "19900000001", "template": "code", "ref": "r1", **changed}
    with world.hour() as at:
        return post.do(platform=world.platform, values={"code": "123456", "minutes": "5"}, at=at, **given)


def sent(world: World, sender: Callable[[Parcel], str], tries: int = 1) -> list[Parcel]:
    """What a sender is given in so many rounds, each after the pauses are over."""
    given: list[Parcel] = []

    def noted(parcel: Parcel) -> str:
        given.append(parcel)
        return sender(parcel)

    for _ in range(tries):
        with world.hour():
            sending.Sending({Medium.SMS: noted}).step()
        world.pass_(hours=13)
    return given


def test_a_citizen_hears_of_his_matter_by_the_way_it_came(world: World) -> None:
    key = wrote(world)
    followed(world)
    (told,) = reads.of_order(key)
    parcel = reads.parcel(told)
    assert (told.template, told.medium, parcel.source, parcel.address) == (
        *("receipt", "mail", "mail-yunshan"),
        "yanshi@example.com",
    )
    number = told.order.number if told.order else ""
    assert parcel.subject == f"您反映的事项已受理（{number}）"
    assert f"工单号{number}，预计11月" in parcel.text
    assert parcel.text.endswith("云山市12345市民热线")


def test_wechat_has_said_so_at_once(world: World) -> None:
    key = wrote(world, medium=Medium.WECHAT)
    world.do(key, "answer", "agent", words="已告知。")
    followed(world)
    assert templates_of(key) == ["answered"]


def test_the_whole_way_to_the_survey(world: World) -> None:
    key = wrote(world)
    for name, seat, given in (
        ("hand_on", "agent", {}),
        ("send", "dispatcher", {"unit": "water"}),
        ("sign_in", "h-water", {}),
        ("contact", "h-water", {"outcome": "reached"}),
        ("reply", "h-water", {"words": "已处理。", "solved": True}),
        ("accept_reply", "dispatcher", {}),
        ("conclude", "dispatcher", {}),
    ):
        world.do(key, name, seat, **given)
    followed(world)
    followed(world)
    assert templates_of(key) == ["receipt", "sent", "survey"]
    assert "已转市水务局办理" in reads.parcel(reads.of_order(key)[1]).text


def test_a_caller_gets_short_messages_as_the_platform_says(world: World) -> None:
    caller = world.accept()
    landline = world.accept(phone="0731-58123456")
    silent = world.accept(phone="")
    other = world.accept(channel="web")
    followed(world)
    assert [(row.medium, row.template) for row in reads.of_order(caller)] == [("sms", "receipt")]
    assert reads.parcel(reads.of_order(caller)[0]).address == "19900000001"
    assert templates_of(landline) == templates_of(silent) == templates_of(other) == []


def test_nothing_where_no_channel_reaches(world: World) -> None:
    key = wrote(world)
    followed(world, lambda platform, medium: False)
    assert templates_of(key) == []


def test_what_is_long_past_is_told_nobody(world: World) -> None:
    key = wrote(world)
    world.pass_(days=3)
    followed(world)
    assert templates_of(key) == []


def test_what_is_passed_on_or_sent_besides_is_not_told(world: World) -> None:
    key = wrote(world)
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="linhe", co_units=("water",))
    world.do(key, "sign_in", "h-linhe")
    world.do(key, "pass_on", "h-linhe", unit="linhe-town")
    followed(world)
    assert templates_of(key) == ["receipt", "sent"]


def test_quiet_hours_hold_back_what_can_wait(world: World) -> None:
    world.pass_(hours=14)  # 23:00
    key = wrote(world)
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water")
    followed(world)
    receipt_, told = reads.of_order(key)
    assert clock.local(receipt_.due_at).hour == 23
    assert f"{clock.local(told.due_at):%m-%d %H:%M}" == "11-05 08:00"


def test_sent_once_and_delivered(world: World) -> None:
    row = posted(world)
    assert posted(world).pk == row.pk
    (parcel,) = sent(world, lambda parcel: "peer-1", tries=2)
    assert parcel.key == f"o{row.pk}"
    assert parcel.text.startswith("您的验证码是123456，5分钟内有效。")
    row.refresh_from_db()
    assert (row.state, row.peer_ref, row.tries) == (State.SENT, "peer-1", 1)
    with world.hour() as at:
        said: dict[str, Any] = {"peer_ref": "peer-1", "trouble": "", "at": at}
        assert not receipt.do(source="other", delivered=True, **said)
        assert receipt.do(source="", delivered=True, **said)
        assert receipt.do(source="", delivered=False, **said)  # too late: it was delivered
        assert not receipt.do(source="", peer_ref="", delivered=True, trouble="", at=at)
    row.refresh_from_db()
    assert row.state == State.DELIVERED


def test_a_bad_receipt_is_seen(world: World) -> None:
    row = posted(world)
    sent(world, lambda parcel: "peer-1")
    with world.hour() as at:
        receipt.do(source="", peer_ref="peer-1", delivered=False, trouble="号码不存在", at=at)
    row.refresh_from_db()
    assert (row.state, row.trouble) == (State.FAILED, "号码不存在")


def test_tried_again_with_pauses_then_given_up(world: World) -> None:
    row = posted(world)

    def away(parcel: Parcel) -> str:
        raise Later("对方没有应答")

    given = sent(world, away, tries=len(rules.PAUSES) + 3)
    assert len(given) == len(rules.PAUSES) + 1
    assert len({parcel.key for parcel in given}) == 1
    row.refresh_from_db()
    assert (row.state, row.trouble) == (State.FAILED, "对方没有应答")


def test_what_cannot_be_sent_fails_at_once(world: World) -> None:
    def never(parcel: Parcel) -> str:
        raise Never("空号")

    row, unsent = posted(world), posted(world, ref="r2", medium=Medium.WECHAT, address="openid")
    assert len(sent(world, never, tries=2)) == 1
    row.refresh_from_db()
    unsent.refresh_from_db()
    assert (row.state, row.trouble) == (State.FAILED, "空号")
    assert unsent.trouble == "平台没有接通这个渠道，请管理员设置后再发。"


def test_a_sender_that_breaks_is_tried_again(world: World) -> None:
    def broken(parcel: Parcel) -> str:
        raise ZeroDivisionError

    row = posted(world)
    sent(world, broken)
    row.refresh_from_db()
    assert (row.state, row.trouble) == (State.WAITING, "发送程序出错，请管理员查看日志。")


def test_who_is_cut_off_leaves_it_to_be_sent_again(world: World) -> None:
    def cut_off(parcel: Parcel) -> str:
        raise KeyboardInterrupt

    posted(world)
    with world.hour(), pytest.raises(KeyboardInterrupt):
        sending.Sending({Medium.SMS: cut_off}).step()
    with world.hour():
        assert sending.Sending({}).step() == 0  # somebody may still be sending it
    world.pass_(minutes=6)
    assert [parcel.address for parcel in sent(world, lambda parcel: "p")] == ["19900000001"]


def test_a_person_has_it_tried_again_or_gives_it_up(world: World) -> None:
    def never(parcel: Parcel) -> str:
        raise Never("空号")

    rows = [posted(world), posted(world, ref="r2", address="19900000002")]
    sent(world, never)
    dispatcher, stranger = world.seat("dispatcher"), world.seat("h-water")
    with world.hour() as at:
        for act in (send_again, give_up):
            with pytest.raises(Refusal, match="wrong_role|由"):
                act.do(rows[0].pk, by=stranger, at=at)
            with pytest.raises(Refusal):
                act.do(0, by=dispatcher, at=at)
        send_again.do(rows[0].pk, by=dispatcher, at=at)
        give_up.do(rows[1].pk, by=dispatcher, at=at)
        with pytest.raises(Refusal, match="已经"):
            send_again.do(rows[0].pk, by=dispatcher, at=at)
    (parcel,) = sent(world, lambda parcel: "p")
    assert parcel.key == f"o{rows[0].pk}"
    rows[1].refresh_from_db()
    assert (rows[1].state, rows[1].decided_by) == (State.CANCELLED, dispatcher.seat)


def test_nowhere_to_send_it(world: World) -> None:
    for given in ({"address": ""}, {"medium": Medium.WEB}):
        with pytest.raises(Refusal, match="no_address|没有可以发送的地址"):
            posted(world, **given)


def test_how_many_went_to_an_address(world: World) -> None:
    row = posted(world)
    posted(world, ref="r2")
    assert reads.sent_to(bytes(row.address_blind), "code", world.now - timedelta(hours=1)) == 2
    assert reads.sent_to(bytes(row.address_blind), "code", world.now + timedelta(hours=1)) == 0
