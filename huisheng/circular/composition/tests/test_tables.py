"""Tables, pictures, numbered headings, the office's words."""

from pathlib import Path

import pytest

from huisheng.circular.composition.length import characters, too_long
from huisheng.circular.composition.ports import Unit
from huisheng.circular.composition.prune import pruned
from huisheng.circular.composition.tests.told import HEAD, Figures, Told, document, said
from huisheng.circular.document import Chart, Document, Heading, Number, Paragraph, Table, text_of
from huisheng.kernel.errors import Refusal
from huisheng.scoring import reading
from huisheng.scoring.plan import Given
from huisheng.scoring.score import score
from huisheng.scoring.scored import Scored

UNITS = [
    Unit(1, "a", "市水务局", "department"),
    Unit(2, "b", "临河区", "county"),
    Unit(3, "c", "市城管局", "department"),
    Unit(4, "d", "市公安局", "department"),
]
TOLD = Told(
    {
        ("dispatched", "", "now"): {None: 10},
        ("dispatched", "unit", "now"): {1: 3, 2: 2, 3: 5},
        ("on_time_rate", "", "now"): {None: (9, 10)},
        ("on_time_rate", "unit", "now"): {1: (3, 3), 2: (1, 2), 3: (5, 5)},
        ("visited", "", "now"): {None: 2},
        ("visited", "unit", "now"): {1: 2},
        ("called_on", "unit", "now"): {1: 2},
        ("satisfaction_rate", "", "now"): {None: (1, 2)},
        ("satisfaction_rate", "unit", "now"): {1: (1, 2)},
        ("accepted", "", "now"): {None: 20},
        ("accepted", "channel", "now"): {"phone": 15, "sms": 5},
    },
    own=UNITS,
    labels={"phone": "电话", "sms": "短信"},
    limits={"lists.satisfaction_high": 80},
)


def table(made: Document) -> list[list[str]]:
    """The only table's texts."""
    (found,) = (block for block in made.blocks if isinstance(block, Table))
    return [[text_of([run]) for run in row] for row in found.rows]


def test_a_table_of_units(tmp_path: Path) -> None:
    """First kinds first, then by the largest; an empty place is a dash; the total is the platform's own figure."""
    body = """
[[block]]
caption = "{月}月办理情况表"
columns = [
  { measure = "dispatched", label = "交办" },
  { measure = "on_time_rate" },
  { measure = "visited", group = "回访" },
]
first_kinds = ["county"]
total = "总计"
note = "截至{末日}。"
"""
    made = document(tmp_path, body, TOLD)
    (found,) = made.blocks
    assert isinstance(found, Table)
    assert (found.caption, found.note, found.total) == ("11月办理情况表", "截至11月30日。", True)
    assert [column.label for column in found.columns] == ["单位", "交办", "按期办结率", "回访数"]
    assert found.columns[3].group == "回访"
    assert table(made) == [
        ["临河区", "2", "50.00%", "0"],
        ["市城管局", "5", "100.00%", "0"],
        ["市水务局", "3", "100.00%", "2"],
        ["总计", "10", "90.00%", "2"],
    ]
    cell = found.rows[2][1]
    assert isinstance(cell, Number)
    assert made.sources[cell.ref].label == "交办数（市水务局）"


def test_a_sheet_of_measures_and_some_of_its_units(tmp_path: Path) -> None:
    """The columns of a shipped sheet; ``only`` and ``units`` choose rows, and the total is theirs."""
    whole = document(tmp_path, '[[block]]\nsheet = "xiangtan-2019-11"\n', TOLD)
    rows = {row[0]: row for row in table(whole)}
    assert rows["市城管局"][1] == "5"
    assert rows["市城管局"][6] == "-"  # nobody was called on
    assert rows["市水务局"][6] == "2"
    some = """
[[group]]
name = "bureaus"
label = "市直"
codes = ["a", "c", "d"]
[[block]]
units = "bureaus"
total = "合计"
only = "dispatched"
columns = [{ measure = "dispatched" }, { measure = "on_time_rate" }]
"""
    assert table(document(tmp_path, some, TOLD))[-1] == ["合计", "8", "100.00%"]
    nobody = '[[block]]\nonly = "overdue"\ncolumns = [{ measure = "dispatched" }]\n'
    assert document(tmp_path, nobody, TOLD).blocks == ()


