"""A reply judged against its matter: what to look at, each with a sentence that says what to do. Hints, no marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from huisheng.insight.replies import asked, copies, dates, deeds, relevance
from huisheng.insight.replies.deeds import Span
from huisheng.insight.replies.wording import BRUSHED, NAMED, PASSED, level
from huisheng.insight.text import Matter

NOTE, WARN = "note", "warn"
STRANGE, FAR = 0.03, 0.06  # likeness below which a reply with something to say speaks of another matter, or perhaps
TELLS = 30  # pairs from which a reply has enough to say to be held against the matter
BARE = 24  # characters of substance below which a reply says nothing
COURTEOUS = 45  # percent of courtesy from which that is said
ALIKE = 85  # percent from which a reply is a copy
TEMPLATE = 70  # percent of sentences known from earlier replies
_MATTER = 4000  # characters of the matter held against it: the rest tells nothing new
_TALK = 60  # characters of substance from which a reply may do without a deed
_LISTED = 3  # open points named one by one
# what is looked at first: how much each finding adds to the rank
_WEIGHTS = {
    "never_contacted": 40,
    "repeated": 40,
    "contact_unrecorded": 30,
    "strange": 40,
    "copied": 35,
    "empty": 35,
    "passed_on": 30,
    "brushed_off": 30,
    "before_matter": 25,
    "not_yet": 25,
    "no_basis": 20,
    "unanswered": 20,
    "no_deed": 20,
    "far": 15,
    "template": 15,
    "short": 12,
    "courtesy": 10,
    "undated": 10,
    "no_time": 8,
    "no_contact": 8,
}
# what the writer of the reply should do about it, behind what is so
_ADVICE = re.compile("(?:：(?:请|先|答复前)|(?<=。)请)[^：”]*。$")


@dataclass(frozen=True, slots=True)
class Finding:
    """What to look at. ``spans``: where in the reply.

    ``earlier``: which of the earlier replies it is like, to how many ``percent``; -1 where it is about none.
    """

    code: str
    grade: str
    sentence: str
    spans: tuple[Span, ...] = ()
    earlier: int = -1
    percent: int = 0

    @property
    def fact(self) -> str:
        """What is so, without what the writer should do about it: for who reviews the reply."""
        return _ADVICE.sub("", self.sentence).rstrip("。") + "。"


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings, the gravest first. ``rank``: 0 to 100, what a reviewer looks at first; never shown as a mark."""

    findings: tuple[Finding, ...]
    likeness: float
    told: int
    asked: int
    rank: int

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in their order."""
        return tuple(one.code for one in self.findings)


@dataclass(frozen=True, slots=True)
class _Case:
    matter: Matter
    words: str  # the matter's, made level
    text: str  # the reply, made level
    reply: str
    on: date
    since: date | None


def judge(
    matter: Matter,
    reply: str,
    *,
    contacted: bool,
    says_solved: bool,
    on: date,
    clauses: frozenset[str] = frozenset(),
    earlier: Sequence[str] = (),
    since: date | None = None,
    place: str = "",
    repeated: bool = False,
    alike: int = ALIKE,
    within: int = 72,
) -> Judgement:
    """Hold a reply of the day ``on`` against its matter.

    ``contacted``: the record says that the citizen was reached. ``clauses``: laws known by name. ``earlier``: the
    unit's replies to other matters. ``since``: the day of the matter. ``place``: the words of its place, which prove
    nothing. ``repeated``: it came again ``within`` so many hours after it was concluded. An empty reply has no
    findings but those of the record. Never fails, whatever the characters.
    """
    matter = Matter(matter.title[:200], matter.words[:_MATTER])
    case = _Case(matter, level(f"{matter.title}。{matter.words}"), level(reply), reply, on, since)
    found = _record(case, contacted, says_solved, within if repeated else 0)
    points, near, told = asked.points(matter.words) or asked.points(matter.title), 0.0, 0
    if reply.strip():
        copied = _copied(reply, earlier, alike)
        near, told = relevance.likeness(*matter, reply, earlier)
        content = _content(case)
        thin = any(one.code in ("empty", "passed_on", "brushed_off", "short") for one in content)
        found += [*copied, *content]
        if not thin:
            found += [*_relevance(near, told), *_left(points, reply, place), *_basis(case, clauses)]
        found += _times(case, thin)
    found.sort(key=lambda one: (one.grade != WARN, -_WEIGHTS[one.code]))
    rank = min(sum(_WEIGHTS[one.code] for one in found), 100)
    return Judgement(tuple(found), near, told, len(points), rank)


def _record(case: _Case, contacted: bool, says_solved: bool, repeated: int) -> list[Finding]:
    """What the record says otherwise."""
    found = []
    claimed = deeds.contact(case.text)
    if repeated and says_solved:
        said = f"选了“已解决”，但上次办结后{repeated}小时内市民又反映了同一件事：先核实是不是真的解决了。"
        found.append(Finding("repeated", WARN, said))
    if not contacted and says_solved:
        said = "选了“已解决”，但还没有联系上市民的记录：请先联系市民，记下结果。"
        found.append(Finding("never_contacted", WARN, said, (claimed,) if claimed else ()))
    elif not contacted and claimed:
        said = "写了已联系市民，但没有联系上的记录：先登记联系。"
        found.append(Finding("contact_unrecorded", WARN, said, (claimed,)))
    elif not contacted and case.text.strip():
        found.append(Finding("no_contact", NOTE, "没有写到联系市民，也没有联系上的记录：答复前请先联系。"))
    return found


def _copied(reply: str, earlier: Sequence[str], alike: int) -> list[Finding]:
    percent, which = copies.likest(reply, earlier, alike)
    if which >= 0:
        return [
            Finding("copied", WARN, f"和以前的一件答复有 {percent}% 相同。请按这一件的实际情况写。", (), which, percent)
        ]
    share = copies.template(reply, earlier)
    if share >= TEMPLATE:
        return [Finding("template", NOTE, f"有 {share}% 的话在以前的答复里原样写过：请写这一件的具体情况。")]
    return []


def _content(case: _Case) -> list[Finding]:
    """Whether it says anything, and whether anything was done."""
    text = case.text
    passed = PASSED.search(text)
    did = [span for span in deeds.done(text) if not passed or not passed.start() <= span[0] < passed.end() + 12]
    size = deeds.substance(text)
    if passed and size < 3 * BARE and len(did) < 2:
        said = "只写了转给谁办，没有写办得怎样：请写明结果；还没有结果的，写明由谁、到哪天答复。"
        return [Finding("passed_on", WARN, said, (passed.span(),))]
    brushed = BRUSHED.search(text)
    if brushed and size < 3 * BARE and len(did) < 2 and not NAMED.search(text):
        said = "只说了不归本单位管：请写明归谁管、依据什么；确实派错了的，请申请退单。"
        return [Finding("brushed_off", WARN, said, (brushed.span(),))]
    if size < BARE and len(did) + (dates.found(dates.body(text)) is not None) < 2:
        if did:
            return [Finding("short", NOTE, "写得很短：请写明谁、什么时候去办的，结果怎样。")]
        if deeds.answers(text):
            return [Finding("short", NOTE, "答得很短：请写明依据，以及市民该怎么办。")]
        return [Finding("empty", WARN, "没有实际内容：请写明谁去办了、做了什么、结果怎样。")]
    found = []
    inquiry = deeds.inquires(case.matter.title, case.words)
    if not did and not inquiry and not deeds.explains(text):
        found.append(Finding("no_deed", WARN if size < _TALK else NOTE, "没有写做法：谁去做了什么，还要做什么。"))
    share = deeds.courtesy(text)
    if share >= COURTEOUS:
        found.append(Finding("courtesy", NOTE, f"套话占了 {share}%：请把空话换成具体做法。"))
    return found


def _relevance(near: float, told: int) -> list[Finding]:
    if told < TELLS or near >= FAR:
        return []
    if near < STRANGE:
        return [Finding("strange", WARN, "答复里看不到这件事的地点和事由：请核对是不是答错了件。")]
    return [Finding("far", NOTE, "答复和市民说的对不太上：请写清是哪里的什么事。")]


def _left(points: Sequence[asked.Point], reply: str, place: str) -> list[Finding]:
    left = asked.unanswered(points, reply, place)
    count = len(points)
    if len(left) > _LISTED:
        said = f"市民问了{count}件，有{len(left)}件还没答到，如第{left[0] + 1}件“{points[left[0]].short}”。"
        return [Finding("unanswered", WARN, said)]
    several = f"市民问了{count}件，第{{}}件" if count > 1 else "市民问的"
    return [
        Finding(
            "unanswered",
            WARN if points[at].wants in ("when", "much") else NOTE,
            f"{several.format(at + 1)}“{points[at].short}”还没答到{_WANTED.get(points[at].wants, '')}。",
        )
        for at in left
    ]


_WANTED = {"when": "什么时候", "much": "数额或标准"}


def _basis(case: _Case, known: frozenset[str]) -> list[Finding]:
    if deeds.clauses(case.text, known):
        return []
    no = deeds.refusal(case.text)
    if no:
        said = "写了办不了，没有写依据：请写明《…》第几条，或者哪个文件的规定。"
        return [Finding("no_basis", WARN, said, (no,))]
    if deeds.asks_policy(case.matter.title, case.words):
        return [Finding("no_basis", NOTE, "市民问的是政策，没有写依据：请写明《…》第几条，或者哪个文件的规定。")]
    return []


def _times(case: _Case, thin: bool) -> list[Finding]:
    found = []
    signed = dates.signed(case.text)
    if signed and case.since and signed.day < case.since:
        said = f"落款{_said(signed.day)}早于市民反映的{_said(case.since)}：请核对日期。"
        found.append(Finding("before_matter", WARN, said, ((signed.start, signed.end),)))
    late = [day for day in dates.done(case.text, case.on) if day.day > case.on and _soon(day, case.on)]
    if late:
        said = f"写了{_said(late[0].day)}已办，可今天是{_said(case.on)}：请核对日期。"
        found.append(Finding("not_yet", WARN, said, tuple((day.start, day.end) for day in late)))
    if thin:
        return found
    promised = deeds.promised(case.text)
    if promised:
        said = "写了下一步要做的事，没有写到哪天办好：请写明期限。"
        found.append(Finding("undated", NOTE, said, tuple(promised)))
    timed = dates.found(dates.body(case.text)) is not None or deeds.inquires(case.matter.title, case.words)
    if not timed and not promised and deeds.done(case.text):
        found.append(Finding("no_time", NOTE, "没有写时间：什么时候去的，或什么时候办结。"))
    return found


def _soon(day: dates.Day, on: date) -> bool:
    """A day without its year that is months ahead is last year's."""
    return not day.yearless or day.day - on < timedelta(days=100)


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
