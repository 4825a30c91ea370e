"""What a link hears, as it is kept: once, in whatever order, also when half of it never comes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

import huisheng
from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.outbox.contract import Later, Never, Parcel, State
from huisheng.channels.sms import bound, ear, reads, send
from huisheng.channels.sms.actions import accept, prepare, tidy
from huisheng.channels.sms.contract import Answer, Fate, Long, Part, Report, Retry, Said
from huisheng.channels.sms.ear import Keeper
from huisheng.channels.sms.link import Link
from huisheng.channels.sms.models import Arrival, Early, Gateway, Piece, Submitted, Whole
from huisheng.channels.sms.tests.stories import PHONE, account, post, words
from huisheng.kernel import text
from tests.cast import World

BLNS = Path(huisheng.__file__).parents[2] / "shared" / "vectors" / "strings" / "blns.json"
NOISE = "云山市幸福里小区旁工地连续三晚施工到凌晨，影响休息，请处理。"


class Line:
    """An account's ear, without a link."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.gateway: Gateway = account(world, 9)
        self.keeper = Keeper(self.gateway)

    def hear(self, *came: Said | Report) -> list[bool]:
        with self.world.hour():
            return self.keeper.heard(came)

    def said(self, words: str, long: Long | None = None, **more: Any) -> list[bool]:
        return self.hear(Said(1, 5, PHONE, "10690000", words.encode("utf-16-be"), 8, long, **more))

    def proven(self) -> None:
        """A ping went there and back."""
        self.keeper.pinged()
        self.keeper.ponged()

    def heard(self) -> list[str]:
        return [words(message) for message in Incoming.objects.order_by("id")]

    def submit(self, key: str = "o1", of: int = 1) -> Sequence[Submitted]:
        parcel = Parcel(key, self.world.platform, "", PHONE, "", "x")
        return prepare.do(parcel, gateway="sms-1", of=of, at=self.world.now)

    def tidy(self) -> None:
        with self.world.hour() as at:
            tidy.do(self.gateway, at=at)


@pytest.fixture
def line(world: World) -> Line:
    return Line(world)


def report(key: str, fate: Fate | None = Fate.DELIVERED, address: str = PHONE) -> Report:
    return Report(1, 5, key, address, fate, "" if fate is not Fate.FAILED else "没有送达。")


def test_the_same_again_is_the_same_until_the_gateway_has_our_answer(line: Line) -> None:
    for _ in range(3):
        assert line.said("不满意") == [True]
    assert line.heard() == ["不满意"]
    line.proven()
    line.world.pass_(minutes=5)
    line.said("不满意")
    line.said("不满意")
    assert line.heard() == ["不满意"] * 2
    line.proven()
    line.proven()
    assert Arrival.objects.filter(confirmed=True).count() == 2


def test_a_long_text_is_the_same_all_day(line: Line) -> None:
    line.said(NOISE)
    line.proven()
    line.said(NOISE)
    assert line.heard() == [NOISE]
    line.world.pass_(days=1, minutes=1)
    line.said(NOISE)
    assert line.heard() == [NOISE] * 2


def test_a_gateway_s_own_key_tells_messages_apart(line: Line) -> None:
    for key in ("aa", "ab", "aa"):
        line.said("不满意", message_id=key)
    assert [message.ref for message in Incoming.objects.order_by("id")] == ["aa", "ab"]
    assert not Arrival.objects.exists()


def test_two_long_messages_of_one_reference(line: Line) -> None:
    line.said("甲一", Long(7, 1, 2))
    line.said("乙二", Long(7, 2, 3))
    line.said("甲二", Long(7, 2, 2))
    line.said("丙一", Long(7, 1, 2))
    line.said("甲一", Long(7, 1, 2))
    line.said("丙二", Long(7, 2, 2))
    assert line.heard() == ["甲一甲二", "丙一丙二"]
    assert Whole.objects.filter(done_at=None).count() == 1


