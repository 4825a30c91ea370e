"""Times as people tell them: days, months, spans, hours, what happens again and again; resolved from a given day."""

import re
import tomllib
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from huisheng.insight.understand.found import Moment
from huisheng.insight.understand.plain import plain
from huisheng.insight.understand.seasons import new_year

_VALUES: Final = {one: at for at, one in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10}
_GUESSED: Final = "按当天推算的年份"
_TO: Final = ("到", "至", "-", "~", "～", "—", "直到", "一直到")
_DAY = timedelta(days=1)
Days = tuple[date | None, date | None]


class _Piece(NamedTuple):
    start: int
    end: int
    days: Days
    hour: str
    repeats: bool
    why: str


def number(words: str) -> int | None:
    """12, 十二, 两, 半 (0); None for 几."""
    if words.isdigit():
        return int(words)
    if words in ("几", "半"):
        return 0 if words == "半" else None
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _VALUES.get(words)
    return 10 * (_VALUES.get(tens, 1) if tens else 1) + (_VALUES.get(ones, 0) if ones else 0)


def _month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _year(year: int, part: str = "") -> Days:
    first, last = {
        "初": (1, 3),
        "底": (10, 12),
        "末": (10, 12),
        "上半年": (1, 6),
        "下半年": (7, 12),
        "年初": (1, 3),
        "年底": (10, 12),
    }.get(part, (1, 12))
    return date(year, first, 1), _month(year, last)[1]


def _dated(hit: re.Match[str], on: date) -> Days:
    year = int(hit["y"])
    year += 2000 if year < 100 else 0
    if hit["m"] is None:
        return _year(year, hit["half"] or "")
    if hit["d"] is None:
        return _month(year, int(hit["m"]))
    day = date(year, int(hit["m"]), int(hit["d"]))
    return day, day


def _in_year(hit: re.Match[str], on: date) -> Days:
    year = on.year + {"今": 0, "本": 0, "去": -1, "前": -2, "明": 1, "后": 2}[hit["rel"]]
    if hit["m"] is None:
        return _year(year, hit["half"] or "")
    month = number(hit["m"]) or 0
    if hit["d"] is None:
        return _month(year, month)
    day = date(year, month, number(hit["d"]) or 0)
    return day, day


def _month_day(hit: re.Match[str], on: date) -> Days:
    """7月3日: the last one that has been, or one to come within two months."""
    month, day = number(hit["m"]) or 0, number(hit["d"] or "") if hit["d"] else None
    year = on.year if date(on.year, month, 1) <= on + 60 * _DAY else on.year - 1
    if day is None:
        return _month(year, month)
    return date(year, month, day), date(year, month, day)


