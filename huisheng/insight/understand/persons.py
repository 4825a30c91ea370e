"""Names of persons: by the word that leads to a name (我叫, 联系人) or the title behind it (先生, 师傅)."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from huisheng.insight.understand.found import Personal
from huisheng.insight.understand.plain import plain
from huisheng.kernel.secrets import mask_name

_HAN: Final = "一-鿿㐀-䶿\U00020000-\U0003134f"
_STOPS: Final = "，。.；！？（） \n、："  # a name ends before these
# already masked by whoever wrote it: 王某某, 张XX, 李**
_ALREADY: Final = re.compile(r"某|[Xx＊*×]")


class _Rules(NamedTuple):
    surname: str
    led: re.Pattern[str]
    titled: re.Pattern[str]
    own: frozenset[str]
    sure: frozenset[str]
    never: frozenset[str]
    starts: frozenset[str]
    words: frozenset[str]
    bound: str
    loose: str
    shifts: frozenset[str]


@cache
def _rules() -> _Rules:
    raw = tomllib.loads((Path(__file__).parent / "words" / "persons.toml").read_text("utf-8"))
    surname = f"(?:{'|'.join(raw['double'])}|[{''.join(raw['surnames'].split())}])"
    cues = sorted({*raw["own"], *raw["sure"], *raw["cues"], "我是"}, key=len, reverse=True)
    titles = "|".join(sorted(raw["titles"], key=len, reverse=True))
    return _Rules(
        surname,
        re.compile(rf"({'|'.join(cues)})(?:[是为叫]|[:： ]){{0,2}}({surname}[{_HAN}]{{1,2}})"),
        re.compile(rf"({surname})([{_HAN}]{{0,2}}?)({titles})"),
        frozenset(raw["own"]),
        frozenset(raw["sure"]),
        frozenset(raw["never"]),
        frozenset(raw["starts"]),
        frozenset(raw["words"].split()),
        raw["bound"],
        raw["loose"],
        frozenset(raw["shifts"].split()),
    )


def persons(text: str) -> Iterator[Personal]:
    """Names, none inside another. A surname with a title alone (王先生) is found, and has nothing to mask."""
    rules, flat, taken = _rules(), plain(text), set[int]()
    for hit in rules.led.finditer(flat):
        name = _name(hit[2], flat[hit.end(2) : hit.end(2) + 2], rules)
        if not name:
            continue
        ends = _ends(flat, hit.start(2) + len(name))
        sure = hit[1] in rules.own or (hit[1] in rules.sure and name[0] not in rules.bound)
        if sure or (ends and name[0] not in rules.bound):
            start = hit.start(2)
            taken.update(range(start, start + len(name)))
            own = hit[1] in rules.own or hit[1] == "我是"
            yield _person(text[start : start + len(name)], "", start, own, f"“{hit[1]}”后面是姓名")
    at = 0
    while title := rules.titled.search(flat, at):
        at, found = title.start() + 1, _titled(title, flat, rules)
        if found is not None and taken.isdisjoint(range(found, title.end())):
            at = title.end()
            yield _person(text[found : title.start(3)], title[3], found, False, f"“{title[3]}”前面是姓名")


def _name(words: str, after: str, rules: _Rules) -> str:
    """The surname and as much as may be given; "" where nothing may."""
    surname = re.match(rules.surname, words)
    head = surname[0] if surname else ""
    given = words[len(head) :]
    if not given or words[:2] in rules.words or given[0] in rules.never or (given + after)[:2] in rules.starts:
        return ""
    # 周小家，今年: what ends the clause is the name, whatever it is made of
    whole = len(given) < 2 or (after[:1] in _STOPS and given not in rules.starts)
    if not whole and (given[1] in rules.never or (given[1] + after[:1]) in rules.starts):
        given = given[0]
    return head + given


def _ends(flat: str, at: int) -> bool:
    return at >= len(flat) or flat[at] in _STOPS or flat[at : at + 2] in ("住在", "今年", "现住", "家住")


def _titled(hit: re.Match[str], flat: str, rules: _Rules) -> int | None:
    """Where the name before a title begins; None where there is none (我们村书记)."""
    surname, given = hit[1], hit[2]
    if any(one in rules.never for one in given) or given[:2] in rules.starts:
        return None
    if (surname + given)[:2] in rules.words or (surname + hit[3])[:2] in rules.words:  # 游客唐女士, 班主任
        return None
    shifted = flat[max(hit.start() - 1, 0) : hit.start() + 1] in rules.shifts
    # 和李明主任, 公司陈老板: what stands before is no surname here
    if given and (surname in rules.loose or shifted) and re.match(rules.surname, given):
        return hit.start(2)
    if surname in rules.bound or shifted:
        return None
    before = flat[hit.start() - 1 : hit.start()]
    # 向书记, 和局长: a word that is a surname too stands alone where a sentence begins or somebody is greeted
    loose = surname in rules.loose
    return None if loose and not given or before in ("副", "正", "总") else hit.start()


def _person(name: str, title: str, start: int, own: bool, why: str) -> Personal:
    end = start + len(name)
    bare = len(name) == 1 or name in ("欧阳", "上官", "司马", "诸葛", "司徒") or bool(_ALREADY.search(name))
    return Personal(
        "person", name + title, start, end + len(title), (name if bare else mask_name(name)) + title, name, own, why
    )
