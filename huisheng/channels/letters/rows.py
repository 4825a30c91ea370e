"""A row of another platform's list as a message for the inbox: what of it is wrong, what is left out and why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from huisheng.channels.inbox.contract import Came, Medium
from huisheng.channels.letters.columns import NAMES
from huisheng.directory import reads as directory
from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal
from huisheng.kernel.lines import plain
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.kinds import Kind

_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})[:时点](?:(\d{1,2})分?)?(?::?(\d{1,2})(?:\.\d+)?秒?)?)?\Z",
    re.ASCII,
)
_DENSE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?\Z", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.(\d{1,12}))?\Z", re.ASCII)  # days since 1899-12-30, and the part of a day
_EPOCH, _FIRST = date(1899, 12, 30), date(2000, 1, 1)
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?(1\d{10}|0\d{2,3}[- ]?\d{7,8}|\d{7,8}|1\d{4}|400[- ]?\d{3}[- ]?\d{4})(?!\d)", re.ASCII
)
_YES = {"是", "有", "√", "1", "y", "yes", "true", "紧急", "特急", "加急", "急", "急件", "特提", "平急", "保密", "企业"}
_NO = {
    "",
    "否",
    "无",
    "×",
    "0",
    "n",
    "no",
    "false",
    "一般",
    "普通",
    "正常",
    "不急",
    "非急",
    "平件",
    "常规",
    "公开",
    "个人",
}
_KINDS = {
    **{label: key for key, label in Kind.labels().items()},
    "表扬": Kind.THANKS.value,
    "求决": Kind.HELP.value,
    "意见建议": Kind.SUGGESTION.value,
    "其它": Kind.OTHER.value,
}
_REF, _GIST, _MOST = 128, 40, 20_000


@dataclass(slots=True)
class Row:
    """What a row comes to: the message, unless something is wrong with it; and what was left out, in sentences."""

    no: int
    ref: str = ""
    came: Came | None = None
    mistakes: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def gist(self) -> str:
        """What it is about, in a line."""
        if self.came is None:
            return ""
        said = " ".join((self.came.title or self.came.words).split())
        return said if len(said) <= _GIST else f"{said[:_GIST]}…"


class Reader:
    """Reads the rows of one list for one platform."""

    def __init__(self, platform: int, source: str, channel: str, now: datetime) -> None:
        self._platform, self._source, self._channel, self._now = platform, source, channel, now
        card = directory.unit_by_id(platform)
        if card is None:
            raise Refusal("no_platform", "没有这个平台，列表无法导入，请联系管理员。")
        version = taxonomy.version_at(clock.local_day(now), card.scope)
        self._version = version.code if version else ""
        self._regions = {name: one.code for one in taxonomy.regions(card.code) for name in (one.code, one.name)}
        self._categories: dict[str, str] = {}

    def row(self, no: int, cells: Mapping[str, str], wrong: Mapping[str, str]) -> Row:
        """The row of these cells by field; ``wrong``: field -> what reading the file found wrong with it."""
        found = Row(no, plain(cells.get("ref", "")))
        found.mistakes += [(NAMES[name], sentence) for name, sentence in wrong.items()]
        self._ref(found)
        at, ours = self._at(found, cells.get("at", "")), self._ours(found, cells)
        came = Came(
            source=self._source,
            ref=found.ref,
            channel=self._channel,
            medium=Medium.NONE,
            at=at,
            words="" if "words" in wrong else _words(found, cells),
            title=_short(found, cells, "title", 100),
            name=_short(found, cells, "name", 50),
            phone=_phone(found, cells),
            place=_short(found, cells, "place", 200),
            kind=ours["kind"],
            category=ours["category"],
            region=ours["region"],
            urgent=_flag(found, cells, "urgent"),
            confidential=_flag(found, cells, "confidential"),
            enterprise=_flag(found, cells, "enterprise"),
        )
        if not found.mistakes:
            found.came = came
        return found

    def _ref(self, found: Row) -> None:
        if not found.ref:
            found.mistakes.append((NAMES["ref"], "没有填；没有编号就认不出是不是导入过，请补上。"))
        elif len(found.ref) > _REF:
            found.mistakes.append((NAMES["ref"], f"有{len(found.ref)}字，最多{_REF}字，请核对是不是选错了列。"))

    def _at(self, found: Row, said: str) -> datetime:
        if not said.strip():
            return self._now
        at = moment(said)
        if at is None:
            found.mistakes.append((NAMES["at"], f"“{text.clean(said)[:30]}”不是时间，请写成2024-11-04 09:12的样子。"))
            return self._now
        if at > self._now + clock.TOLERANCE:
            found.mistakes.append((NAMES["at"], f"“{text.clean(said)[:30]}”晚于现在，请核对。"))
        return min(at, self._now)

    def _ours(self, found: Row, cells: Mapping[str, str]) -> dict[str, str]:
        """Kind, category and region by the names that our own lists have; another's are left to be guessed."""
        kind, category, region = (text.clean(cells.get(name, "")) for name in ("kind", "category", "region"))
        known = {
            "kind": _KINDS.get(kind, kind if kind in Kind.labels() else ""),
            "category": self._category(category) if category else "",
            "region": self._regions.get(region, ""),
        }
        for name, said in (("kind", kind), ("category", category), ("region", region)):
            if said and not known[name]:
                found.notes.append(f"{NAMES[name]}“{said[:20]}”和本平台的对不上，由系统按内容判断。")
        return known

    def _category(self, said: str) -> str:
        if said not in self._categories:
            cards = taxonomy.type_ahead(self._version, said)
            exact = [card for card in cards if said in (card.code, card.name)]
            self._categories[said] = exact[0].code if len(exact) == 1 else ""
        return self._categories[said]


