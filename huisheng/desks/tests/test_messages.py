"""来件、发件: what the channels couldn't do by themselves is done by a person; nobody else sees it."""

from typing import Any

import pytest

from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.contract import Came, Medium, Outcome
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.outbox import sending
from huisheng.channels.outbox.actions import post
from huisheng.channels.outbox.contract import State
from huisheng.channels.outbox.models import Outgoing
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import As
from huisheng.directory.models import Look
from tests.cast import World

FORM = {"kind": "help", "category": "010201", "region": "", "title": "油烟扰民", "words": "每晚都有油烟。", "place": ""}


def came(world: World, ref: str = "m1", words: str = "1", **changed: Any) -> Incoming:
    """A message that can't be placed: a judgement with nothing to judge."""
    world.pass_(minutes=1)
    with world.hour() as at:
        given = {"source": "sms-yunshan", "channel": "sms", "medium": Medium.SMS, "address": "19900000001", **changed}
        return take.do(Came(ref=ref, at=at, words=words, **given), platform=world.platform, at=at).message


def failed(world: World, ref: str = "r1", order: int | None = None) -> Outgoing:
    with world.hour() as at:
        row = post.do(
            platform=world.platform, medium=Medium.SMS, address="19900000001", template="code", ref=ref, order=order,
            values={"code": "1", "minutes": "5"}, at=at,
        )  # fmt: skip
        sending.Sending({}).step()
    return row


def test_what_waits_for_a_person_stands_first_and_says_why(world: World, as_: As) -> None:
    held, done = came(world), came(world, "m2", "路灯不亮", medium=Medium.WECHAT, channel="wechat")
    client = as_("agent")
    page: Any = client.get("/messages/")
    assert [(line.channel, line.outcome) for line in page.context["lines"]] == [("短信", "待人工处理")]
    assert "没有等待评价的工单" in said(page)
    assert done.order is not None
    everything = said(client.get("/messages/?all=1"))
    assert done.order.number in everything and "已立单" in everything
    assert f"/messages/{held.pk}/" in client.get("/messages/").content.decode()


def test_registering_by_hand(world: World, as_: As) -> None:
    held, client = came(world), as_("agent")
    page: Any = client.get(f"/messages/{held.pk}/")
    assert "没有等待评价的工单" in said(page)
    assert Look.objects.filter(subject=f"message:{held.pk}", seat_id=world.seat("agent").seat).count() == 1
    wrong: Any = client.post(f"/messages/{held.pk}/", {**FORM, "category": "", "words": "写好的话"})
    assert wrong.status_code == 422
    assert "写好的话" in said(wrong)
    with world.hour():
        right = client.post(f"/messages/{held.pk}/", FORM)
    held.refresh_from_db()
    assert held.order is not None
    assert right.headers["Location"] == f"/orders/{held.order.number}/"
    assert (held.outcome, held.order.channel, held.order.personal.title) == (Outcome.NEW, "sms", "油烟扰民")
    late: Any = client.post(f"/messages/{held.pk}/", FORM)
    assert late.status_code == 422


def test_no_matter_of_a_citizen(world: World, as_: As) -> None:
    held, client = came(world), as_("dispatcher")
    empty: Any = client.post(f"/messages/{held.pk}/aside/", {"reason": " "})
    assert empty.status_code == 422
    assert "请填写为什么不是诉求" in said(empty)
    assert client.post(f"/messages/{held.pk}/aside/", {"reason": "广告"}).status_code == 302
    held.refresh_from_db()
    assert (held.outcome, held.trouble, held.decided_by) == (Outcome.ASIDE, "广告", world.seat("dispatcher").seat)
    assert "不是诉求" in said(client.get("/messages/?all=1"))


def test_tried_once_more(world: World, as_: As) -> None:
    held, client = came(world), as_("agent")
    assert client.post(f"/messages/{held.pk}/again/").headers["Location"] == f"/messages/{held.pk}/"
    Incoming.objects.filter(pk=held.pk).update(medium=Medium.MAIL.value)
    with world.hour():
        assert client.post(f"/messages/{held.pk}/again/").headers["Location"] == "/messages/"
    held.refresh_from_db()
    assert held.outcome == Outcome.NEW


@pytest.mark.parametrize("done", ["again", "give_up"])
def test_what_could_not_be_sent(world: World, as_: As, done: str) -> None:
    row, client = failed(world), as_("agent")
    assert "验证码" in said(client.get("/messages/sent/")) and "平台没有接通这个渠道" in said(
        client.get("/messages/sent/")
    )
    assert "19900000001" not in client.get("/messages/sent/?all=1").content.decode()
    client.post(f"/messages/sent/{row.pk}/", {"done": done})
    row.refresh_from_db()
    assert row.state == {"again": State.WAITING, "give_up": State.CANCELLED}[done]
    assert "请刷新后再看" in said(client.post(f"/messages/sent/{row.pk}/", {"done": done}, follow=True))
    assert client.post(f"/messages/sent/{row.pk}/", {"done": "nothing"}).status_code == 403


def test_others_have_none_of_it(world: World, as_: As) -> None:
    held, row = came(world), failed(world)
    for path in ("/messages/", f"/messages/{held.pk}/", "/messages/sent/"):
        assert as_("h-water").get(path).status_code == 403
    assert as_("h-water").post(f"/messages/sent/{row.pk}/", {"done": "again"}).status_code == 403
    assert as_("agent").get("/messages/999999/").status_code == 404


def test_an_order_says_what_was_written_to_its_citizen(world: World, as_: As) -> None:
    key = world.accept()
    failed(world, order=key)
    number = world.matter(key).order.number
    assert "给市民发短信：验证码（发送失败）" in said(as_("agent").get(f"/orders/{number}/"))


def test_pages_follow(world: World, as_: As) -> None:
    for n in range(52):
        came(world, f"m{n}")
        failed(world, f"r{n}")
    client = as_("agent")
    for path in ("/messages/", "/messages/?all=1", "/messages/sent/", "/messages/sent/?all=1"):
        page: Any = client.get(path)
        assert len(page.context["lines"]) == 50
        after: Any = client.get(page.context["more_url"])
        assert len(after.context["lines"]) == 2