def _near_month(hit: re.Match[str], on: date) -> Days:
    step = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1}[hit["rel"]]
    at = on.year * 12 + on.month - 1 + step
    if hit["d"] is None:
        return _month(at // 12, at % 12 + 1)
    day = date(at // 12, at % 12 + 1, number(hit["d"]) or 0)
    return day, day


def _near_day(hit: re.Match[str], on: date) -> Days:
    step = {"今": 0, "当": 0, "昨": -1, "前": -2, "大前": -3, "明": 1, "后": 2, "大后": 3}[hit["rel"]]
    return on + step * _DAY, on + step * _DAY


def _weekday(hit: re.Match[str], on: date) -> Days:
    step = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, None: 0}[hit["rel"]]
    monday = on - on.weekday() * _DAY + step * 7 * _DAY
    name = hit["d"]
    if not name:
        return monday, monday + 6 * _DAY
    if name == "末":
        return monday + 5 * _DAY, monday + 6 * _DAY
    day = monday + (6 if name in "日天" else _VALUES[name] - 1) * _DAY
    if hit["rel"] is None and day > on:  # 周三, said on a Monday of what has been
        day -= 7 * _DAY
    return day, day


def _ago(hit: re.Match[str], on: date) -> Days:
    count, unit = number(hit["n"]), hit["u"]
    if count is None:
        return None, None
    day = _back(on, count, unit, half=hit["n"] == "半")
    return day, day if unit in ("天", "日") else on if unit in ("小时", "分钟") else None


def _back(on: date, count: int, unit: str, half: bool) -> date:
    days = {
        "年": 365,
        "月": 30,
        "周": 7,
        "星期": 7,
        "礼拜": 7,
        "天": 1,
        "日": 1,
        "晚": 1,
        "夜": 1,
        "小时": 0,
        "分钟": 0,
    }[unit]
    return on - (days // 2 if half else days * count) * _DAY


def _lasting(hit: re.Match[str], on: date) -> Days:
    count = number(hit["n"])
    return (None, None) if count is None else (_back(on, count, hit["u"], half=hit["n"] == "半"), on)


_FEASTS: Final = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "国庆": (10, 1),
    "十一国庆": (10, 1),
    "妇女节": (3, 8),
    "儿童节": (6, 1),
}


def _feast(hit: re.Match[str], on: date) -> Days:
    """The nearest one, or that of the year told. Of the lunar calendar only the New Year is known."""
    name, rel = hit["name"], hit["rel"]
    told = int(hit["y"]) if hit["y"] else on.year + {"今": 0, "去": -1, "前": -2, "明": 1}[rel] if rel else None
    years = [on.year - 1, on.year, on.year + 1] if told is None else [told]
    if name in ("春节", "过年", "除夕", "大年初一"):
        days = [day - (name == "除夕") * _DAY for year in years if (day := new_year(year))]
    else:
        days = [date(year, *_FEASTS[name]) for year in years if name in _FEASTS]
    if not days:
        return (None, None) if told is None else _year(told)
    day = min(days, key=lambda one: (abs((one - on).days), one))
    return {"前": (None, day - _DAY), "后": (day, None)}.get(hit["when"] or "", (day, day))


_HOW: Final[Mapping[str, Callable[[re.Match[str], date], Days]]] = {
    "dated": _dated,
    "in_year": _in_year,
    "near_month": _near_month,
    "near_day": _near_day,
    "weekday": _weekday,
    "ago": _ago,
    "lasting": _lasting,
    "feast": _feast,
    "month_day": _month_day,
}


class _Rules(NamedTuple):
    days: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days], str], ...]
    repeats: re.Pattern[str]
    hour: re.Pattern[str]
    part: re.Pattern[str]
    late: frozenset[str]


@cache
def _rules() -> _Rules:
    raw = tomllib.loads((Path(__file__).parent / "words" / "times.toml").read_text("utf-8"))

    def made(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern.replace("<N>", raw["number"]).replace("<PART>", raw["part"]))

    days = tuple((made(row["pattern"]), _HOW[row["how"]], row["why"]) for row in raw["day"])
    return _Rules(days, made(raw["repeats"]), made(raw["hour"]), made(raw["part_alone"]), frozenset(raw["late"]))


def times(text: str, on: date) -> tuple[Moment, ...]:
    """All of them in order, none inside another; a day and its hour, and the ends of a span, joined."""
    flat = plain(text)
    joined = sorted(_pieces(flat, on), key=lambda one: one.start)
    for join in (_one, _span):  # 今天|凌晨|两点 first, then 昨晚十点 to 今天凌晨两点
        pieces, joined = joined, []
        for piece in pieces:
            both = join(joined[-1], piece, flat[joined[-1].end : piece.start].strip()) if joined else None
            joined[len(joined) - (both is not None) :] = [both or piece]
    return tuple(
        Moment(text[p.start : p.end], p.start, p.end, p.days[0], p.days[1], p.hour, p.repeats, p.why) for p in joined
    )


