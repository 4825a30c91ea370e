"""The columns of the facts outside the database: their types, and which are left out."""

from dataclasses import Field, fields
from datetime import date, datetime
from types import NoneType
from typing import Any, get_args

import pyarrow as pa

from huisheng.kernel.errors import Refusal
from huisheng.measures.rows import Fact

_TYPES: dict[object, pa.DataType] = {
    bool: pa.bool_(),
    int: pa.int64(),
    str: pa.string(),
    datetime: pa.timestamp("us", "UTC"),
    date: pa.date32(),
}
# references to a citizen's call: only whether there is one leaves the house
REDUCED = frozenset({"call"})


def kind(column: "Field[Any]") -> object:
    """The type of a column's values, without the None of what may be empty."""
    return next((one for one in get_args(column.type) if one is not NoneType), column.type)


def schema(fact: Fact) -> pa.Schema:
    """A fact's columns as they are frozen."""
    return pa.schema(
        pa.field(column.name, _TYPES[kind(column)], NoneType in get_args(column.type)) for column in fields(fact.row)
    )


def usable(fact: Fact, found: pa.Schema) -> list[str]:
    """The columns of a frozen file that this program knows. Refusal where one isn't of the type it should be.

    A file of an older program may lack columns: a definition that needs one says so when it is counted.
    """
    names = []
    for column in schema(fact):
        place = found.get_field_index(column.name)
        if place < 0:
            continue
        if found.field(place).type != column.type:
            raise Refusal("bad_facts", f"facts/{fact.name}.parquet 的“{column.name}”列类型不对，不是本系统写的档案。")
        names.append(column.name)
    return names
