"""Scores in a dossier: kept when it is frozen, computed again from it, and what came out otherwise."""

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from huisheng.directory import book
from huisheng.directory import reads as directory
from huisheng.directory.load import load_city
from huisheng.kernel.errors import Refusal
from huisheng.ledger import cursor
from huisheng.measures.dossier.archive import canonical
from huisheng.measures.dossier.freeze import freeze
from huisheng.measures.dossier.recompute import recompute
from huisheng.measures.figure import Scope, Window
from huisheng.measures.tests.conftest import (
    CITY,
    tell,
    tell_stories,
    units,
    write_down,
)  # the fixtures, and what they are made of
from huisheng.measures.tests.stories import Story, at
from huisheng.measures.tests.test_dossier import remade
from huisheng.scoring import kept, sheets
from huisheng.scoring.kept import Difference

__all__ = ["tell", "tell_stories", "units"]
NAME = "liaocheng-2015-01"
RESULT, SCHEME = f"results/{NAME}.json", f"schemes/{NAME}.toml"
NOVEMBER = Window(date(2019, 11, 1), date(2019, 11, 30))
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def once(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """东区 and 西区 with a matter each, scored by a shipped scheme and frozen; their ledger is gone."""
    path = tmp_path_factory.mktemp("month") / "month.zip"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(cursor, "horizon", lambda: 2**62)
        book.forget()
        platform = load_city(tomllib.loads(CITY)).platform
        for number, code in enumerate(("east", "west"), 1):
            unit = directory.unit_by_code(code, platform)
            assert unit is not None
            sent = Story(number).accept(at(2), platform=platform).send(unit.id, at(3), due=at(9))
            write_down(sent.reply(at(4)).entries)
        freeze(path, [Scope(platform, NOVEMBER)], schemes=kept.files([NAME]), finish=kept.finish([NAME]))
        transaction.set_rollback(True)
    book.forget()
    yield path


@pytest.fixture
def month(once: Path, tmp_path: Path) -> Path:
    """That dossier, to be changed."""
    return Path(shutil.copy(once, tmp_path / "month.zip"))


def changed(path: Path, change: Change) -> list[Difference]:
    """What a recheck finds after somebody wrote the result otherwise, with every hash put right."""

    def do(members: dict[str, bytes]) -> None:
        told = json.loads(members[RESULT])
        change(told)
        members[RESULT] = canonical(told)

    return kept.recheck(recompute(remade(path, do)))


def test_a_scheme_without_a_table_is_kept_for_all_units(
    units: dict[str, int], tell_stories: Callable[..., None], tmp_path: Path
) -> None:
    for number, code in enumerate(("east", "west"), 1):
        tell_stories(Story(number).accept(at(2), platform=units["tan"]).send(units[code], at(3), due=at(9)))
    path, name = tmp_path / "week.zip", "jining-2013-week"
    freeze(path, [Scope(units["tan"], NOVEMBER)], schemes=kept.files([name]), finish=kept.finish([name]))
    made = recompute(path)
    assert kept.recheck(made) == []
    assert set(made.frozen.under("schemes")) == {f"{name}.toml"}
    told = json.loads(made.frozen.under("results")[f"{name}.json"])
    assert {"东区人民政府", "西区管委会"} <= {unit[1] for unit in told["units"]}
    assert {"东区人民政府", "西区管委会"} <= {row["name"] for row in told["scored"]["rows"]}


def test_the_same_scores_come_out_again(month: Path) -> None:
    made = recompute(month)
    assert made.differences == []
    assert kept.recheck(made) == []
    assert set(made.frozen.under("schemes")) == {f"tables/{NAME}.toml", f"{NAME}.toml"}
    told = json.loads(made.frozen.under("results")[f"{NAME}.json"])
    assert [row["name"] for row in told["scored"]["rows"]] == ["东区人民政府", "西区管委会"]
    assert (told["scheme"], told["scope"], told["on"]) == (f"{NAME}.toml", 0, "2019-11-30")


def test_every_cell_that_is_not_the_same_is_named(month: Path) -> None:
    def lie(told: dict[str, Any]) -> None:
        told["scored"]["rows"][0]["cells"]["承办量"][1] = "9"

    assert changed(month, lie) == [Difference(NAME, "东区人民政府", "承办量", "9", "1")]


def test_a_row_that_only_one_side_has(month: Path) -> None:
    def less(told: dict[str, Any]) -> None:
        del told["scored"]["rows"][0]

    found = changed(month, less)
    assert {one.unit for one in found} == {"东区人民政府"}
    assert Difference(NAME, "东区人民政府", "承办量", "", "1") in found


def test_what_is_no_cell_is_named_too(month: Path) -> None:
    assert changed(month, lambda told: told["scored"].update(title="另一张表")) == [
        Difference(NAME, "", "title", "", "")
    ]
    assert changed(month, lambda told: told["scored"]["rows"][0].update(standing="x")) == [
        Difference(NAME, "", "rows", "", "")
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.pop("units"),
        lambda told: told.update(scope=7),
        lambda told: told.update(on="某日"),
        lambda told: told.update(units=[[1, "甲"]]),
        lambda told: told.update(scheme="none.toml"),
        lambda told: told["scored"].update(rows=7),
    ],
)
def test_results_that_cannot_be_read(month: Path, change: Change) -> None:
    with pytest.raises(Refusal, match=f"results/{NAME}.json 读不懂"):
        changed(month, change)


def test_a_scheme_that_cannot_be_used(month: Path) -> None:
    broken = remade(month, lambda members: members.update({SCHEME: b'title = "x"\n'}))
    with pytest.raises(Refusal, match="档案里的方案不能用"):
        kept.recheck(recompute(broken))

    def elsewhere(members: dict[str, bytes]) -> None:
        members["schemes/own/x.toml"] = members.pop(SCHEME)
        members[RESULT] = members[RESULT].replace(f'"{NAME}.toml"'.encode(), b'"own/x.toml"')

    found = kept.recheck(recompute(remade(month, elsewhere)))
    assert {one.column for one in found} <= {"scheme", "rows"}  # the same but for the scheme's name and its steps


def test_a_table_is_kept_over_the_scope_of_its_own_days(
    units: dict[str, int], tell_stories: Callable[..., None], tmp_path: Path
) -> None:
    tell_stories(Story(1).accept(at(2), platform=units["tan"]).send(units["east"], at(3), due=at(9)))
    own = sheets.load(NAME)
    path = tmp_path / "two.zip"
    scopes = [Scope(units["tan"], NOVEMBER), Scope(units["tan"], own.window, own.windows)]
    freeze(path, scopes, schemes=kept.files([NAME]), finish=kept.finish([NAME]))
    made = recompute(path)
    assert json.loads(made.frozen.under("results")[f"{NAME}.json"])["scope"] == 1
    assert (made.differences, kept.recheck(made)) == ([], [])
