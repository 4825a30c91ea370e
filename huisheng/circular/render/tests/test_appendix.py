"""附录：指标口径: each measure and each column once, windows told once, no unit's numbers."""

from dataclasses import replace

from huisheng.circular.document import Source, Table
from huisheng.circular.render.appendix import definitions, marks
from huisheng.circular.render.tests.sample import bare

NOW, THEN = "2024-01-25 至 2024-02-22", "2023-01-25 至 2023-02-22"
LAW = "dongchangfu-2024-02#art-3"


def score(ref: str, unit: str, scheme: str, working: str, formula: str = "40 × 解决率") -> Source:
    """A cell of a scored table."""
    return Source(ref, "score", f"{unit}解决率得分(40)", scheme, working, formula, LAW, measure="解决率得分(40)")


def count(ref: str, about: str, *parameters: tuple[str, str], label: str = "受理数") -> Source:
    """A counted figure of a part."""
    return Source(
        ref, "figure", f"{label}（{about}）", f"{label}@1", f"{label} = 7件", "全部工单", LAW, 7,
        parameters=parameters, measure=label,
    )  # fmt: skip


def table(*sources: Source) -> tuple[str, Table]:
    """What stands above the table, and the table."""
    made = definitions(replace(bare(), sources={one.ref: one for one in sources}))
    assert made is not None
    above, below = made.blocks
    assert isinstance(below, Table)
    return "".join(str(run) for run in above.runs), below  # type: ignore[union-attr]  # the first is a paragraph


def test_each_column_of_the_schemes_is_told_once_and_without_numbers() -> None:
    sources = (
        score("a", "区医保局", "big", "40 × (74.8/81) = 36.94"),
        score("b", "区财政局", "big", "40 × 90% = 36"),
        score("c", "古楼街道", "towns", "40 × 80% = 32"),
        score("d", "区水利局", "other", "40 × 80% = 32", "40 × 解决率，不取舍"),
    )
    _, below = table(*sources)
    cite = "《东昌府区12345市民热线二月份办理情况通报（2024年）》第3条"
    assert [column.label for column in below.columns] == ["序号", "指标", "计算方法", "依据"]
    assert below.rows == (
        ("1", "解决率得分(40)", "40 × 解决率", cite),
        ("2", "解决率得分(40)", "40 × 解决率，不取舍", cite),
    )
    document = replace(bare(), sources={one.ref: one for one in sources})
    assert marks(document) == {"a": 1, "b": 1, "c": 1, "d": 2}


def test_windows_are_told_once_above_the_table() -> None:
    above, below = table(
        count("a", "甲", ("工单统计时段", NOW)),
        count("b", "乙", ("工单统计时段", NOW), ("派单统计时段", NOW), ("去年同期", THEN)),
    )
    assert above.endswith(f"工单统计时段、派单统计时段：{NOW}；去年同期：{THEN}。")
    assert [row[1:3] for row in below.rows] == [("受理数", "全部工单")]


def test_what_differs_stays_with_its_measure() -> None:
    above, below = table(
        count("a", "甲", ("检查统计时段", NOW), ("出处", "一")),
        count("b", "乙", ("检查统计时段", NOW), ("出处", "二"), label="抽测数"),
        count("c", "丙", ("检查统计时段", THEN), ("出处", "二"), label="抽测数"),
        *(count(f"d{n}", "丁", ("出处", str(n)), label="他数") for n in range(4)),
    )
    assert above.endswith("同一指标只列一次。")
    assert [row[2] for row in below.rows] == [
        f"全部工单。检查统计时段：{NOW}；出处：一",
        f"全部工单。检查统计时段：{NOW}、{THEN}；出处：二",
        "全部工单。出处：0、1等",
    ]


def test_a_column_for_what_was_left_out_where_anything_was() -> None:
    left = replace(count("a", "甲"), excluded=(("不计考核", 3, LAW), ("骚扰", 1, "")))
    _, below = table(left, replace(count("b", "乙", label="乙数"), formula="", measure=""))
    assert [column.label for column in below.columns][3] == "不计入"
    assert below.rows[0][3] == "不计考核（《东昌府区12345市民热线二月份办理情况通报（2024年）》第3条）；骚扰"
    assert below.rows[1][1:4] == ("乙数（乙）", "按台账统计", "-")


def test_no_appendix_without_figures() -> None:
    assert definitions(replace(bare(), sources={})) is None
