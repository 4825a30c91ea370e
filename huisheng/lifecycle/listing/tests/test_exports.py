"""Exports: scoped when written and when taken, masked unless asked for with a purpose, limited, recorded, deleted."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from huisheng.directory.models import Look, Seat
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.listing import files, making, reads
from huisheng.lifecycle.listing.actions import ask_export, cancel_export
from huisheng.lifecycle.listing.making import Making
from huisheng.lifecycle.listing.models import Export
from huisheng.lifecycle.listing.sheet import abandon
from huisheng.lifecycle.workorder import lists
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import World


@pytest.fixture(autouse=True)
def hour(world: World) -> Iterator[None]:
    """A day after the cast's first morning."""
    with clock.at(world.now + timedelta(days=1)):
        yield


def asked(world: World, by: str = "dispatcher", **more: Any) -> Export:
    given = {"filters": {}, "form": "csv", "personal": "", "purpose": "", **more}
    return ask_export.do(by=world.seat(by), at=clock.now(), **given)


def made(export: Export) -> Export:
    maker = Making()
    while maker.step():
        pass
    export.refresh_from_db()
    return export


def lines(export: Export) -> list[dict[str, str]]:
    raw = b"".join(files.content(files.at(export.file)))
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def refused(world: World, by: str = "dispatcher", **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        asked(world, by, **more)
    return caught.value


def taken(world: World, export: Export, by: str = "dispatcher", **changed: Any) -> Path:
    return making.given_out(export, by=replace(world.seat(by), **changed), at=clock.now())


def test_a_line_an_order_newest_first_masked(world: World) -> None:
    first = world.accept(title="=cmd|x", place="+云山", enterprise=True)
    second = world.dispatched("water")
    done = made(asked(world))
    assert (done.state, done.rows, done.total, done.size > 0) == ("done", 2, 2, True)
    newer, older = lines(done)
    numbers = [WorkOrder.objects.get(pk=key).number for key in (second, first)]
    assert [newer["工单编号"], older["工单编号"]] == numbers
    assert (older["标题"], older["地点"], older["标记"]) == ("'=cmd|x", "'+云山", "企业诉求")
    assert (newer["承办单位"], newer["状态"], newer["受理渠道"]) == ("云山市水务局", "办理中", "电话")
    assert (newer["来电人"], newer["来电电话"]) == ("演某", "199****0001")
    assert newer["受理时间"] == "2019-11-04 09:04" and newer["退单次数"] == "0"
    look = Look.objects.get(subject__startswith="export:")
    assert (look.subject, look.seat.code) == (f"export:{done.pk}", "dispatcher")
    assert look.purpose == "生成导出：全部工单；2 件"
    assert (files.at(done.file).stat().st_mode & 0o777, files.folder().stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_workbook_holds_strings_and_times(world: World) -> None:
    world.accept(title='=HYPERLINK("http://x.invalid")', words="http://x.invalid 123")
    done = made(asked(world, form="xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(files.content(files.at(done.file))))).active
    assert {path.suffix for path in files.folder().iterdir()} == {".xlsx", ".keys"}
    head, row = list(sheet.iter_rows())
    cells = {name.value: cell for name, cell in zip(head, row, strict=True)}
    assert (cells["标题"].value, cells["标题"].data_type) == ('=HYPERLINK("http://x.invalid")', "s")
    assert cells["诉求内容"].hyperlink is None and cells["受理时间"].is_date


def test_a_workbook_goes_on_to_another_sheet(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huisheng.lifecycle.listing.sheet.SHEET_ROWS", 2)
    for _ in range(3):
        world.accept()
    held = b"".join(files.content(files.at(made(asked(world, form="xlsx")).file)))
    book = openpyxl.load_workbook(io.BytesIO(held))
    assert [sheet.max_row for sheet in book.worksheets] == [3, 2]


def test_in_batches_by_key(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "BATCH", 2)
    for _ in range(5):
        world.accept()
    export, maker, seen = asked(world), Making(), []
    while maker.step():
        export.refresh_from_db()
        seen.append((export.state, export.rows, export.total))
    assert seen == [("running", 0, 5), ("running", 2, 5), ("running", 4, 5), ("done", 5, 5)]
    assert len({line["工单编号"] for line in lines(export)}) == 5
    assert sum(map(len, files.noted(export.file, 2))) == 5


def test_names_and_phones_for_a_purpose_and_each_look_is_kept(world: World) -> None:
    key = world.dispatched("water")
    assert refused(world, personal="1").code == "missing"
    assert refused(world, personal="1", purpose="because").code == "not_an_option"
    (line,) = lines(made(asked(world, personal="1", purpose="verify")))
    assert (line["来电人"], line["来电电话"]) == ("演示甲", "19900000001")
    look = Look.objects.get(subject=f"workorder:{key}", fields__contains="export")
    assert (look.purpose, look.fields) == ("导出（核实诉求内容）", "name,phone,export")
    assert "核实诉求内容" in Look.objects.get(subject__startswith="export:").purpose


def test_a_unit_reveals_what_it_has_in_hand(world: World) -> None:
    done, held = world.awaiting_visit("water", caller_name="演示乙"), world.dispatched("water")
    names = {
        line["工单编号"]: line["来电人"]
        for line in lines(made(asked(world, "h-water", personal="1", purpose="contact")))
    }
    number = {key: WorkOrder.objects.get(pk=key).number for key in (done, held)}
    assert names == {number[done]: "演某", number[held]: "演示甲"}


def test_each_seat_gets_its_own(world: World) -> None:
    world.dispatched("water", title="水的事")
    world.dispatched("urban", title="城管的事")
    world.accept(confidential=True, title="保密的事")
    titles = {by: {line["标题"] for line in lines(made(asked(world, by)))} for by in ("h-water", "agent", "dispatcher")}
    assert titles == {
        "h-water": {"水的事"},
        "agent": {"水的事", "城管的事"},
        "dispatcher": {"水的事", "城管的事", "保密的事"},
    }
    assert lines(made(asked(world, "d-linhe"))) == []
    assert refused(world, "admin").code == refused(world, "auditor").code == "not_yours"


def test_filters_hold(world: World) -> None:
    world.accept(title="甲", kind="consult")
    world.accept(title="乙", urgent=True)
    assert [line["标题"] for line in lines(made(asked(world, filters={"urgent": "1"})))] == ["乙"]
    assert refused(world, filters={"state": "x"}).code == "bad_filter"
    assert refused(world, filters={"q": "19900000001"}).code == "phone_kept"
    assert refused(world, form="exe").code == "not_an_option"


def test_who_lost_the_right_while_it_was_written_gets_nothing(world: World) -> None:
    world.accept(confidential=True)
    export, maker = asked(world), Making()
    maker.step()
    Seat.objects.filter(code="dispatcher").update(may_see_confidential=False)
    while maker.step():
        pass
    export.refresh_from_db()
    assert export.state == "failed" and "权限有变动" in export.note
    assert not list(files.folder().iterdir())


def test_who_lost_the_right_since_gets_nothing(world: World) -> None:
    world.accept(confidential=True)
    export = made(asked(world))
    assert taken(world, export).exists()
    assert Look.objects.filter(purpose__startswith="下载导出").count() == 1
    with pytest.raises(Refusal) as caught:
        taken(world, export, confidential=False)
    assert caught.value.code == "rights"
    export.refresh_from_db()
    assert export.state == "gone" and not list(files.folder().iterdir())
    with pytest.raises(Refusal) as caught:
        taken(world, export)
    assert caught.value.code == "not_found"


def test_an_order_that_became_confidential_closes_the_file(world: World) -> None:
    key = world.accept()
    export = made(asked(world, "agent"))
    world.do(key, "mark", "agent", mark="confidential", on=True, reason="举报人要求")
    with pytest.raises(Refusal) as caught:
        taken(world, export, "agent")
    assert caught.value.code == "rights" and not list(files.folder().iterdir())


def test_a_closed_seat_gets_nothing(world: World) -> None:
    export = asked(world)
    Seat.objects.filter(code="dispatcher").update(valid_to=clock.local_day(clock.now()))
    assert made(export).state == "failed"


def test_a_stranger_finds_no_export(world: World) -> None:
    export = asked(world)
    for by in ("agent", "supervisor", "h-water"):
        with pytest.raises(Refusal) as caught:
            reads.export(world.seat(by), export.pk)
        assert caught.value.code == "not_found"
        assert reads.exports(world.seat(by)) == []
    with pytest.raises(Refusal):
        cancel_export.do(export.pk, by=world.seat("agent"), at=clock.now())


def test_cancelled_before_and_meanwhile(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "BATCH", 1)
    world.accept()
    world.accept()
    before = asked(world)
    cancel_export.do(before.pk, by=world.seat("dispatcher"), at=clock.now())
    assert made(before).state == "cancelled"
    during, maker = asked(world), Making()
    maker.step()
    maker.step()
    cancel_export.do(during.pk, by=world.seat("dispatcher"), at=clock.now())
    while maker.step():
        pass
    during.refresh_from_db()
    assert during.state == "cancelled" and not list(files.folder().iterdir())
    with pytest.raises(Refusal) as caught:
        cancel_export.do(during.pk, by=world.seat("dispatcher"), at=clock.now())
    assert caught.value.code == "wrong_state"


def test_cancelled_in_the_last_moment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.accept()
    export, maker = asked(world), Making()
    maker.step()
    batch = lists.batch

    def late(*given: Any) -> Any:
        cancel_export.do(export.pk, by=world.seat("dispatcher"), at=clock.now())
        return batch(*given)

    monkeypatch.setattr(lists, "batch", late)
    while maker.step():
        pass
    export.refresh_from_db()
    assert export.state == "cancelled" and not list(files.folder().iterdir())


def test_a_worker_that_went_leaves_it_to_the_next(world: World) -> None:
    world.accept()
    export, gone = asked(world), Making()
    gone.step()
    assert not Making().step(), "another one's, as long as it moves"
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert made(export).state == "done"
    assert len(lines(export)) == 1
    assert {path.suffix for path in files.folder().iterdir()} == {".csv", ".keys"}
    gone._drop()  # as the end of its process does


def test_what_goes_wrong_is_said_and_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.accept()
    export, maker = asked(world), Making()
    maker.step()
    monkeypatch.setattr(lists, "batch", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        maker.step()
    export.refresh_from_db()
    assert export.state == "failed" and "系统出错" in export.note
    assert not list(files.folder().iterdir())


def test_limits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        world.accept()
    real = reads.limit
    most = {"rows": 2, "personal_rows": 2}
    for place in (ask_export, making):
        monkeypatch.setattr(place, "limit", lambda name, actor, at: most.get(name) or real(name, actor, at))
    assert refused(world).code == "too_many"
    assert refused(world, personal="1", purpose="verify").code == "too_many"
    most["rows"] = 3
    exports = [asked(world) for _ in range(3)]
    assert refused(world).code == "busy"
    most["rows"] = 2
    assert made(exports[0]).state == "failed" and "超过 2 件" in exports[0].note


def test_files_are_deleted_in_time(world: World) -> None:
    world.accept()
    export = made(asked(world))
    assert not making.clean()
    with clock.at(clock.now() + timedelta(hours=24)):
        assert making.clean()
        assert not making.clean()
    export.refresh_from_db()
    assert (export.state, export.file) == ("gone", "") and not list(files.folder().iterdir())


def test_what_lies_there_says_nothing(world: World) -> None:
    world.accept(title="幸福里小区停水")
    for form in ("csv", "xlsx"):
        export = made(asked(world, form=form, personal="1", purpose="verify"))
        raw = files.at(export.file).read_bytes()
        assert raw.startswith(b"HSF1") and "幸福里".encode() not in raw and b"19900000001" not in raw
        assert export.size == len(b"".join(files.content(files.at(export.file))))
    files.at(export.file).write_bytes(raw[:-1])
    with pytest.raises(Refusal) as caught:
        files.content(taken(world, export))
    assert caught.value.code == "no_file" and "重新导出" in caught.value.sentence


def test_a_worker_that_was_killed_leaves_nothing_aside(world: World) -> None:
    world.accept()
    export = asked(world, form="xlsx")
    half = files.fresh(export.pk, "xlsx")
    (files.aside(half) / "sheet1").write_text("19900000001")
    Export.objects.filter(pk=export.pk).update(
        state="running", file=half.name, moved_at=clock.now() - timedelta(minutes=3)
    )
    assert made(export).state == "done" and export.file != half.name
    assert {path.suffix for path in files.folder().iterdir()} == {".xlsx", ".keys"}


def test_what_another_took_over_is_let_go(world: World) -> None:
    class Gone:
        def close(self) -> None:
            raise FileNotFoundError("somebody tidied up")

    abandon(Gone())  # type: ignore[arg-type]  # as far as it is asked


def test_an_empty_list_is_an_empty_file(world: World) -> None:
    export = made(asked(world))
    assert (export.state, export.rows, lines(export)) == ("done", 0, [])
    assert taken(world, export).exists()
