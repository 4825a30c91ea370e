"""What sort of matter it is and what is asked for; how it is told, and whether an enterprise tells it."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from huisheng.insight.understand.found import Asked, Likely, Mood, Speaker, Urgency
from huisheng.insight.understand.plain import plain

_SENTENCE: Final = re.compile(r"[^。；;！!？?\n]+[。；;！!？?]*")
_BEGINS: Final = re.compile(r"^[\s，,、]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[、.．)）：:]\s*)?")
_ENOUGH, _LEAD = 4, 2
_MOST_ASKED, _LONGEST = 12, 160
_SHOWN = 2  # words in a reason
_MOODS: Final = {"desperate": "绝望", "angry": "气愤", "worried": "焦急"}


class _Rules(NamedTuple):
    kind: dict[str, list[tuple[int, re.Pattern[str]]]]
    mood: dict[str, re.Pattern[str]]
    enterprise: re.Pattern[str]
    employee: re.Pattern[str]
    owner: re.Pattern[str]
    demand: re.Pattern[str]
    question: re.Pattern[str]
    rhetoric: re.Pattern[str]
    polite: re.Pattern[str]


@cache
def _rules() -> _Rules:
    raw = tomllib.loads((Path(__file__).parent / "words" / "asking.toml").read_text("utf-8"))
    return _Rules(
        {kind: [(weight, re.compile(words)) for weight, words in rows] for kind, rows in raw["kind"].items()},
        {grade: re.compile(raw["mood"][grade]) for grade in _MOODS},
        *(re.compile(raw["speaker"][name]) for name in ("enterprise", "employee", "owner")),
        *(re.compile(raw["asked"][name]) for name in ("demand", "question", "rhetoric", "polite")),
    )


def quoted(words: tuple[str, ...]) -> str:
    """“甲”“乙”."""
    return "".join(f"“{one}”" for one in words[:_SHOWN])


def kind(title: str, text: str) -> Likely:
    """The likely kind; none where two are about as likely. A title counts twice: it says what the matter is."""
    points: dict[str, int] = {}
    words: dict[str, dict[str, int]] = {}
    for part, times in ((plain(title), 2), (plain(text), 1)):
        for name, rows in _rules().kind.items():
            for weight, pattern in rows:
                for hit in list(dict.fromkeys(one[0] for one in pattern.finditer(part)))[:2]:
                    points[name] = points.get(name, 0) + weight * times
                    words.setdefault(name, {}).setdefault(hit, weight)
    if points.get("complaint", 0) + points.get("report", 0) >= _ENOUGH:  # who complains asks many a question
        points["consult"] = points.get("consult", 0) // 2
    if not points:
        return Likely("", (), "")
    ranked = sorted(points.items(), key=lambda one: -one[1])
    best, high = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    said = tuple(sorted(words[best], key=lambda one: -words[best][one]))[:_SHOWN]
    clear = high >= _ENOUGH and high >= second + _LEAD and 2 * high >= 3 * second
    return Likely(best, said, f"因为{quoted(said)}") if clear else Likely("", (), "")


def mood(text: str, threatened: tuple[Urgency, ...]) -> Mood:
    """The strongest feeling that is told, with its words; threats first."""
    flat = plain(text)
    for grade, pattern in _rules().mood.items():
        words = tuple(dict.fromkeys(one[0] for one in pattern.finditer(flat)))[:3]
        if words:
            return Mood(grade, words, threatened, f"语气{_MOODS[grade]}：{quoted(words)}")
    return Mood("desperate" if threatened else "calm", (), threatened, "")


def speaker(text: str) -> Speaker | None:
    """An enterprise speaks for itself; not who works at one or complains about one."""
    flat = plain(text)
    hit = _rules().enterprise.search(flat)
    if hit is None:
        return None
    if _rules().employee.search(flat) and not _rules().owner.search(flat):
        return None
    return Speaker(hit[0], hit.start(), hit.end(), f"“{hit[0]}”：是企业在说")


def asked(text: str) -> tuple[Asked, ...]:
    """Sentences that ask for something, without mere politeness (望领导重视)."""
    flat, found, rules = plain(text), list[Asked](), _rules()
    for sentence in _SENTENCE.finditer(flat):
        cue = min(
            (hit for one in (rules.demand, rules.question) if (hit := one.search(sentence[0].strip()))),
            key=lambda hit: hit.start(),
            default=None,
        )
        if cue is None or rules.rhetoric.search(sentence[0]):
            continue
        start, end = sentence.span()
        start += len(sentence[0]) - len(_BEGINS.sub("", sentence[0]))
        at = max(flat.rfind(one, start, max(sentence.start() + cue.start(), start)) for one in "，,")
        start = at + 1 if at > start else start  # from the clause that asks
        words = text[start : min(end, start + _LONGEST)].strip()
        bare = re.sub(r"[，,。；;！!？?\s]|谢谢您?|多谢|您好|你好", "", plain(words))
        if len(bare) < 4 or rules.polite.search(bare):
            continue
        form = "question" if rules.question.search(plain(words)) else "demand"
        found.append(Asked(words, start, start + len(words), form, f"“{cue[0]}”"))
    return tuple(found[:_MOST_ASKED])
