"""Tables of given values: as offices save them, and what is wrong with them, line by line."""

from fractions import Fraction as F
from pathlib import Path

import pytest

from huisheng.kernel.errors import Refusal
from huisheng.measures.source import Mistakes
from huisheng.scoring import given, printing
from huisheng.scoring.quantity import Ratio
from huisheng.scoring.score import score
from huisheng.scoring.tests.schemes import made

SCHEME = """presentation = "ranks"
score = "得分"
place = "名次"
columns = ["量", "率", "点", "扣", "得分", "名次"]
footer = "合计"
[[input]]
name = "量"
[[rate]]
name = "率"
[[rate]]
name = "点"
label = "办结率（点）"
points = true
[[input]]
name = "次"
optional = true
[[deduction]]
name = "扣"
each = [{ of = "次", points = 1 }]
given = true
[[total]]
name = "得分"
is = "率 × 100 + 点 + 若空(扣, 0)"
[[rank]]
name = "名次"
of = "得分"
[exemptions]
both = ["得分"]
"""
TABLE = """单位,类别,量,率,办结率(点),扣,得分,率（含不计考核）,备注
甲镇,镇街,"1,200",99.5%,98.25,-0.25,197.5,50%,好
乙局,部门,3,2/4,98.25%,,148.26,1/2,

合计,,1203,,,,,,
"""


def read(folder: Path, text: str, *, encoding: str = "utf-8") -> given.Told:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return given.read(path, made(folder, SCHEME))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_as_an_office_saves_it(tmp_path: Path, encoding: str) -> None:
    told = read(tmp_path, TABLE, encoding=encoding)
    town, bureau = told.rows
    assert town.values == {"量": 1200, "率": F("0.995"), "点": F("0.9825"), "扣": F("-0.25")}
    assert bureau.values == {"量": 3, "率": Ratio(F(2), F(4)), "点": F("0.9825"), "扣": None}
    assert (town.traits, town.before) == ({"kind": "town"}, {"率": F("0.5")})


@pytest.mark.parametrize("between", ["\t", ";", "，"])
def test_other_signs_between_cells_will_do(tmp_path: Path, between: str) -> None:
    assert len(read(tmp_path, "\n" + TABLE.replace('"1,200"', "1200").replace(",", between)).rows) == 2


def test_full_width_digits_thousandths_and_a_bare_zero(tmp_path: Path) -> None:
    told = read(tmp_path, TABLE.replace('"1,200"', "１２００").replace("99.5%", "2.1‰").replace("2/4", "0"))
    assert [row.values["率"] for row in told.rows] == [F("0.0021"), 0]
    assert told.rows[0].values["量"] == 1200


def test_the_table_is_compared_with_what_it_prints(tmp_path: Path) -> None:
    told = read(tmp_path, TABLE)
    scored = score(made(tmp_path, SCHEME), told.rows)
    found = {one.label: one for one in given.differences(scored, told)}
    assert set(found) == {"量", "率", "办结率（点）", "扣", "得分"}
    assert found["得分"].differences == ("乙局 得分：表中148.26，算得148.25",)
    assert (found["得分"].equal, found["得分"].among) == (2, 3)
    # the total row is computed, whatever the table says
    assert (found["量"].equal, found["量"].among) == (1, 1)
    assert printing.texts(scored)[1] == ["甲镇", "1200", "99.50%", "98.25%", "-0.25", "197.5", "148", "1"]


def test_an_empty_cell_against_a_number(tmp_path: Path) -> None:
    told = read(tmp_path, TABLE.replace("148.26", "").replace("-0.25,197.5", "-0.25,x"))
    scored = score(made(tmp_path, SCHEME), told.rows)
    found = next(one for one in given.differences(scored, told) if one.label == "得分")
    assert found.differences == ("甲镇 得分：表中x，算得197.5", "乙局 得分：表中空白，算得148.25")


def test_counts_in_the_place_of_a_rate(tmp_path: Path) -> None:
    scheme = made(
        tmp_path,
        'presentation = "none"\ncolumns = ["率"]\n[[input]]\nname = "好"\n[[input]]\nname = "量"\n'
        '[[rate]]\nname = "率"\nover = "好"\nunder = "量"\n',
    )
    path = tmp_path / "table.csv"
    path.write_text("单位,好,量,率\n甲,15,23,15/23\n乙,15,23,14/23\n丙,0,0,0/0\n", encoding="utf-8")
    told = given.read(path, scheme)
    [found] = given.differences(score(scheme, told.rows), told)
    assert found.differences == ("乙 率：表中14/23，算得65.22%",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "table.csv 第1行：表是空的，首行应是表头，第一列是单位"),
        (TABLE.replace("1,203", "x").replace("99.5%", "很好"), "第2行：“率”列的“很好”看不懂，应是数（37.08）、百分数"),
        (
            TABLE.replace("99.5%", "99.5"),
            "第2行：“率”列的“99.5”是率，应写成百分数（99.57%）、千分数（2.1‰）或分数（15/23）",
        ),
        (TABLE.replace("乙局,部门,3", "乙局,部门,3/4"), "第3行：“量”列的“3/4”是分数，这一列应是一个数"),
        (TABLE.replace("-0.25", "0.25"), "第2行：“扣”列的“0.25”是减分项，应不大于0，如 -0.2"),
        (TABLE.replace("乙局", "甲镇"), "第3行：单位“甲镇”出现了两次，第2行已有"),
        (TABLE.partition("\n")[0], "第1行：只有表头，下面应是各单位的行"),
        (
            "\n" + TABLE.replace("量,率", "数,率"),
            "try.toml 第9行：表中缺少“量”列。\n"
            "table.csv 第2行：表头是：单位、类别、数、率、办结率(点)、扣、得分、率(含不计考核)、备注。列名应与",
        ),
        ('单位,类别,量,率,办结率(点)\n"甲\n镇",,1,x,1\n乙,,1,y,1\n', "第4行：“率”列的“y”看不懂"),
        (TABLE.replace("乙局", ""), "第3行：第一列应是单位名称"),
        (TABLE.replace("1/2,", "1/2"), "第3行：有8格，表头有9格"),
        (TABLE.replace("备注", "量"), "第1行：“量”列出现了两次"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Mistakes) as caught:
        read(tmp_path, text)
    assert says in str(caught.value)


def test_what_is_no_table(tmp_path: Path) -> None:
    scheme = made(tmp_path, SCHEME)
    with pytest.raises(Refusal, match="没有这个表格文件"):
        given.read(tmp_path / "none.csv", scheme)
    for data in (b"PK\x03\x04", b"\xff\xff\xff\xff\x80"):
        path = tmp_path / "table.xlsx"
        path.write_bytes(data)
        with pytest.raises(Refusal, match="不是文本表格，请在表格软件中另存为 CSV"):
            given.read(path, scheme)
    with pytest.raises(Refusal, match="table.csv 第3行：不是合格的 CSV，请检查引号是否成对"):
        read(tmp_path, '单位,量\n乙,1\n甲,"1')
