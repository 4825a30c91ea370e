"""CSV files of matters as they come: any of the usual encodings and separators, row by row, never whole in memory."""

import codecs
import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from huisheng.kernel.errors import Refusal

_PIECE = 1 << 20
_LARGEST_FIELD = 2**31 - 1
_MANY = 200  # lines of a row, more of which a quote that isn't closed is likelier than a text
_END = "\0"  # a line behind the last; no line of a file has it
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding(path: Path) -> str:
    """UTF-8 where every byte of the file is, what its mark says where it has one, else GB18030."""
    with _opened(path) as file:
        start = file.read(_PIECE)
        for mark, name in _MARKS:
            if start.startswith(mark):
                return name
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while start:
                decoder.decode(start)
                start = file.read(_PIECE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8"


def rows(path: Path, columns: Sequence[str], needed: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The cells of these columns, row by row; "" for a cell or a column that isn't there.

    Blank lines are no rows; a quote that seems not to be closed is told on stderr. Refusal "no_file", "empty_file", or
    "no_column" where one of ``needed`` is missing or none of ``columns`` is there.
    """
    csv.field_size_limit(_LARGEST_FIELD)
    with path_text(path) as lines:
        first = next((line for line in lines if line.strip()), "")
        if not first:
            raise Refusal("empty_file", f"文件{path}是空的，没有表头。", field="file")
        separator = max(",\t;", key=first.count)
        reader = csv.reader(_chained(first, lines), delimiter=separator)
        head = [name.replace(_END, "").strip() for name in next(reader)]
        places = [head.index(name) if name and name in head else None for name in columns]
        _insist(path, head, columns, [name for name in needed if not name or name not in head])
        for row in _watched(path, reader):
            if row:
                yield tuple(row[at] if at is not None and at < len(row) else "" for at in places)


def _watched(path: Path, reader: Any) -> Iterator[list[str]]:
    """The rows; what a quote that isn't closed may have swallowed is told, the first time."""
    told, before = False, reader.line_num
    for row in reader:
        if row == [_END]:
            return
        open_ = bool(row) and row[-1].endswith(_END)
        if (open_ or reader.line_num - before > _MANY) and not told:
            told = True
            many = f"占了文件的{reader.line_num - before}行，可能少了一个引号"
            why = "有一个引号到文件末尾没有配对，其后的都并入了一格" if open_ else many
            sys.stderr.write(f"注意：文件{path}从表头起第{before + 1}行{why}，请核对。\n")
        before = reader.line_num
        yield [cell.rstrip(_END) for cell in row] if open_ else row


def _insist(path: Path, head: Sequence[str], columns: Sequence[str], missing: Sequence[str]) -> None:
    if not missing and any(name and name in head for name in columns):
        return
    there = "、".join(name for name in head if name)[:300] or "（无）"
    lost = "、".join(missing or columns)
    raise Refusal("no_column", f"文件{path}没有“{lost}”这一列。它有的列：{there}。", field="column")


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines
    yield _END


@contextmanager
def path_text(path: Path) -> Iterator[Iterator[str]]:
    """The file's lines, decoded, without NUL; what can't be decoded becomes a question mark."""
    name = encoding(path)
    with path.open(encoding=name, errors="replace", newline="") as file:
        yield (line.replace("\0", "") for line in file)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except IsADirectoryError:
        raise Refusal("no_file", f"{path}是目录，不是文件。", field="file") from None
    except FileNotFoundError:
        raise Refusal("no_file", f"没有文件{path}，请核对路径。", field="file") from None
    except OSError:
        raise Refusal("no_file", f"打不开文件{path}，请核对权限。", field="file") from None
    with file:
        yield file
