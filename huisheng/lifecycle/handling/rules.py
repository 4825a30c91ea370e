"""What is said of a reply before it is sent and when it is reviewed: insight's findings, with the orders they name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from huisheng.insight.replies import judging
from huisheng.insight.replies.judging import NOTE, WARN, Finding
from huisheng.insight.text import Matter


class Earlier(NamedTuple):
    """A reply of the unit: the order's number ("" for this order itself), the day in words, the reply's.

    ``refused``: it was sent back.
    """

    number: str
    when: str
    words: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """What to look at again. ``number``: the order whose reply is nearly the same, where it is about one."""

    code: str
    sentence: str
    number: str = ""
    grade: str = WARN
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """All hints about a reply, the gravest first; ``rank``: 0 to 100, what a reviewer looks at first."""

    hints: tuple[Hint, ...]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """What the record says beside the words.

    ``spoke``: the unit has reached the citizen. ``repeated``: it came again soon after it was concluded.
    """

    spoke: bool
    repeated: bool
    since: date
    on: date


def holds_back(hints: Sequence[Hint]) -> bool:
    """Whether a reply is held back once for them: for those that are more than a note."""
    return any(weighs(hint) for hint in hints)


def weighs(hint: Hint) -> bool:
    """Whether it is more than a note."""
    return hint.grade != NOTE


def bare(solved: bool, record: Record, *, reviewing: bool = False) -> Told:
    """What is known without reading the words."""
    if not solved or record.spoke:
        return Told(())
    advice = "" if reviewing else "：请先联系市民，记下结果"
    return Told((Hint("never_contacted", f"选了“已解决”，但还没有联系上市民的记录{advice}。"),))


def told(
    words: str,
    *,
    solved: bool,
    matter: Matter,
    place: str,
    record: Record,
    earlier: Sequence[Earlier],
    from_percent: int,
    hours: int,
    reviewing: bool = False,
) -> Told:
    """All hints about a reply. A copy is what agrees with an earlier reply in ``from_percent`` or more.

    ``reviewing``: they are read by who decides on it: what is so, without what its writer should do.
    """
    judged = judging.judge(
        matter,
        words,
        contacted=record.spoke,
        says_solved=solved,
        on=record.on,
        since=record.since,
        place=place,
        repeated=record.repeated,
        alike=from_percent,
        within=hours,
        earlier=[one.words for one in earlier],
    )
    return Told(tuple(_hint(one, earlier, reviewing) for one in judged.findings), judged.rank)


def _hint(one: Finding, earlier: Sequence[Earlier], reviewing: bool) -> Hint:
    if one.code != "copied":
        return Hint(one.code, one.fact if reviewing else one.sentence, "", one.grade, one.spans)
    like = earlier[one.earlier]
    if like.number:
        whose, advice = "该单位" if reviewing else "本单位", "请按这一件的实际情况写。"
        said = f"和{whose} {like.when} 的一件答复有 {one.percent}% 相同。"
    else:
        refused = "上次没有通过。" if like.refused else ""
        said = f"和本件上一次的答复（{like.when}）有 {one.percent}% 相同。{refused}"
        advice = "请按退回意见改写。" if like.refused else "请写这一次办了什么。"
    return Hint("copied", said if reviewing else f"{said}{advice}", like.number, one.grade)
