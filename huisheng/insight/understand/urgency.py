"""What must be quick, what is threatened; and what takes that back: denied, supposed, long past, in summer."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from huisheng.insight.understand.found import Urgency
from huisheng.insight.understand.plain import plain
from huisheng.insight.understand.seasons import days_to_new_year, within

GRADES: Final = ("urgent", "soon")
_LONG: Final = 300  # characters: a letter, no call
_CLAUSE: Final = re.compile(r"[，,。；;！!？?\n]")
_SENTENCE: Final = re.compile(r"[。；;！!？?\n]")


class _Sort(NamedTuple):
    code: str
    label: str
    grade: str
    call: str
    advice: str
    pattern: re.Pattern[str]
    raw: Mapping[str, Any]
    near: re.Pattern[str] | None
    not_near: re.Pattern[str] | None
    also_not: re.Pattern[str] | None


class _Rules(NamedTuple):
    sorts: tuple[_Sort, ...]
    threats: tuple[_Sort, ...]
    negated: re.Pattern[str]
    banned: re.Pattern[str]
    now: re.Pattern[str]
    supposed: re.Pattern[str]
    past: re.Pattern[str]
    dropped: re.Pattern[str]
    after: re.Pattern[str]
    says: str
    long_says: str


def _sort(raw: Mapping[str, Any]) -> _Sort:
    def may(name: str) -> re.Pattern[str] | None:
        return re.compile(raw[name]) if name in raw else None

    return _Sort(
        raw["code"],
        raw["label"],
        raw["grade"],
        raw.get("call", ""),
        raw["advice"],
        re.compile(raw["pattern"]),
        raw,
        may("near"),
        may("not_near"),
        may("also_not"),
    )


@cache
def _rules() -> _Rules:
    raw = tomllib.loads((Path(__file__).parent / "words" / "urgency.toml").read_text("utf-8"))
    unless = raw["unless"]
    return _Rules(
        sorts=tuple(map(_sort, raw["sort"])),
        threats=tuple(map(_sort, raw["threat"])),
        negated=re.compile(unless["negated"]),
        banned=re.compile(unless["banned"]),
        now=re.compile(unless["now"]),
        supposed=re.compile(unless["supposed"]),
        past=re.compile(unless["past"]),
        dropped=re.compile(unless["dropped"]),
        after=re.compile(unless["after"]),
        says=unless["supposed_says"],
        long_says=unless["long_says"],
    )


def urgency(text: str, on: date) -> Iterator[Urgency]:
    """At most one of each sort, as they stand in the text."""
    flat = plain(text)
    for sort in _rules().sorts:
        if not _in_season(sort, on):
            continue
        found = next((one for hit in sort.pattern.finditer(flat) if (one := _judged(sort, hit, flat, on))), None)
        if found is not None:
            yield found


def threats(text: str) -> Iterator[Urgency]:
    """What the speaker threatens with: himself, others, a crowd."""
    flat = plain(text)
    for sort in _rules().threats:
        for hit in sort.pattern.finditer(flat):
            before, after = _around(_SENTENCE, flat, hit)
            said = before + hit[0] + after
            denied = _rules().negated.search(_around(_CLAUSE, flat, hit)[0][-8:])
            past = _rules().past.search(_around(_CLAUSE, flat, hit)[0])
            if (
                denied
                or past
                or (sort.near and not sort.near.search(said))
                or (sort.not_near and sort.not_near.search(said))
            ):
                continue
            yield _found(sort, hit, sort.grade, f"“{hit[0]}”")
            break


def _in_season(sort: _Sort, on: date) -> bool:
    if "season" in sort.raw:
        return within(on, *sort.raw["season"])
    if "before_new_year" in sort.raw:
        left = days_to_new_year(on)
        return left is not None and left <= sort.raw["before_new_year"]
    return True


def _judged(sort: _Sort, hit: re.Match[str], flat: str, on: date) -> Urgency | None:
    rules = _rules()
    before, after = _around(_CLAUSE, flat, hit)
    ahead, behind = _around(_SENTENCE, flat, hit)
    said = ahead + hit[0] + behind
    if sort.also_not and sort.also_not.search(before[-12:] + hit[0] + after[:8]):
        return None
    if rules.after.match(after) or re.match(r"[^，。]{0,4}(?:演练|演习|培训|宣传|知识)", after):
        return None
    if rules.dropped.search(ahead[-40:]) or rules.banned.search(before[-8:]):
        return None
    if rules.past.search(before) or _old_year(before, on) or rules.past.match(said[:4]):
        return None
    if not sort.raw.get("plain_negation") and rules.negated.search(before[-8:]):
        return None
    why = f"“{hit[0]}”"
    if sort.grade == "urgent" and (
        rules.supposed.search(ahead[-24:]) or re.search(r"(?:风险|危险|隐患|可能)", after[:8])
    ):
        return _found(sort, hit, "soon", f"{why}，{rules.says}")
    if sort.grade == "urgent" and len(flat) > _LONG and not rules.now.search(said):
        return _found(sort, hit, "soon", f"{why}，{rules.long_says}")  # who is in danger doesn't write at length
    if "before_new_year" in sort.raw:
        why += f"，离春节还有 {days_to_new_year(on)} 天"
    return _found(sort, hit, sort.grade, why)


def _old_year(before: str, on: date) -> bool:
    years = [int(one) for one in re.findall(r"(?<!\d)((?:19|20)\d\d)年", before)]
    return bool(years) and max(years) < on.year


def _around(mark: re.Pattern[str], flat: str, hit: re.Match[str]) -> tuple[str, str]:
    """What stands before and after a hit up to the next such mark."""
    low, high = max(hit.start() - 60, 0), min(hit.end() + 60, len(flat))
    before = mark.split(flat[low : hit.start()])[-1]
    return before, mark.split(flat[hit.end() : high])[0]


def _found(sort: _Sort, hit: re.Match[str], grade: str, why: str) -> Urgency:
    return Urgency(grade, sort.code, sort.label, hit[0], hit.start(), hit.end(), why, sort.advice, sort.call)
