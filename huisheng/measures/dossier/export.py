"""One fact's rows out of the database into a Parquet file: COPY as CSV, read by Arrow, in the order of the keys.

A million rows never stand in memory: CSV comes in blocks, and row groups have a fixed number of rows, so that the same
rows give the same bytes however the blocks fell.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from django.db import connection

from huisheng.measures.dossier import shape
from huisheng.measures.rows import Fact

_GROUP = 131_072  # rows of a row group
_BLOCK = 16 * 1024 * 1024  # bytes of CSV read at once


def write(path: Path, fact: Fact, where: str, progress: Callable[[str, int], None]) -> int:
    """Write the rows that fulfil ``where``; how many they were. Runs in the caller's transaction."""
    schema, done, waiting = shape.schema(fact), 0, pa.Table.from_batches([], shape.schema(fact))
    with pq.ParquetWriter(path, schema, compression="lz4", use_dictionary=_words(schema)) as writer:
        for table in _tables(fact, where, schema):
            waiting = pa.concat_tables([waiting, table])
            while waiting.num_rows >= _GROUP:
                writer.write_table(waiting.slice(0, _GROUP).combine_chunks(), row_group_size=_GROUP)
                waiting = waiting.slice(_GROUP)
            done += table.num_rows
            progress(fact.label, done)
        writer.write_table(waiting.combine_chunks(), row_group_size=_GROUP)
    return done


def _tables(fact: Fact, where: str, schema: pa.Schema) -> Iterator[pa.Table]:
    options = pa_csv.ConvertOptions(
        column_types=schema,
        null_values=[""],
        true_values=["t"],
        false_values=["f"],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    for block in _blocks(fact, where):
        read = pa_csv.ReadOptions(column_names=schema.names, block_size=len(block) + 1)
        found = pa_csv.read_csv(pa.BufferReader(block), read_options=read, parse_options=parse, convert_options=options)
        yield found.cast(schema)


def _blocks(fact: Fact, where: str) -> Iterator[bytes]:
    """CSV, some thousand whole rows at a time."""
    columns = ", ".join(_column(name) for name in fact.columns)
    query = (
        f"COPY (SELECT {columns} FROM {fact.table} WHERE {where} ORDER BY {', '.join(fact.key)}) TO STDOUT (FORMAT csv)"  # noqa: S608  names are the facts' own, windows are instants
    )
    held: list[bytes] = []
    size = 0
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for row in copy:
            held.append(bytes(row))
            size += len(row)
            if size >= _BLOCK:
                yield b"".join(held)
                held, size = [], 0
    if held:
        yield b"".join(held)


def _column(name: str) -> str:
    return f"CASE WHEN {name} = '' THEN '' ELSE '*' END AS {name}" if name in shape.REDUCED else name


def _words(schema: pa.Schema) -> list[str]:
    """The columns that are kept as codes into a dictionary: texts, which repeat; numbers and instants hardly do."""
    return [column.name for column in schema if column.type == pa.string()]
