"""Many figures in few passes: the same as each counted alone, in the live tables and in a dossier."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huisheng.measures import asked, compute, counting, reckon
from huisheng.measures.breakdown import Counted, column, has, parts_of, together
from huisheng.measures.compute import Counts
from huisheng.measures.definition import Library, Measure, load, shipped
from huisheng.measures.dossier import recompute
from huisheng.measures.dossier.freeze import BREAKDOWNS, freeze
from huisheng.measures.figure import By, Scope, Window
from huisheng.measures.rows import FACTS
from huisheng.measures.tests import anything

SCOPE = Scope(
    1, Window(date(2019, 11, 1), date(2019, 11, 30)), {"visit": Window(date(2019, 10, 30), date(2019, 11, 2))}
)
EVERY = [name for name in shipped() if "@" in name]


def one_by_one(library: Library, by: By, scope: Scope = SCOPE) -> Counted:
    """Each measure in a statement of its own, each subject's row chosen by ROW_NUMBER: slow and plain."""
    counted: Counted = {}
    for name in (n for n in library if "@" in n and has(library, n, by)):
        for measure in parts_of(library, name):
            counted[measure.reference, column(measure, by)] = _alone(measure, by, scope)
    return counted


def _alone(measure: Measure, by: By, scope: Scope) -> dict[int | str | None, Counts]:
    base = measure.base
    assert base is not None
    fact, where = FACTS[base.fact], column(measure, by)
    chosen = f"{fact.table} WHERE platform = %(platform)s AND " + counting.quoted(
        asked.looked_at(base, "(f)", "(e)")
    ).replace("(f)", "%(first)s").replace("(e)", "%(end)s")
    if base.keep:
        order = counting.quoted(", ".join(asked.order(base)))
        place = f"ROW_NUMBER() OVER (PARTITION BY {fact.subject} ORDER BY {order}) AS place"
        chosen = f"(SELECT *, {place} FROM {chosen}) AS chosen WHERE place = 1"
    words = [counting.quoted(one) for one in asked.asked(measure, base)]
    first = f"COALESCE(SUM({measure.sum}) FILTER (WHERE {words[0]}), 0)" if measure.sum else ""
    numbers = [f"COUNT(*) FILTER (WHERE {one})" for one in words]
    numbers[0] = first or numbers[0]
    query = f"SELECT {where or 'NULL'}, {', '.join(numbers)} FROM {chosen}" + (f" GROUP BY {where}" if where else "")
    found: dict[int | str | None, Counts] = {}
    for key, *line in counting.rows(query, counting.span(base.fact, scope)):
        rest = [int(number) for number in line]
        numerator, denominator = rest.pop(0), rest.pop(0) if measure.denominator else None
        if numerator or denominator or any(rest) or where is None:
            found[key] = Counts(numerator, denominator, tuple(rest))
    return found


@pytest.mark.no_cover  # counted at length: no line is left to it alone
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), rows=st.integers(0, 80))
def test_all_at_once_is_the_same_as_one_by_one_and_as_the_dossier(
    db: None, tmp_path_factory: pytest.TempPathFactory, seed: int, rows: int
) -> None:
    anything.fill(shipped(), seed, rows)
    told = reckon.figures_by(EVERY, SCOPE, BREAKDOWNS)
    for by in BREAKDOWNS:
        names = [name for name in EVERY if has(shipped(), name, by)]
        assert told[by] == together({by: names}, SCOPE, shipped(), one_by_one(shipped(), by))[by]
    file = tmp_path_factory.mktemp("dossier") / "a.zip"
    freeze(file, [SCOPE], catch_up=False)
    again = recompute.recompute(file)
    assert (again.differences, again.told) == ([], [told])


@pytest.fixture
def unusual(tmp_path: Path) -> Library:
    """Sums, means, exclusions, unknowns below a NOT, a percent sign, and more conditions than one mask has bits."""
    many = "".join(
        f'[[measure]]\nname = "m{n}"\nlabel = "{n}"\nversion = 1\nunit = "件"\ncite = "domain#art-21"\n'
        f"numerator = \"no = {n} or solved = '{n}'\"\n"
        for n in range(40)
    )
    (tmp_path / "x.toml").write_text(
        'fact = "visit"\nanchor = "at"\ngroup = "unit"\n'
        + many
        + """
[[measure]]
name = "unknown"
label = "未联系"
version = 1
unit = "%"
numerator = "not (contacted or not (solved = 'yes' or contacted is null)) and not null = 1"
denominator = "not contacted or unit > 1 or not true"
cite = "domain#art-21"
exclude = [
  { when = "not contacted", reason = "甲" },
  { when = "grade = '50%' or not (unit in (1, 2, null))", reason = "乙" },
]
[[measure]]
name = "sum"
label = "和"
version = 1
unit = "次"
sum = "unit"
numerator = "effective"
count = "order_id"
keep = "first"
cite = "domain#art-21"
[[measure]]
name = "mean"
label = "均"
version = 1
unit = "天"
sum = "no"
numerator = "effective"
denominator = "effective"
divisor = 2
rounding = "half_up_1"
cite = "domain#art-21"
exclude = [{ when = "urgent", reason = "急件不计" }]
[[measure]]
name = "marks"
label = "分"
version = 1
unit = "分"
sum = "no"
divisor = 100
rounding = "half_up_2"
cite = "domain#art-21"
""",
        encoding="utf-8",
    )
    return load(tmp_path)


@pytest.mark.no_cover  # as above
@pytest.mark.parametrize("seed", range(4))
def test_unusual_definitions_too(db: None, unusual: Library, tmp_path: Path, seed: int) -> None:
    anything.fill(unusual, seed, 60)
    bys: list[By] = [None, "unit", "grade", "effective"]
    told = reckon.figures_by([name for name in unusual if "@" in name], SCOPE, bys, unusual)
    for by in bys:
        alone = one_by_one(unusual, by)
        assert told[by] == together({by: list(told[by])}, SCOPE, unusual, alone)[by]
    freeze(tmp_path / "a.zip", [SCOPE], bys=bys, library=unusual, catch_up=False)
    again = recompute.recompute(tmp_path / "a.zip")
    assert (again.differences, again.told) == ([], [told])
    whole = told[None]["unknown@1"][None]
    assert len(reckon.members(whole, "excluded", unusual)) <= sum(left.count for left in whole.excluded)


def test_a_mean_shows_its_working() -> None:
    assert compute.value(Counts(7, 2), "天", "half_up_1", 2) == Decimal("1.8")
    assert compute.value(Counts(7, 0), "天", "half_up_1") is None
    assert compute.value(Counts(-230), "分", "half_up_2", 100) == Decimal("-2.30")
    assert compute.value(Counts(1, 3), "%", "half_up_1") == Decimal("33.3")


def test_what_a_measure_cannot_be_broken_down_by() -> None:
    with pytest.raises(ValueError, match="has no queue"):
        reckon.figures(["dispatched"], SCOPE, by="queue")
    assert not has(shipped(), "calls_offered", "unit")
    assert not has(shipped(), "dispatched", "queue")


def test_every_date_by_which_facts_are_counted_has_an_index() -> None:
    from django.apps import apps

    models = {model._meta.db_table: model for model in apps.get_app_config("measures").get_models()}
    held = {(table, *index.fields[:2]) for table, model in models.items() for index in model._meta.indexes}
    bases = [measure.base for measure in shipped().values() if measure.base is not None]
    asked_for = {(FACTS[base.fact].table, "platform", base.anchor) for base in bases}
    assert asked_for - held == set()