def moment(said: str) -> datetime | None:
    """A time as lists write it, in Shanghai's; None for none. A day alone begins it."""
    words = " ".join(plain(said).split())
    found = _TIME.match(words) or _DENSE.match(words)
    try:
        if found:
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
            at = datetime.combine(date(year, month, day), time(hour, minute, second), clock.SHANGHAI)
        else:
            serial = _SERIAL.match(words)
            if serial is None:
                return None
            digits = serial[2] or "0"
            seconds = (int(digits) * 86_400 + 10 ** len(digits) // 2) // 10 ** len(digits)
            begins = datetime.combine(_EPOCH + timedelta(days=int(serial[1])), time(), clock.SHANGHAI)
            at = begins + timedelta(seconds=seconds)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.date() >= _FIRST else None


def _words(found: Row, cells: Mapping[str, str]) -> str:
    try:
        return text.take(cells.get("words", ""), label=NAMES["words"], field="words", limit=_MOST)
    except Refusal as refusal:
        found.mistakes.append((NAMES["words"], refusal.sentence))
        return ""


def _short(found: Row, cells: Mapping[str, str], name: str, limit: int) -> str:
    said = " ".join(text.clean(cells.get(name, "")).split())
    if len(said) > limit:
        found.notes.append(f"{NAMES[name]}有{len(said)}字，只取前{limit}字。")
    return said[:limit]


def _phone(found: Row, cells: Mapping[str, str]) -> str:
    said = plain(cells.get("phone", ""))
    number = _PHONE.search(said)
    if said and number is None:
        found.notes.append(f"电话“{said[:20]}”认不出，没有带过来。")
    return re.sub(r"[- ]", "", number[1]) if number else ""


def _flag(found: Row, cells: Mapping[str, str], name: str) -> bool:
    said = plain(cells.get(name, "")).lower()
    if said not in _YES and said not in _NO:
        found.notes.append(f"{NAMES[name]}“{said[:20]}”认不出，按“否”。")
    return said in _YES
