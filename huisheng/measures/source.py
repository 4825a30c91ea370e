"""A TOML file that can say where a mistake stands: tomllib keeps no positions, the lines do."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

_AT_LINE = re.compile(r"at line ([0-9]+)")
_TYPES = {str: "文字", int: "整数", list: "列表", dict: "表"}


class Mistakes(Exception):
    """Files that can't be used: a Chinese sentence for each mistake, with file, line and what was expected."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(slots=True)
class Source:
    """One file while it is read. Mistakes are collected, so that a person sees them all at once."""

    file: str
    lines: tuple[str, ...]
    mistakes: list[str] = field(default_factory=list)

    def wrong(self, line: int, words: str) -> None:
        """Note a mistake at a line."""
        self.mistakes.append(f"{self.file} 第{line}行：{words}")

    def headings(self, name: str) -> list[int]:
        """The lines of ``[[name]]``."""
        heading = re.compile(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
        return [number for number, line in enumerate(self.lines, 1) if heading.match(line)]

    def line(self, start: int, key: str) -> int:
        """The line of ``key`` in the table that starts after line ``start`` (0: the file's head); else the start."""
        for number, line in enumerate(self.lines[start:], start + 1):
            if re.match(r"\s*\[", line):
                break
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return max(start, 1)


@dataclass(slots=True)
class Section:
    """One table of a file, read field by field; ``done`` names what nobody asked for."""

    source: Source
    raw: Mapping[str, Any]
    start: int
    asked: set[str] = field(default_factory=set)

    def wrong(self, key: str, words: str) -> None:
        """Note a mistake at the line of ``key``."""
        self.source.wrong(self.source.line(self.start, key), words)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it is needed."""
        value = self._take(key, str, default)
        return value if isinstance(value, str) else ""

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number; without a default it is needed."""
        value = self._take(key, int, default)
        return value if isinstance(value, int) else 0

    def flag(self, key: str) -> bool:
        """true or false; false where it isn't said."""
        self.asked.add(key)
        value = self.raw.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, f"{key} 应是 true 或 false。")
        return value is True

    def one_of(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """A text out of ``options`` (or the default)."""
        value = self.text(key, default)
        known = list(options)
        if key in self.raw and isinstance(self.raw[key], str) and value not in known:
            self.wrong(key, f"{key} 不能是“{value}”，可用的有：{'、'.join(known)}。")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where it isn't said."""
        values = self._take(key, list, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.wrong(key, f'{key} 应是文字的列表，如 ["…", "…"]。')
            return ()
        return tuple(values)

    def tables(self, key: str) -> list["Section"]:
        """A list of inline tables, empty where it isn't said. Mistakes in them are named at the line of ``key``."""
        values = self._take(key, list, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            self.wrong(key, f"{key} 应是表的列表，如 [{{ … }}]。")
            return []
        line = self.source.line(self.start, key)
        return [Section(self.source, value, line) for value in values]

    def days(self, key: str) -> tuple[date, date]:
        """Two days, the first not after the last."""
        values = self._take(key, list, None)
        good = isinstance(values, list) and len(values) == 2 and all(type(day) is date for day in values)
        if not good or not isinstance(values, list) or values[0] > values[1]:
            if isinstance(values, list):
                self.wrong(key, f"{key} 应是起止两日，如 [2019-11-01, 2019-11-30]，起日不晚于止日。")
            return date.min, date.min
        return values[0], values[1]

    def within(self, key: str) -> "Section":
        """The table ``[key]`` of this file, empty where it isn't said."""
        value = self._take(key, dict, {})
        heading = re.compile(rf"\s*\[\s*{re.escape(key)}\s*\]")
        start = next((n for n, line in enumerate(self.source.lines, 1) if heading.match(line)), self.start)
        return Section(self.source, value if isinstance(value, dict) else {}, start)

    def _take(self, key: str, kind: type, default: object) -> object:
        self.asked.add(key)
        if key not in self.raw:
            if default is None:
                self.source.wrong(max(self.start, 1), f"缺少 {key}（应是{_TYPES[kind]}）。")
            return default
        value: object = self.raw[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            self.wrong(key, f"{key} 应是{_TYPES[kind]}。")
            return default
        return value

    def done(self) -> None:
        """Name the keys that nobody asked for."""
        for key in self.raw:
            if key not in self.asked:
                self.wrong(key, f"不认识的键“{key}”，可用的键：{'、'.join(sorted(self.asked))}。")


def parse(path: Path) -> tuple[Source, dict[str, Any]]:
    """The file and its content. Mistakes: not UTF-8, not TOML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Mistakes([f"{path.name}：不是 UTF-8 编码，请用 UTF-8 另存。"]) from None
    source = Source(path.name, tuple(text.splitlines()))
    try:
        return source, tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        where = _AT_LINE.search(str(error))
        line = int(where[1]) if where else max(len(source.lines), 1)
        source.wrong(line, f"不是合格的 TOML，请检查引号、等号和日期（{error}）。")
        raise Mistakes(source.mistakes) from None


def sections(source: Source, raw: Mapping[str, Any], name: str) -> list[Section]:
    """The tables ``[[name]]`` of a file, each with its line; a mistake where they are written in another way."""
    values, starts = raw.get(name, []), source.headings(name)
    if not isinstance(values, list) or len(values) != len(starts) or not all(isinstance(v, dict) for v in values):
        source.wrong(source.line(0, name), f"{name} 应写成若干节，每节以单独一行 [[{name}]] 开头。")
        return []
    return [Section(source, value, start) for value, start in zip(values, starts, strict=True)]
