"""Lines of a sheet somebody brings along: which columns, what each line comes to, everything wrong with it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from huisheng.kernel import text
from huisheng.kernel.errors import Refusal
from huisheng.kernel.labelled import Labelled

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]+0{1,2}:00(?::00)?)?\Z", re.ASCII)
_SERIAL = re.compile(r"\d{5}\Z", re.ASCII)  # a date as a spreadsheet counts it: days since 1899-12-30
_WIDE = {0x3000: 0x20, **{0xFF01 + step: 0x21 + step for step in range(94)}}  # not all that NFKC folds: 3² is no 32
_EPOCH = date(1899, 12, 30)
_FLAGS = {**dict.fromkeys(("是", "有", "√", "1", "y", "yes", "true"), True),
          **dict.fromkeys(("否", "无", "×", "0", "n", "no", "false", ""), False)}  # fmt: skip


class State(Labelled):
    """What a line comes to."""

    NEW = "new", "新增"
    CHANGED = "changed", "修改"
    SAME = "same", "不变"
    WRONG = "wrong", "有错"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a template. ``other``: headings it also goes by; ``example``: a cell of the template's example."""

    name: str
    label: str
    required: bool = False
    hint: str = ""
    example: str = ""
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in one cell, and what to do; ``column`` is its label, "" for the whole line, ``field`` its name."""

    column: str
    sentence: str
    field: str = ""


@dataclass(slots=True)
class Line:
    """One line of the sheet: its number in the file, what it is about, what it changes (words -> before, after)."""

    no: int
    key: str = ""
    name: str = ""
    state: State = State.SAME
    details: dict[str, tuple[str, str]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


class Cells:
    """A line read cell by cell: every cell that won't do becomes a mistake, and the next is read all the same."""

    def __init__(
        self, cells: Mapping[str, str], columns: Sequence[Column], no: int = 0, mistakes: Iterable[Mistake] = ()
    ) -> None:
        self._cells = cells
        self._labels = {column.name: column.label for column in columns}
        self._required = {column.name for column in columns if column.required}
        self.line = Line(no, mistakes=list(mistakes))

    def insist(self) -> None:
        """Refuse for the first thing that is wrong: where the line came from a form."""
        for mistake in self.line.mistakes:
            raise Refusal("wrong_value", mistake.sentence, field=mistake.field)

    def has(self, name: str) -> bool:
        """Whether anything stands in the cell: an empty one leaves as is what is there."""
        return bool(self._cells.get(name, "").strip())

    def wrong(self, name: str, sentence: str) -> None:
        """Say what is wrong with a cell."""
        self.line.mistakes.append(Mistake(self._labels.get(name, ""), sentence, name))

    def words(self, name: str, limit: int) -> str:
        """A name or a sentence, as it stands; "" where it won't do."""
        try:
            return text.take(
                self._cells.get(name, ""), label=self._labels[name], field=name, limit=limit,
                required=name in self._required, lines=False,
            )  # fmt: skip
        except Refusal as refusal:
            self.wrong(name, refusal.sentence)
            return ""

    def code(self, name: str, shape: "re.Pattern[str]", said: str) -> str:
        """A code; full-width letters and digits are taken as the plain ones."""
        value = plain(self._cells.get(name, ""))
        if not value:
            if name in self._required:
                self.wrong(name, f"请填写{self._labels[name]}。")
            return ""
        if not shape.fullmatch(value):
            self.wrong(name, f"{self._labels[name]}“{value[:40]}”{said}，请改正。")
            return ""
        return value

    def choice(self, name: str, options: Mapping[str, str]) -> str:
        """One of the options, by its label or its stored value."""
        value = text.clean(self._cells.get(name, ""))
        by_words = {**{label: key for key, label in options.items()}, **{key: key for key in options}}
        if value in by_words or plain(value) in by_words:
            return by_words.get(value) or by_words[plain(value)]
        if value or name in self._required:
            known = "、".join(options.values())
            shown = f"“{value[:40]}”不认识，" if value else "没有填，"
            self.wrong(name, f"{self._labels[name]}{shown}请从这些中选：{known}。")
        return ""

    def count(self, name: str) -> int | None:
        """A whole number; None where nothing stands or it won't do."""
        value = plain(self._cells.get(name, "")).removesuffix(".0")
        if not value:
            return None
        if not value.isascii() or not value.isdigit() or int(value) > 999_999:
            self.wrong(name, f"{self._labels[name]}“{value[:40]}”应为0到999999的整数，请改正。")
            return None
        return int(value)

    def flag(self, name: str) -> bool:
        """Yes or no; nothing is no."""
        value = plain(self._cells.get(name, "")).lower()
        if value not in _FLAGS:
            self.wrong(name, f"{self._labels[name]}“{value[:40]}”应填“是”或“否”，请改正。")
        return _FLAGS.get(value, False)

    def day(self, name: str) -> date | None:
        """A date: 2026-01-05, 2026/1/5, 2026年1月5日, or a spreadsheet's own number of days."""
        value = plain(self._cells.get(name, ""))
        if not value:
            if name in self._required:
                self.wrong(name, f"请填写{self._labels[name]}。")
            return None
        found = _DAY.fullmatch(value)
        try:
            if found:
                return date(int(found[1]), int(found[2]), int(found[3]))
            if _SERIAL.fullmatch(value):
                return _EPOCH + timedelta(days=int(value))
        except ValueError:
            pass
        self.wrong(name, f"{self._labels[name]}“{value[:40]}”不是日期，请写成2026-01-05的样子。")
        return None


def settle(line: Line, known: bool) -> Line:
    """The line with what it comes to: wrong, new, changed or the same."""
    if line.mistakes:
        line.state = State.WRONG
    elif not known:
        line.state = State.NEW
    else:
        line.state = State.CHANGED if line.details else State.SAME
    return line


def compared(pairs: Iterable[tuple[str, object, object, Callable[[object], str]]]) -> dict[str, tuple[str, str]]:
    """Of (words, before, after, how it is said) those that differ."""
    return {words: (said(before), said(after)) for words, before, after, said in pairs if before != after}


def said(value: object) -> str:
    """A value as people say it: 是 and 否, a date, a list; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return "、".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def twice(lines: Sequence[Cells], keys: Sequence[str], label: str, name: str) -> None:
    """Say of every line after the first with the same key that it is there twice."""
    first: dict[str, int] = {}
    for cells, key in zip(lines, keys, strict=True):
        if key and key in first:
            cells.wrong(name, f"{label}{key}在第{first[key]}行已经有了，请合并或改正其中一行。")
        elif key:
            first[key] = cells.line.no


def plain(value: str) -> str:
    """Without white space around, full-width forms made plain."""
    return text.clean(value.translate(_WIDE))
