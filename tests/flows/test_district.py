"""东昌府 below 聊城, lived whole: both platforms at once, and the printed tables. ``make documents``."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import huisheng
from huisheng.rehearsal.month import folder
from tests.flows.home import Home, home

NAME = "dongchangfu-2024-02"
GOLDEN = Path(huisheng.__file__).parents[2] / "shared" / "golden"
TABLES = ("towns", "departments-ge50", "departments-lt50", "enterprise")

pytestmark = pytest.mark.whole


@pytest.fixture(scope="session")
def lived() -> Iterator[Home]:
    """About a minute and a half: the whole month of the district, by two processes."""
    with home() as own:
        done = own.huisheng("rehearse", NAME, "--jobs", "2")
        assert done.returncode == 0, done.stderr.decode()
        assert own.huisheng("facts", "follow").returncode == 0
        yield own


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_are_the_printed_ones_byte_for_byte(lived: Home, table: str) -> None:
    golden = GOLDEN / f"{NAME}-{table}.csv"
    if not golden.is_file():
        pytest.skip("the golden tables lie beside the checkout, and are not there")
    done = lived.huisheng("table", f"{NAME}-{table}", "--csv")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == golden.read_bytes()


def test_each_town_s_volume_is_the_printed_one(lived: Home) -> None:
    """The same without the golden files, from the live tables: neither facts nor definitions are asked."""
    rows = csv.DictReader(io.StringIO((folder(NAME) / "printed.csv").read_text(encoding="utf-8")))
    printed = {row["unit"]: int(row["dispatched"]) for row in rows}
    counted = "SELECT u.code, count(*) FROM workorder_dispatch d JOIN directory_unit u ON u.id = d.unit_id"
    sent = f"{counted} WHERE d.parent IS NOT NULL GROUP BY u.code"
    redone = dict(lived.rows(f"{counted} WHERE d.redo_of IS NOT NULL GROUP BY u.code"))
    found: dict[str, Any] = dict(lived.rows(sent))
    assert sum(found.values()) == sum(printed.values()) + redone["dongchangfu"]


def test_both_platforms_hold_the_matters(lived: Home) -> None:
    held = "SELECT p.code, f.level, count(*) FROM fact_order f JOIN directory_unit p ON p.id = f.platform GROUP BY 1, 2"
    assert sorted(lived.rows(held)) == [("dongchangfu", 1, 11198), ("liaocheng", 0, 11198)]


def test_the_seats_of_both_are_printed(lived: Home) -> None:
    said = lived.huisheng("demo", NAME).stdout.decode()
    for seat in ("lc-a01", "lc-d01", "lc-v01", "dcf-d01", "dcf-k01", "h-dongchangfu"):
        assert seat in said


def test_the_ledger_verifies_and_replays(lived: Home) -> None:
    assert lived.huisheng("ledger", "verify").returncode == 0
    assert lived.huisheng("ledger", "replay").returncode == 0


def test_the_circular_is_published_and_holds_together(lived: Home) -> None:
    """Frozen, drafted, reviewed, signed and published by the seats; the checker finds nothing in it."""
    assert lived.rows("SELECT state FROM circular_run") == [("final",)]
    assert lived.rows("SELECT state, no FROM circular_edition") == [("published", 1)]
    done = lived.huisheng("circular", NAME)
    assert done.returncode == 0, done.stdout.decode()[-2000:]
    said = done.stdout.decode()
    for sentence in (
        "共受理各类承办事项11198件，同比增长16.08%，环比下降27.24%，日均受理量386件",
        "求助类工单9191件，占比82.08%",
        "拖欠工资问题2159件，同比增长108.20%，环比下降4.60%",
        "区直部门及国企共承办工单7263件（另有协办28件），占总量的64.86%",
        "企业诉求解决率64.12%，综合满意率84.11%",
    ):
        assert sentence in said
