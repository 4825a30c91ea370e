"""``huisheng insight hot``: codings, columns, dates as they come, both views, the CSV."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest

from huisheng.console.main import main
from huisheng.insight.hot import reading
from huisheng.insight.hot.tests import told
from huisheng.kernel.errors import Refusal

HEAD = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"]


def table(rows: list[list[str]], head: list[str] = HEAD) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    return out.getvalue()


@pytest.fixture
def city(tmp_path: Path) -> Path:
    rows = [
        [f"L{one.key}", one.who, one.title, f"{one.at:%Y/%m/%d %H:%M}", one.words, "0", str(one.likes)]
        for one in told.city(noisy=4)
    ]
    path = tmp_path / "city.csv"
    path.write_text(table([*rows, ["L9", "x", "没有时间", "昨天", "", "0", "0"], [""] * 7]), "utf-8-sig")
    return path


def test_the_csv_has_a_line_for_each_member(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["insight", "hot", str(city), "--csv"]) == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(lines[0]) == ["组", "按人数名次", "按点赞名次", "地点", "事项", "起", "止", "行号", "留言编号"]
    first = [line for line in lines if line["组"] == "1"]
    assert len(first) == len(told.NUISANCE)
    assert {line["按人数名次"] for line in first} == {"1"}
    assert "青禾云境" in first[0]["地点"]
    assert first[0]["起"] <= first[0]["止"]
    assert datetime.fromisoformat(first[0]["起"])
    keys = {line["留言编号"] for line in first}
    assert keys == {f"Lm{int(line['行号']):03d}" for line in first}  # the first row below the heading is 1


def test_both_views_are_shown(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["insight", "hot", str(city), "--top", "1"]) == 0
    shown = capsys.readouterr()
    assert "按人数\n1. " in shown.out
    assert "按点赞数\n1. " in shown.out
    assert "2. " not in shown.out
    assert "8人 8件" in shown.out
    assert "有1行读不出时间" in shown.err


def test_a_window_makes_the_rest_the_past(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["insight", "hot", str(city), "--from", "2031年3月12日", "--to", "2031-04-30"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("2031-03-12 至 2031-04-30")
    assert "同一人最多4件" in shown
    assert "按星期和季节通常" in shown
    assert main(["insight", "hot", str(city), "--csv", "--top", "1", "--from", "2031-03-03"]) == 0
    assert {line["组"] for line in csv.DictReader(io.StringIO(capsys.readouterr().out))} <= {"1", "2"}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["--from", "昨天"], "不是1990至2100年的日期"),
        (["--from", "0001-06-01"], "不是1990至2100年的日期"),
        (["--top", "0"], "--top应是"),
        (["--from", "2031-05-01", "--to", "2031-04-01"], "结束日期早于开始日期"),
    ],
)
def test_a_wrong_window_is_said(
    city: Path, capsys: pytest.CaptureFixture[str], asked: list[str], sentence: str
) -> None:
    assert main(["insight", "hot", str(city), *asked]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "是空的"), (b"\n \n", "是空的"), (table([["1", "a", "b"]], ["a", "b", "c"]).encode(), "没有“留言时间”列"),
        (table([["2031-01-01"]], ["留言时间"]).encode(), "没有“留言主题”或“留言详情”列"),
        (table([["x", "y"]], ["标题", "时间"]).encode(), "没有读得出时间的留言"),
        (b"\xff\xff\x81", "没有“留言时间”列"), ("时间,标题\n2031-01-02,".encode() + b"\xff\n", "请另存为UTF-8"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, sentence: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(data)
    assert main(["insight", "hot", str(path)]) == 2
    assert sentence in capsys.readouterr().err


def test_no_file_and_too_large_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="没有文件"):
        reading.read(tmp_path / "none.csv")
    with pytest.raises(Refusal, match="是目录"):
        reading.read(tmp_path)
    path = tmp_path / "large.csv"
    path.write_text(table([]))
    monkeypatch.setattr(reading, "BYTES", 3)
    with pytest.raises(Refusal, match="超过512MB"):
        reading.read(path)


def test_columns_may_lack_and_lines_be_short(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_bytes("内容,时间,点赞\n路灯不亮,2031-01-02,many\n,2031-01-03\n".encode("gb18030"))
    read = reading.read(path)
    assert [(one.who, one.title, one.words, one.likes) for one in read.messages] == [
        ("", "", "路灯不亮", 0), ("", "", "", 0),
    ]  # fmt: skip
    assert set(read.numbers.values()) == {""}
    assert read.unliked == 1


LONG = "路" * 140_000


@pytest.mark.parametrize(
    "data",
    [
        f"\ufeff\n\n标题;时间;赞\n{LONG};2031-01-02;1,000\n".encode(),
        f"标题\t时间\t赞\n{LONG}\t2031-1-2\t１０００".encode(),
        f"标题,时间,赞\r\n{LONG},2031/1/2,1000.5\r\n".encode("utf-16"),
    ],
)  # fmt: skip
def test_a_table_as_anybody_saves_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    (one,) = reading.read(path).messages
    assert (one.title, one.at, one.likes) == (LONG, datetime(2031, 1, 2), 1000)


def test_rows_are_counted_as_when_they_are_classified(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("时间,标题\n\n,\n2031-01-02,甲\n\n0001-01-01,乙\n9999-12-31,丙\n2031-01-03,丁\n", "utf-8")
    read = reading.read(path)
    assert ([one.key for one in read.messages], read.timeless) == (["00000002", "00000005"], 2)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("2019-02-28 11:25:05", datetime(2019, 2, 28, 11, 25, 5)), ("2019/2/8 9:05", datetime(2019, 2, 8, 9, 5)),
        ("2019.2.8", datetime(2019, 2, 8)), ("2019年2月8日", datetime(2019, 2, 8)), ("20190208", datetime(2019, 2, 8)),
        ("2019年2月8日 下午3时5分", datetime(2019, 2, 8, 15, 5)),
        ("2019-02-08T03:04:05+08:00", datetime(2019, 2, 8, 3, 4, 5)),
        ("20190208 0304", datetime(2019, 2, 8, 3, 4)), ("43504.5", datetime(2019, 2, 8, 12)),
        ("43504", datetime(2019, 2, 8)),
        ("2019-2-8 下午12:30", datetime(2019, 2, 8, 12, 30)), ("2019-02-30", None), ("99999", None),
        ("昨天", None), ("", None),
    ],
)  # fmt: skip
def test_dates_as_they_come(words: str, at: datetime | None) -> None:
    assert reading.moment(words) == at
