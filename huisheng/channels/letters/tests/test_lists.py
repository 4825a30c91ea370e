"""Lists: looked at first, brought in once, whoever breaks off; nothing of them stays behind."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.letters import reads, serve, tables
from huisheng.channels.letters.actions import begin_register, bring, bring_in, confirm, end_register, say_columns
from huisheng.channels.letters.models import Batch, Letter, Piece, Register
from huisheng.channels.letters.tests.sheets import HEAD, line, table, xlsx
from huisheng.kernel import clock
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import START, World

VECTORS = Path(__file__).parents[4].parent / "shared" / "vectors" / "strings" / "blns.json"


@pytest.fixture(autouse=True)
def hour() -> Iterator[None]:
    with clock.at(START):
        yield


@pytest.fixture
def province(world: World) -> Register:
    return begin_register.do(by=world.seat("agent"), at=START, label="省级平台转办", channel="province")


def brought(world: World, register: Register, file: Upload, by: str = "agent") -> Batch:
    return bring.do(register.pk, file, by=world.seat(by), at=START)


def bring_all_in(batch: Batch) -> list[reads.Result]:
    while bring_in.do(batch.pk, at=START):
        pass
    batch.refresh_from_db()
    return reads.results(batch)


def test_a_list_is_looked_at_then_brought_in_once(world: World, province: Register) -> None:
    rows = [line(1), line(2, 工单编号=""), line(3, 受理时间="上周"), line(4), line(4)]
    batch = brought(world, province, xlsx(rows))
    assert (batch.rows, batch.new, batch.known, batch.wrong) == (5, 2, 0, 3)
    shown, left = reads.looked(batch)
    assert [one.no for one in shown] == [3, 4, 6, 2, 5] and left == 0
    assert shown[2].mistakes == [["来源编号", "和第5行的编号一样，请合并或改正其中一行。"]]
    assert [one.ref for one in reads.looked(batch, "new")[0]] == ["SJ00001", "SJ00004"]
    assert not Incoming.objects.exists(), "nothing is taken before it is confirmed"
    assert bring_in.do(batch.pk, at=START) is False
    confirm.do(batch.pk, by=world.seat("agent"), at=START)
    results = bring_all_in(batch)
    assert [one.outcome for one in results] == ["new", "wrong", "wrong", "new", "wrong"]
    assert batch.done_at == START and reads.under_way() == []
    message = Incoming.objects.get(ref="SJ00001")
    order = message.order
    assert order is not None and (order.channel, order.kind, message.source) == ("province", "help", province.source)
    assert results[0].number == order.number
    piece = Piece.objects.get(batch=batch)
    assert bytes(piece.rows_sealed) == bytes(piece.looked_sealed) == b"", "what was said isn't kept twice"
    assert "幸福路" not in json.dumps(piece.results, ensure_ascii=False)
    again = brought(world, province, table([line(1), line(5)]))
    assert (again.new, again.known) == (1, 1)
    confirm.do(again.pk, by=world.seat("agent"), at=START)
    assert [(one.outcome, one.number) for one in bring_all_in(again)][0] == ("known", order.number)
    assert WorkOrder.objects.count() == 3


def test_columns_are_said_once_a_list(world: World, province: Register) -> None:
    head = ["件", "谁", "何处", "题", "说什么", "何时", "x", "y"]
    batch = brought(world, province, xlsx([line(1)], head))
    assert confirm.can(batch, world.seat("agent")).code == "no_column"  # type: ignore[union-attr]  # it is one
    said = {"ref": "谁", "words": "何时"}
    for wrong, sentence in (({**said, "at": "没有"}, "没有“没有”这一列"), ({**said, "at": "谁"}, "同一列")):
        with pytest.raises(Refusal, match=sentence):
            say_columns.do(batch.pk, wrong, by=world.seat("agent"), at=START)
    batch = say_columns.do(batch.pk, said, by=world.seat("agent"), at=START)
    assert batch.new == 1
    assert brought(world, province, xlsx([line(2)], head)).new == 1, "the next sheet is understood at once"
    confirm.do(batch.pk, by=world.seat("agent"), at=START)
    with pytest.raises(Refusal, match="已经确认"):
        say_columns.do(batch.pk, said, by=world.seat("agent"), at=START)
    with pytest.raises(Refusal, match="已经确认过"):
        confirm.do(batch.pk, by=world.seat("agent"), at=START)


def test_who_may(world: World, province: Register) -> None:
    batch = brought(world, province, table([line(1)]))
    for code in ("h-water", "admin", "leader"):
        with pytest.raises(Refusal, match="导入"):
            reads.batch(batch.pk, world.seat(code))
    for code in ("dispatcher", "d-linhe"):
        with pytest.raises(Refusal) as caught:
            reads.batch(batch.pk, world.seat(code))
        assert caught.value.code == "not_found", "a look is its seat's own"
    with pytest.raises(Refusal, match="哪个列表"):
        brought(world, province, table([line(1)]), by="d-linhe")
    confirm.do(batch.pk, by=world.seat("agent"), at=START)
    assert reads.batch(batch.pk, world.seat("dispatcher")).pk == batch.pk
    assert [one.pk for one in reads.batches(world.seat("dispatcher"))] == [batch.pk]
    assert reads.batches(world.seat("d-linhe")) == [] == reads.registers(world.seat("d-linhe"))
    with pytest.raises(Refusal):
        say_columns.do(batch.pk, {}, by=world.seat("dispatcher"), at=START)


def test_lists_have_names_of_their_own(world: World, province: Register) -> None:
    again = {"label": "省级平台转办", "channel": "mail"}
    with pytest.raises(Refusal, match="已经有了"):
        begin_register.do(by=world.seat("dispatcher"), at=START, **again)
    with pytest.raises(Refusal, match="来件渠道"):
        begin_register.do(by=world.seat("dispatcher"), at=START, label="另一个", channel="pigeon")
    with pytest.raises(Refusal, match="没有这个列表"):
        end_register.do(province.pk, by=world.seat("d-linhe"), at=START)
    end_register.do(province.pk, by=world.seat("agent"), at=START)
    with pytest.raises(Refusal, match="哪个列表"):
        brought(world, province, table([line(1)]))
    assert begin_register.do(by=world.seat("dispatcher"), at=START, **again).source != province.source


def test_who_breaks_off_loses_nothing_and_brings_nothing_twice(
    world: World, province: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring, "PIECE", 3)
    batch = brought(world, province, table([line(no) for no in range(1, 8)]))
    assert batch.pieces.count() == 3
    confirm.do(batch.pk, by=world.seat("agent"), at=START)
    real = take.do
    calls: list[str] = []

    def dies(came: Any, **more: Any) -> object:
        calls.append("x")
        if len(calls) == 3:
            raise OperationalError("the server went away")
        return real(came, **more)

    monkeypatch.setattr(take, "do", dies)
    with pytest.raises(OperationalError):
        bring_in.do(batch.pk, at=START)
    assert WorkOrder.objects.count() == 2
    assert bring_in.do(batch.pk, at=START), "another goes on with what nobody is at"
    bring_all_in(batch)
    assert batch.done_at is None and reads.under_way() == [batch.pk]
    later = START + timedelta(minutes=11)
    with clock.at(later):
        assert bring_in.do(batch.pk, at=later), "and later with what was left"
    batch.refresh_from_db()
    assert batch.done_at is not None and WorkOrder.objects.count() == 7
    assert reads.counts(reads.results(batch)) == {"known": 2, "new": 5}


def test_the_process_of_the_channels_does_it(world: World, province: Register) -> None:
    batch = brought(world, province, table([line(1), line(2)]))
    assert list(serve.accounts()) == []
    confirm.do(batch.pk, by=world.seat("agent"), at=START)
    assert list(serve.accounts()) == [batch.pk]
    stop = threading.Event()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(serve, "close_old_connections", lambda: None)  # the test's own transaction is on it
        serve.serve(batch.pk, stop)
    assert list(serve.accounts()) == [] and WorkOrder.objects.count() == 2
    stop.set()
    serve.serve(batch.pk, stop)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_tables_of_words(coding: str, separator: str) -> None:
    sheet = tables.read(table([line(1), line(2)], coding=coding, separator=separator).data, "a.csv")
    assert sheet.headings == list(HEAD) and [no for no, _ in sheet.rows] == [2, 3]
    assert sheet.rows[0][1] == line(1)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "表是空的"),
        (b"\xff\xfe\x00", "不是表格"),
        (b"a,b\n\x00,1\n", "不是表格"),
        (b"\x81\x30\x81", "不是表格"),
        (b"x\n" * 9, "没有表头"),
        (b"a,b\n", "没有数据"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "引号或分隔符"),
        (b"PK\x03\x04x", "打不开"),
        (b"\xd0\xcf\x11\xe0", "密码"),
        (b"x" * (10 * 1024 * 1024 + 1), "超过10兆"),
    ],
)
def test_what_is_no_table_is_said(data: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence) as caught:
        tables.read(data, "a.csv")
    assert caught.value.field == "file"


def test_too_many_rows_and_too_long_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = tables.read(table([line(1, 诉求内容="长" * 20_001)]).data, "a.csv")
    assert sheet.mistakes == [(2, "诉求内容", "这一格有20001字，最多20000字，请删减。")]
    monkeypatch.setattr(tables, "ROWS", 3)
    with pytest.raises(Refusal, match="行数超过3"):
        tables.read(table([line(no) for no in range(10)]).data, "a.csv")


def test_formulas_are_never_run_and_words_stay_words(world: World, province: Register) -> None:
    evil = "=cmd|' /C calc'!A0"
    batch = brought(world, province, xlsx([line(1, 诉求内容=evil), line(2)]))
    (wrong,), _ = reads.looked(batch, "wrong")
    assert "公式" in wrong.mistakes[0][1] and (batch.new, batch.wrong) == (1, 1)
    as_words = brought(world, province, table([line(3, 诉求内容=evil, 信件标题="@SUM(1)")]))
    confirm.do(as_words.pk, by=world.seat("agent"), at=START)
    ((_, outcome, number, _),) = bring_all_in(as_words)
    assert outcome == "new"
    order = WorkOrder.objects.get(number=number)
    assert world.matter(order.pk).personal.words == evil


@pytest.mark.skipif(not VECTORS.exists(), reason="the naughty strings lie beside the checkout")
def test_naughty_strings_are_kept_or_refused(world: World, province: Register) -> None:
    words = json.loads(VECTORS.read_text(encoding="utf-8"))[::7]
    rows = [line(no, 诉求内容=said, 信件标题=said, 诉求人=said, 联系电话=said) for no, said in enumerate(words, 1)]
    file = table(rows) if all("\x00" not in said for said in words) else table([])
    batch = brought(world, province, file)
    assert batch.new + batch.wrong == len(rows)
    confirm.do(batch.pk, by=world.seat("agent"), at=START)
    results = bring_all_in(batch)
    assert {one.outcome for one in results} <= {"new", "wrong", "held"}
    assert sum(one.outcome == "new" for one in results) > len(rows) * 3 // 4


def test_what_nobody_confirms_is_forgotten(world: World, province: Register) -> None:
    waiting = [brought(world, province, table([line(no)])).pk for no in range(1, 8)]
    assert list(Batch.objects.order_by("pk").values_list("pk", flat=True)) == waiting[2:]
    assert reads.forget(START + timedelta(days=2)) == 0
    confirm.do(waiting[-1], by=world.seat("agent"), at=START)
    assert reads.forget(START + timedelta(days=4)) > 0
    assert list(Batch.objects.values_list("pk", flat=True)) == waiting[-1:] and not Letter.objects.exists()


def test_a_cut_upload(world: World, province: Register) -> None:
    with pytest.raises(Refusal, match="没有传完"):
        brought(world, province, Upload("a.csv", b"x", 99))
