"""One row goes as parameters, many as JSON: the database must get the same from both."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from huisheng.ledger import append, pen
from huisheng.ledger.models import Cursor, Entry
from huisheng.ledger.tests.conftest import CLERK, said
from huisheng.ledger.vocabulary.calls import CallAnswered

MOMENT = datetime(2019, 11, 4, 1, 2, 3, 456_789, tzinfo=UTC)
VALUES: list[dict[str, Any]] = [
    {
        "word": "𠮷田 \\ \" ' \n\t{}%s",
        "seal": b"\x00\xff\\x",
        "moment": MOMENT,
        "flag": True,
        "small": -1,
        "big": 2**62,
    },
    {"word": "", "seal": b"", "moment": None, "flag": None, "small": 0, "big": None},
    {"word": "\\x41 null 😀e\u0301", "seal": memoryview(b"abc"), "moment": MOMENT, "flag": False, "small": 1, "big": 0},
]


@pytest.fixture
def sample(db: None) -> Iterator[Any]:
    """A table with a column of every type that live rows have, one of them named otherwise than its attribute."""
    with isolate_apps("huisheng.ledger"):

        class Sample(models.Model):
            word = models.CharField(max_length=40, db_column="said")
            seal = models.BinaryField()
            moment = models.DateTimeField(null=True)
            flag = models.BooleanField(null=True)
            small = models.SmallIntegerField()
            big = models.BigIntegerField(null=True)

            class Meta:
                app_label = "ledger"
                db_table = "pen_sample"

        with connection.schema_editor() as editor:
            editor.create_model(Sample)
        yield Sample


def kept() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT said, seal, moment, flag, small, big FROM pen_sample ORDER BY id")
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


def test_one_and_many_give_the_same(sample: Any) -> None:
    for values in VALUES:
        pen.write([sample(**values)], [])
    rows = [sample(**values) for values in VALUES]
    pen.write(rows, [])
    written = kept()
    assert written[:3] == written[3:]
    assert written[0] == (VALUES[0]["word"], b"\x00\xff\\x", MOMENT, True, -1, 2**62)
    assert written[1] == ("", b"", None, None, 0, None)
    assert [row.pk for row in rows] == list(sample.objects.order_by("id").values_list("id", flat=True)[3:])
    assert not any(row._state.adding for row in rows)


@pytest.mark.parametrize("tables", [1, pen._TOGETHER])
def test_many_tables_at_once_are_written_like_each_alone(
    sample: Any, tables: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One statement or several: the rows, their keys, and updates before what is new."""
    monkeypatch.setattr(pen, "_TOGETHER", tables)
    old = [sample(**values) for values in VALUES]
    pen.write(old, [])
    old[0].word = "变"
    new = [sample(**values) for values in VALUES[:2]]
    with append.writing() as page:
        line = page.append("call:1", CallAnswered(1), by=CLERK, at=MOMENT)
        for row in (old[0], Cursor(name="one"), *new):
            page.keep(row)
    assert [word for word, *_ in kept()] == ["变", *(v["word"] for v in VALUES[1:]), *(v["word"] for v in VALUES[:2])]
    assert [row.pk for row in (*old, *new)] == list(sample.objects.order_by("id").values_list("id", flat=True))
    assert not any(row._state.adding for row in new) and bytes(Entry.objects.get().hash) == line.hash
    assert Cursor.objects.get().name == "one"


def test_updates_change_the_row_and_no_other(sample: Any) -> None:
    rows = [sample(**values) for values in VALUES]
    pen.write(rows, [])
    before = kept()
    for name, value in VALUES[2].items():
        setattr(rows[0], name, value)
    pen.write([rows[0]], [])
    assert kept()[1:] == before[1:]
    assert kept()[0] == before[2]


def test_what_json_cannot_hold_is_refused(sample: Any) -> None:
    with pytest.raises(TypeError, match="can't hold"):
        pen.write([sample(**{**VALUES[0], "word": {1}}) for _ in range(2)], [])
    assert kept() == []


@pytest.mark.django_db
def test_one_entry_and_many_are_written_alike() -> None:
    said("call:1", 1)
    said("call:2", 1, 2)
    one, first = (Entry.objects.get(stream=stream, no=1) for stream in ("call:1", "call:2"))
    for name in ("kind", "version", "occurred_at", "actor", "unit", "rule", "body"):
        assert getattr(one, name) == getattr(first, name)
    assert bytes(one.prev) == bytes(first.prev)
    assert len(bytes(one.hash)) == len(bytes(first.hash)) == 32


@pytest.mark.django_db
def test_an_empty_page_writes_nothing() -> None:
    with append.writing():
        pass
    assert not Entry.objects.exists()