def test_a_list_as_picture_and_as_table(tmp_path: Path) -> None:
    """The same numbers; an empty list makes neither."""
    body = """
[[list]]
name = "渠道"
of = "各 accepted of channel"
[[list]]
name = "没有"
of = "各 overdue of unit"
[[block]]
chart = "渠道"
caption = "渠道图"
picture = "pie"
[[block]]
breakdown = "渠道"
caption = "渠道表"
label = "渠道"
share = true
[[block]]
chart = "没有"
"""
    chart, broken = document(tmp_path, body, TOLD).blocks
    assert isinstance(chart, Chart)
    assert (chart.title, chart.kind, chart.labels) == ("渠道图", "pie", ("电话", "短信"))
    assert [number.text for number in chart.series[0][1] if number] == ["15", "5"]
    assert isinstance(broken, Table)
    assert [column.label for column in broken.columns] == ["渠道", "数量（件）", "占比"]
    assert [text_of(row) for row in broken.rows] == ["电话1575.00%", "短信525.00%"]


class _Changed(Told):
    """The same figures under a definition that was changed."""

    def definitions_changed(self, measure: str) -> bool:
        """Always."""
        return True


def test_a_measure_through_the_periods(tmp_path: Path) -> None:
    """Three points where they are known, a seam where the definition changed, nothing where only now is known."""
    body = '[[block]]\ntrend = "accepted"\ncaption = "受理量"\n'
    assert document(tmp_path, body, TOLD).blocks == ()
    figures: Figures = {**TOLD.figures, ("accepted", "", "previous"): {None: 16}, ("accepted", "", "year"): {None: 10}}
    (chart,) = document(tmp_path, body, Told(figures)).blocks
    assert isinstance(chart, Chart)
    assert chart.labels == ("去年同期", "上月", "本月")
    assert [number.text for number in chart.series[0][1] if number] == ["10", "16", "20"]
    assert chart.seams == ()
    (changed,) = document(tmp_path, body, _Changed(figures)).blocks
    assert isinstance(changed, Chart)
    assert changed.seams == ("本月",)


def _scored(folder: Path, presentation: str) -> Scored:
    """Four units by a scheme of one line."""
    place = '[[rank]]\nname = "名次"\nof = "得分"\n' if presentation == "ranks" else ""
    text = f"""
title = "考核表"
cite = "liaocheng-2015-01#art-12"
scope = "湖南/湘潭"
valid_from = 2019-01-01
presentation = "{presentation}"
score = "得分"
{'place = "名次"' if place else ""}
columns = ["承办量", "得分"{', "名次"' if place else ""}]
order = ["-得分"]
[[input]]
name = "承办量"
measure = "dispatched"
[[total]]
name = "得分"
is = "承办量 × 2"
{place}
"""
    (folder / "scheme.toml").write_text(text, encoding="utf-8")
    rows = [Given(unit.key, unit.name, {}, {"承办量": unit.key}) for unit in UNITS]
    return score(reading.load(folder / "scheme.toml"), rows)


SCORES = """
[[block]]
scores = "liaocheng-2015-01"
caption = "{月}月考核表"
note = "截至{末日}"
[[block]]
podium = ["liaocheng-2015-01"]
captions = ["综合排名"]
n = 2
[[block]]
name = "best"
text = "得分前{汉数 前二 liaocheng-2015-01.综合得分}名是{前二 liaocheng-2015-01.综合得分 附数}。"
"""


def test_a_scored_table_and_its_ends(tmp_path: Path) -> None:
    """Scores open to their calculation; a rank is no figure; the ends are shown where the scheme ranks."""
    body = SCORES.replace(".综合得分", ".综合得分")
    scored = _scored(tmp_path, "ranks")
    named = {**TOLD.__dict__, "tables": {"liaocheng-2015-01": _with(scored, "综合得分", "得分")}}
    made = document(tmp_path, body, Told(**named))
    first, ends, best = made.blocks
    assert isinstance(first, Table) and isinstance(ends, Table) and isinstance(best, Paragraph)
    assert (first.caption, first.note.startswith("截至11月30日。")) == ("11月考核表", True)
    assert text_of(first.rows[0]) == "市公安局481"
    cell = first.rows[0][2]
    assert isinstance(cell, Number)
    source = made.sources[cell.ref]
    assert source.kind == "score"
    assert "4" in source.working and "8" in source.working
    assert first.rows[0][3] == "1"
    assert [text_of(row) for row in ends.rows] == ["市公安局1临河区3", "市城管局2市水务局4"]
    assert text_of(best.runs) == "得分前二名是市公安局8、市城管局6。"


def test_no_ends_without_ranks(tmp_path: Path) -> None:
    """A scheme that doesn't rank names no first and last."""
    named = {**TOLD.__dict__, "tables": {"liaocheng-2015-01": _with(_scored(tmp_path, "none"), "综合得分", "得分")}}
    made = document(tmp_path, SCORES, Told(**named))
    assert [type(block).__name__ for block in made.blocks] == ["Table", "Paragraph"]


def _with(scored: Scored, name: str, old: str) -> Scored:
    """The same with the score's cell under another name too, as the shipped scheme calls it."""
    for row in scored.rows:
        row.cells[name], row.steps[name] = row.cells[old], row.steps[old]  # type: ignore[index]  # a dict behind it
    return scored


