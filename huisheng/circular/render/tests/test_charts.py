"""Charts and the arithmetic of layouts: no value, however odd, breaks a picture."""

from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huisheng.circular.document import Attachment, Chart, Column, Number, Table
from huisheng.circular.render import layout
from huisheng.circular.render.charts import draw, told
from huisheng.circular.render.drawing import scale
from huisheng.circular.render.tests.sample import charts, number, wide
from huisheng.circular.render.words import cited, clean, ems, signature

KINDS = st.sampled_from(["bar", "column", "pie", "line"])
VALUES = (
    st.none()
    | st.decimals(-1000, 1000, places=2).map(lambda one: Number(f"{one}%", one, percent=True))
    | st.just(Number("-", None))
)


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: chart.title)
def test_every_value_and_label_is_told(chart: Chart) -> None:
    drawing = draw(chart, "a-")
    root = ElementTree.fromstring(drawing.svg(chart.title, told(chart)))
    assert root.find("{http://www.w3.org/2000/svg}desc").text == told(chart)  # type: ignore[union-attr]  # it is there
    assert all(value.text in told(chart) for _, values in chart.series for value in values if value is not None)
    assert ElementTree.fromstring(drawing.bare()) is not None and draw(chart, "a-").bare() == drawing.bare()
    assert all(0 <= word.y <= drawing.height and -5 <= word.x <= drawing.width for word in drawing.words)


@given(
    KINDS, st.lists(st.text(max_size=30), min_size=0, max_size=25), st.lists(st.lists(VALUES, max_size=25), max_size=3)
)
def test_odd_values_break_nothing(kind: str, labels: list[str], series: list[list[Number | None]]) -> None:
    named = tuple((f"系列{place}", tuple(values)) for place, values in enumerate(series))
    chart = Chart("图", kind, tuple(labels), named, tuple(labels[1:2]))  # type: ignore[arg-type]  # one of the kinds
    drawing = draw(chart, "x-")
    svg = drawing.svg("图", clean(told(chart)))
    ElementTree.fromstring(svg)
    assert "nan" not in svg and "<script" not in svg and "style=" not in svg


def test_a_line_is_broken_where_the_definition_changed_and_where_nothing_is_known() -> None:
    line = charts()[1]
    shapes = "".join(draw(line, "x-").shapes)
    assert shapes.count("<polyline") == 2 + 3 + 2  # legend; before the gap, before and after the seam; and after it
    assert "口径变化" in "".join(word.text for word in draw(line, "x-").words)


def test_nothing_is_told_by_colour_alone() -> None:
    shapes = draw(charts()[2], "x-").shapes
    assert any("clip-path" in shape for shape in shapes)


@example([5e-324], True)
@example([1e6, 1e6 + 1e-10], False)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.booleans())
def test_a_scale_holds_its_values(values: list[float], zero: bool) -> None:
    axis = scale(values, 0, 100, zero=zero)
    assert axis.low <= min(values) + 1e-6 and axis.high >= max(values) - 1e-6
    assert 1 <= len(axis.ticks()) <= 14


def test_fifty_rows_of_sixteen_columns_are_readable_on_a_turned_page() -> None:
    planned = layout.plan(wide(), layout.LANDSCAPE)
    assert planned.size >= 8 and sum(planned.widths) == pytest.approx(layout.LANDSCAPE)


@given(st.integers(1, 40), st.text(max_size=40), st.booleans())
def test_a_plan_always_fills_the_page(count: int, text: str, words: bool) -> None:
    table = Table(
        "", tuple(Column(text, "组" if place % 3 else "", words) for place in range(count)), ((text,) * count,)
    )
    planned = layout.plan(table, layout.PORTRAIT)
    assert 6 <= planned.size <= 12 and min(planned.widths) > 0
    assert sum(planned.widths) == pytest.approx(layout.PORTRAIT)


def test_rows_fit_their_columns() -> None:
    table = Table("", (Column("a"), Column("b")), (("1",), ("1", "2", "3")))
    assert layout.rows(table) == [["1", ""], ["1", "2"]]


def test_the_table_beside_a_chart() -> None:
    lying, standing = layout.beside(charts()[0]), layout.beside(charts()[1])
    assert [column.label for column in lying.columns][1:] == list(charts()[0].labels)
    assert len(standing.rows) == 12 and standing.rows[4][1] == number("84.5%") and standing.rows[5][1] == "-"


def test_a_caption_is_not_said_twice() -> None:
    part = Attachment("同名", (Table("同名", (), ()), Table("另一", (), ())))
    assert [one.caption for one in layout.uncaptioned(part) if isinstance(one, Table)] == ["", "另一"]


def test_words_are_cleaned_and_measured() -> None:
    assert clean("a\x00b\r\nc\td\ud800\u202e") == "ab\nc d\ufffd"
    assert clean("שלום") == "שלום\u200e"
    assert ems("中文") == 2 and ems("e\u0301") < 1
    assert cited("nowhere#art-1") == "nowhere#art-1" and cited("gbt-9704-2012#art-1").startswith("《GB/T 9704")


@pytest.mark.parametrize(("issuer", "wanted"), [("市政府", (4 + 4.35 / 2, 4)), ("演示区市民热线受理中心办公室", None)])
def test_the_issuer_stands_above_the_day(issuer: str, wanted: tuple[float, float] | None) -> None:
    day = "2024年3月11日"
    first, second = signature(issuer, day)
    assert first >= 2 and second >= 2
    assert first + ems(issuer) / 2 == pytest.approx(second + ems(day) / 2)