def _pieces(flat: str, on: date) -> Iterator[_Piece]:
    taken, rules = set[int](), _rules()

    def free(hit: re.Match[str]) -> bool:
        if not taken.isdisjoint(range(*hit.span())):
            return False
        taken.update(range(*hit.span()))
        return True

    for hit in rules.repeats.finditer(flat):
        if free(hit):
            yield _Piece(hit.start(), hit.end(), (None, None), "", True, "一再发生")
    for pattern, resolve, why in rules.days:
        for hit in pattern.finditer(flat):
            if hit[0] and free(hit):
                yield _Piece(hit.start(), hit.end(), _safe(resolve, hit, on), "", False, why)
    for hit in rules.hour.finditer(flat):
        start = hit.start() if taken.isdisjoint(range(*hit.span())) else hit.start("h")  # 每晚|十点半
        if _tells_hour(hit) and taken.isdisjoint(range(start, hit.end())):
            taken.update(range(start, hit.end()))
            yield _Piece(start, hit.end(), (None, None), _clock(hit), False, "钟点")
    for hit in rules.part.finditer(flat):
        beside = not taken.isdisjoint((hit.start() - 1, hit.end()))  # 早, 晚 alone are no time
        if (len(hit[0]) > 1 or beside) and free(hit):
            yield _Piece(hit.start(), hit.end(), (None, None), "", False, "时段")


def _safe(resolve: Callable[[re.Match[str], date], Days], hit: re.Match[str], on: date) -> Days:
    try:
        return resolve(hit, on)
    except (ValueError, KeyError, OverflowError):  # 2月30日, 十三月: told, but no day
        return None, None


def _tells_hour(hit: re.Match[str]) -> bool:
    """一点 and 三时 may be no hour; 晚上一点, 13点, 十点半 are."""
    return (
        bool(hit["part"] or hit["colon"] or hit["min2"])
        or (hit["dot"] or "").startswith("点")
        and (hit["h"].isdigit() or hit["h"].startswith("十"))
    )


def _clock(hit: re.Match[str]) -> str:
    hour = number(hit["h"]) or 0
    minutes = (hit["min"] or hit["min2"] or "0").rstrip("分")
    minute = {"半": 30, "一刻": 15, "三刻": 45}.get(minutes) or (int(minutes) if minutes.isdigit() else 0)
    by_day = hit["part"] in ("下午", "午后", "傍晚")
    if hit["part"] in _rules().late and hour <= 12:
        # 晚上12点 is midnight, 夜里2点 the small hours, 下午2点 and 晚上8点 after noon
        hour = (0 if hour == 12 and not by_day else hour) if hour == 12 or (hour < 5 and not by_day) else hour + 12
    return f"{hour % 24:02}:{minute:02}"


def _last(one: _Piece, two: _Piece) -> date | None:
    """The end of a span: a day told without its year follows the first one's (2019年7月3日至8月5日)."""
    first, last = one.days[0], two.days[1]
    if not (first and last and two.why == _GUESSED):
        return last or one.days[1]
    near = [
        date(year, last.month, min(last.day, 28) if last.month == 2 else last.day)
        for year in (first.year, first.year + 1)
    ]
    return near[0] if near[0] >= first else near[1]


def _one(one: _Piece, two: _Piece, gap: str) -> _Piece | None:
    """A day and its hour: 昨晚|10点."""
    if gap not in ("", "的", "份") or (two.days[0] and not one.repeats) or (one.hour and two.hour):
        return None
    why = one.why if one.why != "时段" else two.why
    days = one.days if one.days[0] else two.days
    return _Piece(one.start, two.end, days, one.hour or two.hour, one.repeats or two.repeats, why)


def _span(one: _Piece, two: _Piece, gap: str) -> _Piece | None:
    """From one to the other: 2018年至2019年, 22点到2点."""
    if gap not in _TO or not (one.days[0] or one.hour or two.hour):
        return None
    days = (one.days[0], _last(one, two)) if one.days[0] else two.days
    hour = f"{one.hour}-{two.hour}" if one.hour and two.hour else one.hour or two.hour
    return _Piece(one.start, two.end, days, hour, one.repeats or two.repeats, "一段时间")
