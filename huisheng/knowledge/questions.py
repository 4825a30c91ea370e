"""Questions of a quiz made from articles: a right answer and three that sound as if they were. Pure.

Three kinds: what an article answers, what one of its steps says, and a number taken out of a sentence. Wrong answers
come from the articles nearest by category, wrong numbers are such as could stand there. A person looks at all of them.
"""

import random
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest

from huisheng.knowledge import forms
from huisheng.knowledge.rules import pairs

OPTIONS = 4
_LONGEST = 70  # characters of an answer that can be read at a glance
_STEM = 160
_END = re.compile(r"(?<=[。！？；\n])")
_UNITS = "个工作日|工作日|小时|分钟|个月|周岁|万元|平方米|公里|千瓦时|立方米|日|天|月|年|元|岁|倍|次|度|%|％"
_NUMBER = re.compile(rf"(?<![0-9.第\-])([1-9][0-9]{{0,5}}|[一二两三四五六七八九十]{{1,3}})({_UNITS})(?![0-9])")
_CHINESE = "零一二三四五六七八九"
_MOST = {"%": 100, "％": 100, "月": 12}


@dataclass(frozen=True)  # without slots: what it is laid out as is kept
class Source:
    """The public part of an article's current text."""

    key: int
    n: int
    category: str
    form: str
    title: str
    body: str

    @cached_property
    def shown(self) -> forms.Shown:
        """Laid out, once."""
        return forms.read(self.form, self.title, self.body)

    @cached_property
    def said(self) -> str:
        """The first sentence of what it answers."""
        return _first(forms.answer(self.form, self.title, self.body))


@dataclass(frozen=True, slots=True)
class Made:
    """A question: its four answers, and which of them (from 0) is right."""

    key: int
    n: int
    stem: str
    options: tuple[str, ...]
    right: int


def draw(sources: Sequence[Source], count: int, seed: int, without: Collection[str] = ()) -> list[Made]:
    """So many questions, of as many articles as can be; fewer where the base doesn't give more.

    The same seed draws the same. ``without``: what has been asked already.
    """
    chance = random.Random(seed)  # noqa: S311  not a secret: a draw
    shuffled = chance.sample(sources, len(sources))
    found: dict[str, Made] = {}
    by_article: list[list[Made]] = []
    for source in shuffled:  # of so many articles as are needed: the base may be big
        if len(found) >= count:
            break
        made = [one for one in _of(source, sources, chance) if one.stem not in without]
        by_article.append(made)
        found |= {one.stem: one for one in made[:1] if one.stem not in found}
    for turn in range(1, max(map(len, by_article), default=0)):
        for made in by_article:
            if turn < len(made) and len(found) < count:
                found.setdefault(made[turn].stem, made[turn])
    return list(found.values())


def another(sources: Sequence[Source], seed: int, without: Collection[str], last: Sequence[int]) -> Made | None:
    """One question more, of an article that isn't among ``last`` where one gives it; None where none does."""
    chance = random.Random(seed)  # noqa: S311  not a secret: a draw
    after = {key: at for at, key in enumerate(last)}
    shuffled = chance.sample(sources, len(sources))
    ordered = sorted(shuffled, key=lambda one: after.get(one.key, -1))
    fresh = (made for source in ordered for made in _of(source, sources, chance) if made.stem not in without)
    return next(fresh, None)


def _of(source: Source, others: Sequence[Source], chance: random.Random) -> list[Made]:
    """All that can be asked of an article, in no order."""
    made, near = [], _near(source, others)
    for stem, right, wrong in (*_answers(source, near), *_steps(source, near), *_numbers(source, chance)):
        told = _plausible(right, wrong, chance)
        if told is not None:
            options = [right, *told]
            chance.shuffle(options)
            made.append(Made(source.key, source.n, stem[:_STEM], tuple(options), options.index(right)))
    chance.shuffle(made)
    return made


_Asked = Iterator[tuple[str, str, list[str]]]


def _answers(source: Source, near: Sequence[Source]) -> _Asked:
    shown = source.shown
    wrong = [other.said for other in near]
    for one in shown.questions:
        asked = one.asked[0]
        stem = asked if asked.endswith(("？", "?")) else f"关于“{asked}”，正确的答复是："
        yield stem, _first(one.answer), wrong
    if shown.plain and not shown.questions and not shown.steps:
        yield f"关于“{source.title}”，下列说法正确的是：", _first(shown.plain), wrong


