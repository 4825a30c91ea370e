"""A row of another platform's list: what is understood, what is left out, what is wrong."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.channels.letters.columns import guessed
from huisheng.channels.letters.rows import Reader, Row, moment
from tests.cast import START, World

GOOD = {"ref": "SJ-1", "words": "幸福路路灯不亮，已有一周。", "at": "2019-11-03 09:12"}


def read(world: World, **cells: str) -> Row:
    return Reader(world.platform, "list-1", "province", START).row(7, {**GOOD, **cells}, {})


def test_a_good_row(world: World) -> None:
    row = read(world, kind="投诉", phone="+86 199-0000 / 19900000001", urgent="特急", name=" 演示甲\n", region="临河区")
    assert row.mistakes == [] and row.came is not None
    came = row.came
    assert (came.source, came.ref, came.channel, came.kind, came.urgent) == (
        "list-1",
        "SJ-1",
        "province",
        "complaint",
        True,
    )
    assert came.at == datetime(2019, 11, 3, 1, 12, tzinfo=UTC)
    assert (came.phone, came.name, row.gist) == ("19900000001", "演示甲", "幸福路路灯不亮，已有一周。")


@pytest.mark.parametrize(
    ("cells", "label", "sentence"),
    [
        ({"ref": " "}, "来源编号", "没有编号就认不出"),
        ({"ref": "9" * 129}, "来源编号", "有129字"),
        ({"words": "\x00 \u200b"}, "内容", "请填写内容"),
        ({"at": "上周三"}, "来件时间", "不是时间"),
        ({"at": "2019-11-09"}, "来件时间", "晚于现在"),
        ({"at": "2019-13-01"}, "来件时间", "不是时间"),
        ({"at": "1899-01-01"}, "来件时间", "不是时间"),
    ],
)
def test_each_mistake_is_said_in_its_column(world: World, cells: dict[str, str], label: str, sentence: str) -> None:
    row = read(world, **cells)
    assert row.came is None and row.gist == ""
    ((said, words),) = row.mistakes
    assert said == label and sentence in words


def test_what_isn_t_ours_is_left_out_and_said(world: World) -> None:
    row = read(
        world,
        kind="民生",
        category="城市/路灯",
        region="月球",
        phone="匿名",
        urgent="看情况",
        title="长" * 101,
        name="名" * 60,
    )
    assert row.came is not None
    assert (row.came.kind, row.came.category, row.came.region, row.came.phone, row.came.urgent) == (
        "",
        "",
        "",
        "",
        False,
    )
    assert (len(row.came.title), len(row.came.name)) == (100, 50)
    assert len(row.notes) == 7 and all(note.endswith("。") for note in row.notes)
    assert row.gist.endswith("…")


def test_what_reading_the_file_found_is_a_mistake(world: World) -> None:
    reader = Reader(world.platform, "list-1", "province", START)
    row = reader.row(3, {**GOOD, "words": ""}, {"words": "这一格是公式。"})
    assert row.mistakes == [("内容", "这一格是公式。")]


def test_no_time_is_the_time_of_the_import(world: World) -> None:
    row = read(world, at="")
    assert row.came is not None and row.came.at == START


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2024-11-04", "2024-11-03 16:00:00"),
        ("2024/1/4 9:05", "2024-01-04 01:05:00"),
        ("２０２４年11月4日 9时5分", "2024-11-04 01:05:00"),
        ("2024年11月4日9点", "2024-11-04 01:00:00"),
        ("2024.11.04 09:12:33", "2024-11-04 01:12:33"),
        ("2024-11-04T09:12:33.120", "2024-11-04 01:12:33"),
        ("20241104", "2024-11-03 16:00:00"),
        ("20241104091233", "2024-11-04 01:12:33"),
        ("45600", "2024-11-03 16:00:00"),
        ("45600.5", "2024-11-04 04:00:00"),
        ("45600.383333333", "2024-11-04 01:12:00"),
    ],
)
def test_times_as_lists_write_them(said: str, at: str) -> None:
    assert f"{moment(said):%Y-%m-%d %H:%M:%S}" == at


@given(st.text(max_size=30))
def test_no_words_make_a_time_fall_over(said: str) -> None:
    assert moment(said) is None or moment(said).tzinfo is UTC  # type: ignore[union-attr]  # one of the two


def test_columns_are_guessed_by_their_headings() -> None:
    headings = [
        "序号",
        "工单编号",
        "诉求人",
        "诉求人联系电话（必填）",
        "信件标题",
        "诉求内容",
        "受理时间",
        "承办单位联系电话",
        "诉求类型",
    ]
    assert guessed(headings, {}) == {
        "ref": "工单编号",
        "name": "诉求人",
        "phone": "诉求人联系电话（必填）",
        "title": "信件标题",
        "words": "诉求内容",
        "at": "受理时间",
        "kind": "诉求类型",
    }
    said: dict[str, Any] = {"ref": "序号", "phone": "", "words": "不在的列"}
    again = guessed(headings, said)
    assert again["ref"] == "序号" and "phone" not in again and again["words"] == "诉求内容"
