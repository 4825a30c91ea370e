"""A dossier in memory: verified, its definitions read, its facts open to DuckDB. No database, no Django settings.

DuckDB sees only the tables that are handed to it: it may open no file, load no extension and change no setting.
"""

import json
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from huisheng.kernel.errors import Refusal
from huisheng.measures import definition
from huisheng.measures.definition import Library
from huisheng.measures.dossier import archive, lines, recount, shape
from huisheng.measures.dossier.lines import Line
from huisheng.measures.figure import By, Scope
from huisheng.measures.rows import FACTS
from huisheng.measures.source import Mistakes
from huisheng.rulebook import book

FIGURES, LEDGER, UNITS = "figures.json", "ledger.json", "units.json"
_CODED = pa.dictionary(pa.int32(), pa.string())
_ROWS, _UNPACKED = 50_000_000, 8 * 1024**3
_SETTINGS: dict[str, Any] = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "false",
}
Source: TypeAlias = ds.Dataset | pa.Table


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a dossier holds. ``scopes`` and ``bys`` are those of its figures; ``units`` the names of its units by id.

    ``tables``: the facts as ``engine`` sees them; ``rows``: how many each has.
    """

    path: Path
    fingerprint: str
    manifest: Mapping[str, Any]
    members: archive.Members
    library: Library
    scopes: Sequence[Scope]
    bys: Sequence[By]
    kept: Sequence[Line]
    units: Mapping[int, str]
    tables: Mapping[str, Source]
    rows: Mapping[str, int]
    engine: duckdb.DuckDBPyConnection

    def columns(self, fact: str) -> list[str]:
        """The columns that the dossier has of a fact."""
        return list(self.tables[fact].schema.names) if fact in self.tables else []

    def under(self, folder: str) -> dict[str, bytes]:
        """The members of a folder by their names in it: ``schemes``, ``results``."""
        start = f"{folder}/"
        return {name[len(start) :]: bytes(view) for name, view in self.members.items() if name.startswith(start)}


def thaw(path: Path, *, whole: bool = True) -> Frozen:
    """Open and verify a dossier. Refusal with what is wrong.

    Not ``whole``: only the columns that its figures need, and never all rows at once in memory.
    """
    held = archive.open_archive(path)
    members = held.members
    if FIGURES not in members:
        raise Refusal("no_figures", f"{path} 里没有 {FIGURES}，不是统计档案。", field="file")
    scopes, bys, kept = lines.decode(bytes(members[FIGURES]))
    library = _library(members)
    for one in kept:
        if one.definition not in library:
            raise Refusal("no_definition", f"{FIGURES} 里的“{one.definition}”在档案的指标定义中没有。", field="file")
    engine = duckdb.connect(":memory:", config=_SETTINGS)
    needed = recount.needed(library, bys)
    facts = {fact: _facts(fact, members, None if whole else needed[fact]) for fact in FACTS if _member(fact) in members}
    for fact, (source, _) in facts.items():
        engine.register(FACTS[fact].table, source)
    engine.execute("SET lock_configuration = true")
    return Frozen(
        path=path,
        fingerprint=held.fingerprint,
        manifest=held.manifest,
        members=members,
        library=library,
        scopes=scopes,
        bys=bys,
        kept=kept,
        units=_units(members),
        tables={fact: source for fact, (source, _) in facts.items()},
        rows={fact: number for fact, (_, number) in facts.items()},
        engine=engine,
    )


def _member(fact: str) -> str:
    return f"facts/{fact}.parquet"


def _library(members: archive.Members) -> Library:
    """The dossier's own definitions, read by the same parser as this installation's, against its own rulebook."""
    with tempfile.TemporaryDirectory(prefix="huisheng-dossier-") as folder:
        for name, view in members.items():
            top, _, rest = name.partition("/")
            if top in ("definitions", "rulebook") and rest and ".." not in PurePosixPath(rest).parts:
                target = Path(folder, top, rest)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(view)
        try:
            articles = book.sound(book.load(Path(folder, "rulebook"))).articles
            return definition.load(Path(folder, "definitions"), articles)
        except (Mistakes, book.BrokenRulebook) as wrong:
            told = "\n".join(str(wrong).splitlines()[:10])
            raise Refusal("bad_definitions", f"档案里的定义不能用：\n{told}", field="file") from None


def _units(members: archive.Members) -> dict[int, str]:
    try:
        return {int(unit["id"]): str(unit["name"]) for unit in json.loads(bytes(members.get(UNITS, b"[]")))}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refusal("bad_units", f"{UNITS} 读不懂，不是本系统写的档案。", field="file") from None


def _facts(name: str, members: archive.Members, needed: Collection[str] | None) -> tuple[Source, int]:
    """A fact's rows for DuckDB, texts kept as codes into a dictionary, and how many they are.

    All columns as a table in memory, or those needed to be read a piece at a time, once for each query: that is quicker
    than filling so much memory, and takes less of it.
    """
    content = pa.py_buffer(members[_member(name)])
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        sizes = [file.metadata.row_group(group).total_byte_size for group in range(file.num_row_groups)]
        if file.metadata.num_rows > _ROWS or sum(sizes) > _UNPACKED:
            raise Refusal("too_large", f"{_member(name)} 解开后过大，不像是一个时段的事实，已停止读取。", field="file")
        found = file.schema_arrow
        columns = [one for one in shape.usable(FACTS[name], found) if needed is None or one in needed]
        words = [column for column in columns if found.field(column).type == pa.string()]
        if needed is None:
            table = pq.ParquetFile(pa.BufferReader(content), read_dictionary=words).read(columns=columns)
            return table, table.num_rows
        form = ds.ParquetFileFormat(read_options=ds.ParquetReadOptions(dictionary_columns=words))
        schema = pa.schema([pa.field(one, _CODED) if one in words else found.field(one) for one in columns])
        piece = form.make_fragment(pa.BufferReader(content))
        return ds.FileSystemDataset([piece], schema, form), file.metadata.num_rows
    except (pa.ArrowException, OSError) as broken:
        raise Refusal("bad_facts", f"{_member(name)} 不是合格的 Parquet 文件（{broken}）。", field="file") from None
