"""Parameters: a TOML file per parameter, its name from its path (``deadlines/reply.toml`` is ``deadlines.reply``).

label = "办理答复时限"
[[value]]
from = 2013-01-01          # to = 2020-01-01: the first day it no longer holds
scope = "山东"
urgent = true              # optional conditions: the keys of values.CONDITIONS
is = 5
unit = "workdays"
cite = "domain#art-6"
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from huisheng.rulebook.articles import CITATION, NOT_UTF8, read_text
from huisheng.rulebook.values import CONDITIONS, UNITS, Value, well_formed

_NEEDED = ("from", "scope", "is", "unit", "cite")
_KNOWN = (*_NEEDED, "to", *CONDITIONS)
_TYPES = {bool: "true 或 false", int: "整数", str: "文字"}
_AT_LINE = re.compile(r"at line ([0-9]+)")


@dataclass(frozen=True, slots=True)
class _Source:
    """The lines of a file, to say where a mistake stands: tomllib keeps no positions."""

    file: str
    lines: tuple[str, ...]

    def tables(self) -> list[int]:
        return [number for number, line in enumerate(self.lines, 1) if re.match(r"\s*\[\[\s*value\s*\]\]", line)]

    def key(self, start: int, key: str) -> int:
        """The line of ``key`` in the table that starts at line ``start``; that start if it isn't there."""
        for number, line in enumerate(self.lines[start:], start + 1):
            if line.lstrip().startswith("["):
                break
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return start

    def say(self, line: int, words: str) -> str:
        return f"{self.file} 第{line}行：{words}"


def read_parameters(folder: Path) -> tuple[list[Value], dict[str, str], list[str]]:
    """All values under ``folder/parameters``, the label of each parameter, and the mistakes in sentences."""
    values: list[Value] = []
    labels: dict[str, str] = {}
    mistakes: list[str] = []
    root = folder / "parameters"
    for path in sorted(root.rglob("*.toml")):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        file = path.relative_to(folder).as_posix()
        text = read_text(path)
        if text is None:
            mistakes.append(NOT_UTF8.format(file=file))
            continue
        source = _Source(file, tuple(text.splitlines()))
        try:
            raw = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            where = _AT_LINE.search(str(error))
            line = int(where[1]) if where else max(len(source.lines), 1)
            mistakes.append(source.say(line, f"不是合格的 TOML，请检查引号、等号和日期（{error}）。"))
            continue
        labels[name] = str(raw.get("label", name))
        mistakes += _heads(raw, source)
        tables, starts = raw.get("value"), source.tables()
        # an array written inline has no headings, and then no line to name
        if not starts or not isinstance(tables, list) or len(tables) != len(starts):
            mistakes.append(source.say(1, "至少要有一个值，每个值以单独一行 [[value]] 开头。"))
            continue
        for table, start in zip(tables, starts, strict=True):
            wrong = _mistakes(table, source, start)
            mistakes += wrong
            if not wrong:
                values.append(_value(name, table, source.file, start))
    return values, labels, mistakes


def _heads(raw: dict[str, Any], source: _Source) -> list[str]:
    mistakes = [
        source.say(source.key(0, key), f"不认识的键“{key}”，文件开头只可有 label 和 note。")
        for key in raw
        if key not in ("label", "note", "value")
    ]
    for key in ("label", "note"):
        if not isinstance(raw.get(key, "" if key == "note" else None), str):
            mistakes.append(source.say(max(source.key(0, key), 1), f"{key} 应是文字。"))
    return mistakes


def _mistakes(table: dict[str, Any], source: _Source, start: int) -> list[str]:
    """What is wrong with one [[value]]; the value is only made when this is empty."""
    missing = [key for key in _NEEDED if key not in table]
    mistakes = [source.say(start, f"缺少 {key}。") for key in missing]
    for key in table:
        if key not in _KNOWN:
            expected = "、".join(_KNOWN)
            mistakes.append(source.say(source.key(start, key), f"不认识的键“{key}”，可用的键：{expected}。"))
    expectations: list[tuple[str, Callable[[Any], bool], str]] = [
        ("from", _is_day, "日期，如 2013-01-01"),
        ("to", _is_day, "日期，如 2013-01-01"),
        ("scope", well_formed, '平台路径，如 ""、"北京"、"山东/聊城"'),
        ("unit", lambda raw: isinstance(raw, str) and raw in UNITS, "下列之一：" + "、".join(UNITS)),
        ("cite", lambda raw: isinstance(raw, str) and bool(CITATION.fullmatch(raw)), "引用，如 jining-2013#art-2"),
        *((key, partial(_is_exactly, kind), f" {_TYPES[kind]}") for key, kind in CONDITIONS.items()),
    ]
    bad = {key: words for key, good, words in expectations if key in table and not good(table[key])}
    if {"unit", "is"} <= table.keys() and "unit" not in bad:
        unit = UNITS[table["unit"]]
        if not unit.holds(table["is"]):
            bad["is"] = f"{unit.expected}（单位 {table['unit']}）"
    mistakes += [source.say(source.key(start, key), f"{key} 应是{words}。") for key, words in bad.items()]
    days = {"from", "to"}
    if days <= table.keys() and not days & bad.keys() and table["from"] >= table["to"]:
        mistakes.append(source.say(source.key(start, "to"), "to 应晚于 from（to 是不再有效的第一天）。"))
    return mistakes


def _is_exactly(kind: type, raw: object) -> bool:
    return type(raw) is kind


def _is_day(raw: object) -> bool:
    return isinstance(raw, date) and not isinstance(raw, datetime)


def _value(name: str, table: dict[str, Any], file: str, line: int) -> Value:
    held = table["is"]
    return Value(
        name=name,
        is_=tuple(held) if isinstance(held, list) else held,
        unit=table["unit"],
        cite=table["cite"],
        from_=table["from"],
        to=table.get("to"),
        scope=table["scope"],
        conditions=tuple((key, table[key]) for key in CONDITIONS if key in table),
        file=file,
        line=line,
    )