def test_what_never_became_whole_goes_on_after_a_day(line: Line) -> None:
    line.said("乙二", Long(7, 2, 3))
    assert Piece.objects.count() == 1
    assert "乙".encode("utf-16-be") not in bytes(Piece.objects.get().body_sealed)
    line.world.pass_(hours=23)
    line.tidy()
    assert line.heard() == []
    line.world.pass_(hours=2)
    line.tidy()
    line.tidy()
    assert line.heard() == ["〔缺第1条〕乙二〔缺第3条〕"]
    line.world.pass_(days=4)
    line.tidy()
    assert not Whole.objects.exists()
    assert not Piece.objects.exists()


def test_strange_texts_come_through(line: Line) -> None:
    strange = [text.clean(one) for one in json.loads(BLNS.read_text("utf-8"))]
    strange = list(dict.fromkeys(one for one in strange if one))[:40]
    for one in strange:
        assert line.said(one) == [True]
    assert line.heard() == strange
    assert line.hear(Said(1, 5, "\0\ud800'; DROP", "x", b"\0", 8), Said(2, 5, "", "", b"", 0)) == [True, True]


def test_a_message_that_can_t_be_kept_is_to_be_brought_again(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    for trouble in (DatabaseError("gone"), RuntimeError("bug")):
        with monkeypatch.context() as here:
            here.setattr(take, "do", lambda *_, _trouble=trouble, **__: (_ for _ in ()).throw(_trouble))
            here.setattr("django.db.connection.close", lambda: None)  # the test's own transaction is on it
            assert line.said("不满意") == [False]
    assert line.said("不满意") == [True]
    assert line.heard() == ["不满意"]


def test_a_receipt_that_overtook_the_answer(line: Line) -> None:
    (row,) = line.submit()
    assert line.hear(report("0A1B"), report("0A1C")) == [True, True]
    assert Early.objects.count() == 2
    with line.world.hour():
        accept.do(row.pk, "2587")
        accept.do(row.pk, "2587")
        accept.do(0, "2587")
    row.refresh_from_db()
    assert row.fate == Fate.DELIVERED
    assert Early.objects.count() == 1
    line.world.pass_(days=4)
    line.tidy()
    assert not Early.objects.exists()


def test_another_spelling_needs_the_number_too(line: Line) -> None:
    first, second = line.submit("o1")[0], line.submit("o2")[0]
    with line.world.hour():
        accept.do(first.pk, "2587")
        accept.do(second.pk, "")
    line.hear(report("0A1B", address="19900000002"), report("0A1B", Fate.FAILED, "8619900000001"), report("", None))
    first.refresh_from_db()
    assert (first.fate, first.trouble) == (Fate.FAILED, "没有送达。")
    line.hear(report("2587"))
    first.refresh_from_db()
    assert first.fate == Fate.FAILED
    # what failed is sent again as a whole, under new keys
    assert line.submit("o1")[0].pk not in (first.pk, second.pk)
    assert line.submit("o2")[0].pk == second.pk


def test_a_receipt_that_nobody_marked(line: Line) -> None:
    (row,) = line.submit()
    with line.world.hour():
        accept.do(row.pk, "77")
    line.said("id:78 sub:001 stat:DELIVRD err:000")
    line.said("id:77 sub:001 stat:DELIVRD err:000")
    row.refresh_from_db()
    assert row.fate == Fate.DELIVERED
    assert line.heard() == ["id:78 sub:001 stat:DELIVRD err:000"]


def test_the_outbox_is_told_later_where_it_didn_t_know_yet(line: Line) -> None:
    out = post(line.world, "您好")
    (row,) = line.submit(f"o{out.pk}")
    with line.world.hour():
        accept.do(row.pk, "77")
    line.hear(report("77"))
    row.refresh_from_db()
    assert not row.told
    type(out).objects.filter(pk=out.pk).update(state=State.SENT.value, peer_ref=f"o{out.pk}")
    line.tidy()
    row.refresh_from_db()
    out.refresh_from_db()
    assert (row.told, out.state) == (True, State.DELIVERED)
    line.world.pass_(days=31)
    line.tidy()
    assert not Submitted.objects.exists()


def test_one_part_that_failed_is_a_message_that_failed(line: Line) -> None:
    out = post(line.world, "您好")
    type(out).objects.filter(pk=out.pk).update(state=State.SENT.value, peer_ref=f"o{out.pk}")
    rows = line.submit(f"o{out.pk}", of=2)
    with line.world.hour():
        for no, row in enumerate(rows):
            accept.do(row.pk, f"7{no}")
    line.hear(report("70"), report("71", Fate.FAILED))
    out.refresh_from_db()
    assert (out.state, out.trouble) == (State.FAILED, "没有送达。")


def test_nothing_to_send_by(world: World) -> None:
    parcel = Parcel("o1", world.platform, "", PHONE, "", "您好")
    assert not reads.reaches(world.platform)
    with pytest.raises(Never, match="没有短信账户"):
        send.send(parcel)
    account(world, 9)
    assert reads.reaches(world.platform)


def test_the_account_goes(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ear, "close_old_connections", lambda: None)  # the test's own transaction is on it
    assert line.keeper.beat()
    assert line.keeper.beat()  # no look so soon
    Gateway.objects.update(revoked_at=line.world.now + timedelta(0))
    line.keeper._look_at = 0.0
    assert not line.keeper.beat()
    assert reads.active() == []


def test_a_database_that_goes_doesn_t_end_the_link(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ear, "close_old_connections", lambda: None)
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(reads, "gateway", lambda _: (_ for _ in ()).throw(DatabaseError("gone")))
    assert line.keeper.beat()


class Up:
    """A link whose answers are given."""

    is_up = True

    def __init__(self, *answers: Answer) -> None:
        self.answers = answers

    def submit(self, parts: Sequence[tuple[int, Part]]) -> dict[int, Answer]:
        return {mark: answer for (mark, _), answer in zip(parts, self.answers, strict=False)}


def test_what_is_said_of_a_message(line: Line) -> None:
    parcel = Parcel("o1", line.world.platform, "sms-1", PHONE, "", "好" * 100)
    fine, later, never = Answer(1, "A"), Answer(1, "", Retry.LATER, "稍后。"), Answer(1, "", Retry.NO, "不行。")
    for answers, failure in [((fine,), Later), ((fine, later), Later), ((later, never), Never)]:
        bound.put(line.gateway.pk, Up(*answers))  # type: ignore[arg-type]  # as much of a link as is asked for
        with pytest.raises(failure), line.world.hour():
            send.send(parcel)
    up = Up(fine, fine)
    bound.put(line.gateway.pk, up)  # type: ignore[arg-type]  # as above
    with line.world.hour():
        assert send.send(parcel) == "o1"
        with pytest.raises(Never, match="过长"):
            send.send(replace(parcel, text="好" * 70_000))
        with pytest.raises(Never, match="号码"):
            send.send(replace(parcel, address="演示甲"))
    bound.drop(line.gateway.pk, Link(reads.dialect(line.gateway), line.keeper, rate=1, window=1))
    assert bound.link(line.gateway.pk) is not None
    bound.drop(line.gateway.pk, up)  # type: ignore[arg-type]  # as above
    with pytest.raises(Later), line.world.hour():
        send.send(parcel)


def test_rows_name_themselves(line: Line) -> None:
    line.said("乙二", Long(7, 2, 3))
    line.said("不满意")
    (row,) = line.submit()
    line.hear(report("99"))
    names = [str(one.objects.get()) for one in (Gateway, Whole, Early)]
    assert names == ["sms-1", "sms-1/7", "sms-1/99"]
    assert str(row) == "o1 1/1"
    assert str(Arrival.objects.get()).startswith("20191104-")
    assert str(Piece.objects.get()).endswith(" 2")