def test_all_together(tmp_path: Path) -> None:
    """A column reckoned for the whole platform; absent where there is no row."""
    scored = _with(_scored(tmp_path, "none"), "综合得分", "得分")
    template = "综合得分{总 liaocheng-2015-01.综合得分}。"
    named = {**TOLD.__dict__, "tables": {"liaocheng-2015-01": scored}, "all_together": scored.rows[0]}
    assert said(tmp_path, template, Told(**named)) == "综合得分8。"
    assert said(tmp_path, template, TOLD) == ""


PARTS = """
[[block]]
heading = "概况"
[[block]]
heading = "渠道"
level = 2
[[block]]
name = "one"
item = true
text = "受理{accepted}件。"
[[block]]
name = "two"
item = true
text = "逾期{overdue}件。"
[[block]]
name = "three"
item = true
text = "短信{accepted[channel=sms]}件。"
[[block]]
heading = "类别"
level = 2
[[block]]
heading = "细目"
level = 3
[[block]]
heading = "典型案例"
[[block]]
words = "cases"
quoted = true
item = true
[[block]]
heading = "要求"
numbered = false
[[block]]
words = "next"
default = "请抓紧办理，共{accepted}件。"
[[block]]
attachment = "{月}月统计表"
landscape = true
[[block]]
heading = "表"
[[block]]
attachment = "说明"
[[copy]]
label = "报"
words = "{年}年各单位"
"""


def texts(made: Document) -> list[str]:
    """Headings and paragraphs as they read."""
    return [text_of(block.runs) for block in made.blocks if isinstance(block, (Heading, Paragraph))]


def test_headings_and_items_are_numbered(tmp_path: Path) -> None:
    """Levels begin again below a new heading; what isn't said takes no number; attachments count their own."""
    made = document(tmp_path, PARTS, TOLD)
    assert texts(made) == [
        "一、概况", "（一）渠道", "1．受理20件。", "2．短信5件。", "（二）类别", "1．细目", "二、典型案例", "", "要求",
        "请抓紧办理，共20件。",
    ]  # fmt: skip
    assert [one.title for one in made.attachments] == ["11月统计表", "说明"]
    assert made.attachments[0].landscape
    assert text_of(made.attachments[0].blocks[0].runs) == "一、表"  # type: ignore[union-attr]  # a heading
    assert made.copies == (("报", "2019年各单位"),)
    assert made.title == "2019年11月通报"


def test_an_unwritten_paragraph_is_kept_for_the_editor_and_not_printed(tmp_path: Path) -> None:
    """With it goes a heading that has nothing left below."""
    made = pruned(document(tmp_path, PARTS, TOLD))
    assert texts(made) == [
        "一、概况", "（一）渠道", "1．受理20件。", "2．短信5件。", "要求", "请抓紧办理，共20件。",
    ]  # fmt: skip
    assert made.attachments[0].blocks == ()


def test_the_office_writes_words_and_no_figures(tmp_path: Path) -> None:
    """Cases lose personal data and keep their story's numbers; other words may hold no figure."""
    words = {"case.cases": "市民王演示反映漏水，2小时后修好3处。\n\n第二例。", "w.next": "2019年要继续努力。"}
    made = document(tmp_path, PARTS, TOLD, words)
    assert texts(made)[7:] == [
        "1．市民王某某反映漏水，2小时后修好3处。", "2．第二例。", "要求", "2019年要继续努力。",
    ]  # fmt: skip
    keys = [block.key for block in made.blocks if isinstance(block, Paragraph)]
    assert keys[2:5] == ["case.cases", "case.cases.2", "w.next"]
    for typed in ("办结3297件。", "满意率99.5%。", "百分之九十满意。"):
        with pytest.raises(Refusal, match="手工填写的数字"):
            document(tmp_path, PARTS, TOLD, {"w.next": typed})


def test_a_circular_may_not_be_too_long(tmp_path: Path) -> None:
    """From September 2024 on 5,000 characters; tables don't count; an older circular is bound by no such rule."""
    body = '[[block]]\nwords = "next"\n'
    long = {"w.next": "字" * 5000}
    old = document(tmp_path, body, TOLD, long)
    assert characters(old) == 5000 + len(old.title)
    assert too_long(old, "湖南/湘潭") is None
    head = HEAD.replace("2019-11-", "2025-11-")
    refusal = too_long(document(tmp_path, body, TOLD, long, head), "湖南/湘潭")
    assert refusal is not None
    assert refusal.sentence.startswith(f"正文{characters(old)}字，超过5000字的上限，多")
    assert too_long(document(tmp_path, body, TOLD, {}, head), "") is None