def _steps(source: Source, near: Sequence[Source]) -> _Asked:
    steps = source.shown.steps
    far = [step for other in near for step in other.shown.steps]
    for no, step in enumerate(steps, 1):
        beside = [one for one in steps if one is not step]
        if len(steps) > 1:
            wrong = [_first(one.what) for one in (*beside, *far)]
            yield f"“{source.title}”，第{no}步做什么？", _first(step.what), wrong
        for name in forms.PARTS[1:]:
            if step.parts.get(name):
                wrong = [_first(one.parts[name]) for one in (*beside, *far) if one.parts.get(name)]
                yield f"“{source.title}”，{_first(step.what)}：{name}是什么？", _first(step.parts[name]), wrong


def _numbers(source: Source, chance: random.Random) -> _Asked:
    shown = source.shown
    lines = [f"{step.what}，{name}{words}。" for step in shown.steps for name, words in step.parts.items()]
    said = "\n".join((shown.plain, *(one.answer for one in shown.questions), *lines))
    for sentence in (part.strip() for part in _END.split(said)):
        if not 6 <= len(sentence) <= _STEM - 40:
            continue
        for found in _NUMBER.finditer(sentence):
            value = _value(found[1])
            if value:
                blank = f"{sentence[: found.start()]}____{sentence[found.end() :]}"
                wrong = [f"{_spelled(other, found[1])}{found[2]}" for other in _numbers_like(value, found[2], chance)]
                yield f"“{source.title}”：{blank}", found[0], wrong


def _plausible(right: str, wrong: Sequence[str], chance: random.Random) -> list[str] | None:
    """Three of the wrong answers: none that says the same, those of like length before others."""
    if not right:
        return None
    found: list[str] = []
    for one in wrong:
        if one and all(_differs(one, other) for other in (right, *found)):
            found.append(one)
        if len(found) == 2 * (OPTIONS - 1):
            break
    found.sort(key=lambda one: abs(len(one) - len(right)))
    chosen = found[: OPTIONS - 1]
    chance.shuffle(chosen)
    return chosen if len(chosen) == OPTIONS - 1 else None


def _differs(one: str, other: str) -> bool:
    if one == other:
        return False
    if len(one) < 12 or len(other) < 12:
        return True
    a, b = set(pairs(one)), set(pairs(other))
    return len(a & b) * 5 < 3 * min(len(a), len(b))


def _near(source: Source, others: Sequence[Source]) -> list[Source]:
    """The other articles, those of its category first, then those of the same branch."""

    def far(other: Source) -> tuple[int, int]:
        shared = next((n for n in (6, 4, 2) if source.category[:n] == other.category[:n] != ""), 0)
        return -shared, abs(other.key - source.key)

    return nsmallest(40, (other for other in others if other.key != source.key), key=far)


def _first(words: str) -> str:
    """Its first sentence, shortened where it is long."""
    sentence = next((part.strip() for part in _END.split(words.strip()) if part.strip()), "")
    return sentence if len(sentence) <= _LONGEST else f"{sentence[: _LONGEST - 1]}…"


def _numbers_like(value: int, unit: str, chance: random.Random) -> list[int]:
    step = 5 if value % 5 == 0 and value > 5 else 1
    likely = [value * 2, value // 2, value + step, value - step, value * 3, value + 2 * step, value + 3 * step]
    most = _MOST.get(unit, 10**7)
    fit = [one for one in dict.fromkeys(likely) if 0 < one <= most and one != value]
    chance.shuffle(fit)
    return fit


def _value(said: str) -> int:
    """A number in figures, or in Chinese numerals up to ninety-nine; 0 for what isn't one."""
    if said.isdecimal():
        return int(said)
    said = said.replace("两", "二")
    tens, ten, ones = said.partition("十")
    if not ten:
        return max(_CHINESE.find(said), 0) if len(said) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_CHINESE.find(tens) if tens else 1) * 10 + (_CHINESE.find(ones) if ones else 0)


def _spelled(value: int, like: str) -> str:
    """The number as the one beside it is written."""
    if like.isdecimal() or value > 99:
        return str(value)
    tens, ones = divmod(value, 10)
    if not tens:
        return "两" if like == "两" and ones == 2 else _CHINESE[ones]
    return f"{_CHINESE[tens] if tens > 1 else ''}十{_CHINESE[ones] if ones else ''}"
