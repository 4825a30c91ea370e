"""What rows draw by hand says the same as a template would, and lets nothing of what people wrote be HTML."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.urls import NoReverseMatch
from django.urls import reverse as made

from huisheng.desks import drawn, tags
from huisheng.desks.addresses import reverse
from huisheng.desks.fields import Option
from huisheng.desks.rows import COLUMNS, Mark, Row
from huisheng.desks.words import Dial
from huisheng.lifecycle.workorder.search.snippet import Part

EVIL = "<script>&\"'"
SAFE = "&lt;script&gt;&amp;&quot;&#x27;"


def row(**changed: object) -> Row:
    """A row whose every word is hostile."""
    given: dict[str, object] = {
        **dict.fromkeys(("number", "short", "title", "url", "unit", "kind", "state", "state_word"), EVIL),
        **dict.fromkeys(("due_short", "category", "region", "channel", "accepted", "pick"), EVIL),
        "current": True, "confirmed": False, "marks": [Mark(EVIL, EVIL)],
        "clock": Dial(EVIL, EVIL, None, EVIL), "columns": tuple(COLUMNS), **changed,
    }  # fmt: skip
    return Row(**given)  # type: ignore[arg-type]  # every field by its name


def test_nothing_written_is_html() -> None:
    parts = [Part(EVIL), Part(EVIL, hit=True)]
    for one in (row(), row(pieces=parts, snippet=parts), row(pick="", columns=("due", "title"))):
        for said in (one.cells, one.headed, one.dial):
            assert EVIL not in said and "<script" not in said and SAFE in said
    assert row(pieces=parts).cells.count(f"{SAFE}<mark>{SAFE}</mark>") == 1
    choices = [Option(EVIL, EVIL, chosen=True)]
    for said in (tags.options(choices, EVIL), tags.checks(choices, EVIL)):
        assert "<script" not in said and SAFE in said


def test_a_row_has_its_columns_and_may_be_ticked() -> None:
    cells = row().cells
    assert cells.count("<td") == len(COLUMNS) and cells.count("<th") == 1 and 'name="pick"' in cells
    assert 'name="pick"' not in row(pick="").cells
    assert 'aria-current="true"' in cells and "aria-current" not in row(current=False).cells
    assert ">—</td>" in row(unit="", region="").cells


def test_a_clock_counts_on_from_its_due_time() -> None:
    due = datetime(2019, 11, 8, 9, 30, tzinfo=UTC)
    said = drawn.clock(Dial("half", "还剩 3 小时", due, "2019-11-08 17:30 到期"))
    assert '<time datetime="2019-11-08T17:30:00+08:00" data-until="short">还剩 3 小时</time>' in said
    assert "icons.svg#clock-half" in said
    assert "<time" not in drawn.clock(Dial("done", "已办"))


def test_choices_in_any_template() -> None:
    page = engines["django"].from_string("{{ all|options:now }}{{ all|checks:'u' }}")
    said = page.render({"all": [Option("a", "甲"), Option("b", "乙", chosen=True)], "now": "a"})
    assert '<option value="a" selected>甲</option><option value="b">乙</option>' in said
    assert 'name="u" value="b" checked> 乙' in said and 'value="a"> 甲' in said


@pytest.mark.parametrize("number", ["LC-20191104-0000001", "ABCDEFGHIJ-20191104-000000000000000001"])
def test_addresses_are_djangos(number: str) -> None:
    for _ in range(2):
        assert reverse("desks:orders") == made("desks:orders")
        assert reverse("desks:order", args=[number]) == made("desks:order", args=[number])
        assert reverse("desks:act", args=[number, "send"]) == made("desks:act", args=[number, "send"])
        assert reverse("desks:article", args=["domain", "3"]) == made("desks:article", args=["domain", "3"])


@pytest.mark.parametrize("args", [["nothing"], ["LC-20191104-0000001\n"], [], ["LC-20191104-0000001", "send", "on"]])
def test_an_address_that_cannot_be_is_none(args: list[object]) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("desks:order", args=args)
