"""The plan of 东昌府区's February 2024, counted back, is what its circular prints."""

import csv
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from statistics import mean

import pytest

from huisheng.rehearsal import derive
from huisheng.rehearsal.month import folder
from huisheng.rehearsal.period import spec
from huisheng.rehearsal.period.reckon import Figures, Limits, reckon
from huisheng.rehearsal.period.spec import Spec
from huisheng.rehearsal.plans import build
from huisheng.rehearsal.story import Plan

NAME = "dongchangfu-2024-02"
TOWNS = 15


@cache
def said() -> Spec:
    return spec.read(folder(NAME))


@cache
def plan() -> Plan:
    return build(folder(NAME), 1)


@cache
def figures() -> Figures:
    return reckon(plan(), said().first_day, said().last_day, 1, Limits(1, 3, 2))


def rows(name: str) -> list[dict[str, str]]:
    with (folder(NAME) / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def score(share: Fraction, of: int) -> Decimal:
    """Rounded half up to 0.01, without needless zeros."""
    exact = Decimal(share.numerator * of) / Decimal(share.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def graded(row: Counter[str], question: str) -> Fraction:
    """1 for yes, 0.8 for partly."""
    yes, partly, no = (row[f"{question}_{grade}"] for grade in ("yes", "partly", "no"))
    return Fraction(5 * yes + 4 * partly, 5 * (yes + partly + no))


def satisfied(row: Counter[str]) -> Fraction:
    return Fraction(3, 10) * graded(row, "process") + Fraction(7, 10) * graded(row, "result")


def test_the_counts_kept_in_the_folder_are_those_derived_from_the_printed_ones() -> None:
    units, firms = derive.derive(folder(NAME))
    assert rows("units.csv") == units and rows("enterprise.csv") == firms


def test_every_score_of_the_three_tables() -> None:
    for printed in rows("printed.csv"):
        row = figures().units[printed["unit"]]
        size = row["dispatched"]
        assert size == int(printed["dispatched"])
        assert score(Fraction(size - row["late_signed"], size), 5) == Decimal(printed["signed"]), printed
        assert score(Fraction(size - row["late"], size), 5) == Decimal(printed["on_time"]), printed
        assert score(graded(row, "solved"), 40) == Decimal(printed["solved"]), printed
        assert score(satisfied(row), 50) == Decimal(printed["satisfied"]), printed
        assert -Decimal(row["redo"]) / 10 - Decimal(row["sent_back"]) / 100 == Decimal(printed["deduction"]), printed


def test_every_rate_of_the_enterprise_table() -> None:
    for printed in rows("enterprise-printed.csv"):
        row = figures().firms[printed["unit"]]
        size, asked = row["dispatched"], sum(row[f"solved_{grade}"] for grade in ("yes", "partly", "no"))
        assert size == int(printed["dispatched"])
        assert score(Fraction(size - row["late"], size), 100) == Decimal(printed["on_time"])
        assert score(Fraction(row["solved_yes"], asked), 100) == Decimal(printed["solved"])
        assert score(satisfied(row), 100) == Decimal(printed["satisfied"]), printed
    assert sum(row["dispatched"] for row in figures().firms.values()) == figures().whole["enterprise"] == 181


def test_the_overall_rates() -> None:
    for rows_, solved, liked in ((figures().units, "87.80", "91.86"), (figures().firms, "64.12", "84.11")):
        whole: Counter[str] = sum(rows_.values(), Counter())
        if rows_ is figures().firms:
            whole["solved_no"] += whole.pop("solved_partly")  # enterprises: only what is wholly solved
        assert score(graded(whole, "solved"), 100) == Decimal(solved)
        assert score(satisfied(whole), 100) == Decimal(liked)


def test_channels_kinds_and_topics() -> None:
    assert figures().whole["accepted"] == figures().whole["handed_on"] == 11198
    assert figures().kinds == {"help": 9191, "consult": 1713, "suggestion": 260, "thanks": 34}
    channels = figures().channels
    assert [channels[name] for name in ("phone", "wechat", "province_web", "snapshot")] == [10787, 209, 52, 51]
    assert sum(channels.values()) == 11198
    printed = {"01": 2159, "0101": 1446, "0102": 713, "02": 1484, "03": 1443, "04": 514, "0401": 391, "05": 456}
    assert {code: figures().topic(code) for code in printed} == printed
    others = {code[:2] for code in figures().categories} - {"01", "02", "03", "04", "05"}
    assert max(figures().topic(code) for code in others) < 456


def test_who_handles_how_many() -> None:
    towns = [row for row in rows("printed.csv") if row["group"] == "town"]
    assert len(towns) == TOWNS
    units = figures().units
    own = {row["unit"] for row in towns}
    assert sum(units[unit]["dispatched"] for unit in own) == sum(units[unit]["main"] for unit in own) == 3935
    others = [row for unit, row in units.items() if unit not in own]
    assert sum(row["dispatched"] for row in others) == 7081 + 210
    assert sum(row["main"] for row in others) == 7263 and sum(row["co"] for row in others) == 28


def test_the_city_sees_the_district_sign_and_reply_in_time() -> None:
    upward = reckon(plan(), said().first_day, said().last_day, 0, Limits(1, 5, 4)).units
    assert set(upward) == {"dongchangfu"}
    row = upward["dongchangfu"]
    assert (row["dispatched"], row["late_signed"], row["late"]) == (11198, 0, 0)


def test_the_slow_ones_are_those_the_circular_names() -> None:
    hours = {unit: mean(found) for unit, found in figures().hours.items()}
    groups = {row["unit"]: row["group"] for row in rows("printed.csv")}

    def slowest(group: str) -> list[str]:
        return sorted((unit for unit in hours if groups[unit] == group), key=lambda unit: -hours[unit])[:3]

    assert slowest("town") == ["dcf-zhengjia", "dcf-jiaming", "dcf-guangping"]
    assert slowest("ge50") == ["dcf-zhujian", "dcf-shangtou", "dcf-jiaotongyunshu"]


def test_the_most_redone_are_those_the_circular_names() -> None:
    rates = {u: Fraction(row["redo"], row["dispatched"]) for u, row in figures().units.items()}
    groups = {row["unit"]: row["group"] for row in rows("printed.csv")}
    towns = sorted((u for u in rates if groups[u] == "town"), key=lambda u: -rates[u])
    large = sorted((u for u in rates if groups[u] == "ge50"), key=lambda u: -rates[u])
    assert towns[0] == "dcf-gulou"
    assert large[:3] == ["dcf-gonganfen", "dcf-jiaotongyunshu", "dcf-jiaoti"]


def test_the_third_most_satisfying_department() -> None:
    """Two print 47.28: 区市场监管局, which the text names third, is ahead of 香江服务中心 by what isn't printed."""
    liked = {unit: satisfied(figures().units[unit]) for unit in ("dcf-shichangjianguan", "dcf-xiangjiang")}
    assert liked["dcf-shichangjianguan"] > liked["dcf-xiangjiang"]


def test_each_citizen_is_reached_once_within_the_window() -> None:
    for order in plan().orders:
        reached = [act for act in order.acts if act.verb == "visit" and act.params["outcome"] == "reached"]
        assert len(reached) <= 1
        assert all(act.params["solved"] or act.params["grade"] for act in reached)


@pytest.mark.no_cover  # the first seed went the same way
def test_another_seed_prints_the_same_and_tells_otherwise() -> None:
    other = build(folder(NAME), 2)
    assert other.digest() != plan().digest()
    found = reckon(other, said().first_day, said().last_day, 1, Limits(1, 3, 2))
    assert found.units == figures().units and found.kinds == figures().kinds
