"""The year files: each mistake a person may make in one is named in a sentence."""

from datetime import date
from pathlib import Path

import pytest

from huisheng.kernel.errors import Refusal
from huisheng.workdays import notices

GOOD = """
year = 2027
[[notice]]
title = "演示通知"
url = "https://example.invalid/notice"
[[notice.holiday]]
name = "元旦"
off = [2027-01-01]
work = [2027-01-03]
[[notice.holiday]]
name = "清明节"
off = [2027-04-05]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "2027.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read(tmp_path: Path) -> None:
    found = notices.read(write(tmp_path, GOOD), 2027)
    assert found == {
        date(2027, 1, 1): notices.Mark(False, "元旦", "演示通知", "https://example.invalid/notice"),
        date(2027, 1, 3): notices.Mark(True, "元旦", "演示通知", "https://example.invalid/notice"),
        date(2027, 4, 5): notices.Mark(False, "清明节", "演示通知", "https://example.invalid/notice"),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year = ", "不是合格的TOML"),
        (GOOD.replace("year = 2027", "year = 2026"), "year应为2027"),
        (GOOD.replace("2027-04-05", "2027-01-01"), "2027-01-01写了两次"),
        (GOOD.replace("2027-04-05", "2028-04-05"), "2028-04-05不在2027年"),
        (GOOD.replace("2027-01-03", "2027-01-04"), "2027-01-04不是周末，不能写作调休上班"),
        (GOOD.replace("[2027-04-05]", '["2027-04-05"]'), "“2027-04-05”不是日期"),
        (GOOD.replace("[2027-04-05]", "[2027-04-05T08:00:00]"), "“2027-04-05 08:00:00”不是日期"),
        (GOOD.replace("[2027-04-05]", "5"), "缺少或写错了"),
        (GOOD.replace('name = "元旦"', ""), "缺少或写错了"),
        ("year = 2027", "缺少或写错了"),
        ('year = 2027\nnotice = ["x"]', "缺少或写错了"),
        ("year = 2027\n[[notice]]\nholiday = [3]", "缺少或写错了"),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refusal) as caught:
        notices.read(write(tmp_path, text), 2027)
    assert caught.value.code == "bad_calendar"
    assert "2027.toml有误" in caught.value.sentence
    assert said in caught.value.sentence


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "2027.toml"
    path.write_bytes(GOOD.encode("gbk"))
    with pytest.raises(Refusal, match="不是UTF-8文本"):
        notices.read(path, 2027)


def test_a_file_put_there_later_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "2028.toml").write_text("year = 2028\nnotice = []\n", encoding="utf-8")
    monkeypatch.setattr(notices, "FOLDER", tmp_path)
    notices.marks.cache_clear()
    with pytest.raises(Refusal, match=r"没有2029年的放假安排（现有2027年至2028年）"):
        notices.marks(2029)
    (tmp_path / "2029.toml").write_text("year = 2029\nnotice = []\n", encoding="utf-8")
    assert notices.marks(2029) == {}
    notices.marks.cache_clear()


def test_the_years_are_2013_to_2027_and_the_last_is_provisional() -> None:
    assert notices.years() == list(range(2013, 2028))
    assert [year for year in notices.years() if notices.provisional(year)] == [2027]


def test_a_city_s_own_file_takes_the_shipped_one_s_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUISHENG_OWN", str(tmp_path))
    (tmp_path / "holidays").mkdir()
    write(tmp_path / "holidays", GOOD)
    (tmp_path / "holidays" / "bad-name.toml").write_text("year = 1", encoding="utf-8")
    for known in (notices.marks, notices.provisional):
        known.cache_clear()
    assert notices.marks(2027)[date(2027, 1, 3)].working and not notices.provisional(2027)
    assert notices.marks(2026) and notices.years() == list(range(2013, 2028))
    for known in (notices.marks, notices.provisional):
        known.cache_clear()


def test_provisional_is_yes_or_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "FOLDER", tmp_path)
    notices.provisional.cache_clear()
    write(tmp_path, GOOD.replace("year = 2027", 'year = 2027\nprovisional = "maybe"'))
    with pytest.raises(Refusal, match="provisional应为true或false"):
        notices.provisional(2027)
