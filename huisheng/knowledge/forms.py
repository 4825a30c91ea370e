"""How an article's words are laid out: plain, questions with answers, or steps. Pure.

It is written as plain lines, so that a text can be typed, pasted and compared; the beginnings of lines say what they
are. 问答: ``问：`` a question, ``又问：`` the same asked otherwise, ``答：`` its answer. 步骤: a number begins a step
(``1. 交申请``); below it ``接着问：``, ``材料：``, ``地点：``, ``时限：``, ``费用：``.
"""

import re
from dataclasses import dataclass, field

from huisheng.kernel.errors import Refusal
from huisheng.knowledge.states import Form

MOST = 40  # questions or steps
_LINE = re.compile(r"(问|又问|答)\s*[：:]\s*(.*)")
_STEP = re.compile(r"(?:第?[0-9一二三四五六七八九十]{1,3}\s*(?:步[：:、，]?|[.．、)）]))\s*(.*)")
PARTS = ("接着问", "材料", "地点", "时限", "费用")
_PART = re.compile(rf"({'|'.join(PARTS)})\s*[：:]\s*(.*)")
_CITE = "domain#art-71"


@dataclass(slots=True)
class Question:
    """A question as it is asked, in several ways, the first the usual one; and its answer."""

    asked: list[str]
    answer: str = ""


@dataclass(slots=True)
class Step:
    """One step: what is done, and by name of the part what belongs to it, in the order of ``PARTS``."""

    what: str
    parts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Shown:
    """A text as it is read. ``plain``: what stands before the first question or step, or all of it."""

    plain: str = ""
    questions: list[Question] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """All the ways its questions are asked."""
        return [way for one in self.questions for way in one.asked]


def read(form: str, title: str, body: str) -> Shown:
    """The text laid out. A question-answer text without ``问：`` answers its own title."""
    if form == Form.QUESTION:
        return _questions(title, body)
    return _steps(body) if form == Form.STEPS else Shown(plain=body.strip())


def check(form: str, title: str, body: str) -> Refusal | None:
    """Why a text can't be laid out so: a question without its answer, too many of them, no step."""
    shown = read(form, title, body)
    bare = next((one.asked[0] for one in shown.questions if not one.answer.strip()), None)
    if bare is not None:
        return Refusal("no_answer", f"“{bare[:40]}”后面没有“答：”，请补上。", _CITE, "body")
    if form == Form.QUESTION and shown.plain:
        return Refusal("before_question", "第一个“问：”前面还有文字，请移到答里，或在前面加上“问：”。", _CITE, "body")
    if form == Form.STEPS and not shown.steps:
        return Refusal("no_step", "还没有步骤，请每步另起一行，以“1.”“2.”开头。", _CITE, "body")
    if len(shown.questions) > MOST or len(shown.steps) > MOST:
        return Refusal("too_many", f"一条知识最多写{MOST}问或者{MOST}步，请分成几条。", _CITE, "body")
    return None


def answer(form: str, title: str, body: str, said: str = "") -> str:
    """What an agent says to the citizen: of several answers the one whose question is nearest to what was said."""
    shown = read(form, title, body)
    if shown.questions:
        return max(shown.questions, key=lambda one: max(_near(way, said) for way in one.asked)).answer
    if not shown.steps:
        return shown.plain
    lines = [shown.plain] if shown.plain else []
    for no, step in enumerate(shown.steps, 1):
        parts = [f"{name}：{words}" for name, words in step.parts.items() if name != PARTS[0]]
        lines.append(f"{no}. {'；'.join((step.what, *parts))}")
    return "\n".join(lines)


def _near(way: str, said: str) -> int:
    pairs = {a + b for a, b in zip(way, way[1:], strict=False)}
    return sum(1000 for pair in pairs if pair in said) // max(len(pairs), 1)


def _questions(title: str, body: str) -> Shown:
    shown, into = Shown(), "plain"
    for line in body.strip().splitlines():
        found = _LINE.fullmatch(line.strip())
        if found is None:
            _more(shown, into, line)
        elif found[1] == "问" or not shown.questions:
            shown.questions.append(Question([found[2]]) if found[1] != "答" else Question([title], found[2]))
            into = "answer" if found[1] == "答" else "asked"
        elif found[1] == "又问":
            shown.questions[-1].asked.append(found[2])
            into = "asked"
        else:
            last, into = shown.questions[-1], "answer"
            last.answer = f"{last.answer}\n{found[2]}".strip()
    if not shown.questions and shown.plain.strip():
        shown.questions, shown.plain = [Question([title], shown.plain.strip())], ""
    shown.plain = shown.plain.strip()
    for one in shown.questions:
        one.asked = [way.strip() for way in one.asked if way.strip()] or [title]
        one.answer = one.answer.strip()
    return shown


def _more(shown: Shown, into: str, line: str) -> None:
    """A line that goes on with what the one before began."""
    if into == "plain":
        shown.plain += f"{line}\n"
    elif into == "asked":
        shown.questions[-1].asked[-1] += line.strip()
    else:
        shown.questions[-1].answer += f"\n{line}"


def _steps(body: str) -> Shown:
    shown, part = Shown(), ""
    for raw in body.strip().splitlines():
        line = raw.strip()
        found, begins = _PART.fullmatch(line), _STEP.fullmatch(line)
        if begins is not None:
            shown.steps.append(Step(begins[1]))
            part = ""
        elif not shown.steps:
            shown.plain = f"{shown.plain}\n{line}".strip()
        elif found is not None:
            part = found[1]
            shown.steps[-1].parts[part] = found[2]
        elif part:
            shown.steps[-1].parts[part] = f"{shown.steps[-1].parts[part]}\n{line}".strip()
        else:
            shown.steps[-1].what = f"{shown.steps[-1].what}\n{line}".strip()
    for step in shown.steps:
        step.parts = {name: step.parts[name] for name in PARTS if step.parts.get(name)}
    return shown
