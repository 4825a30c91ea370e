"""How much of a reply is an earlier one's: the whole against the whole, and sentence by sentence."""

from collections import Counter
from collections.abc import Sequence

from huisheng.insight.replies import wording
from huisheng.insight.replies.wording import level
from huisheng.kernel.text import fold

_SENTENCE = 12  # shorter sentences are courtesy
_SLACK = 15  # percent by which marks and spaces may change a length
_ENDS = " \u3000。！!？?；;"


def alike(one: str, other: str) -> int:
    """How much two texts are the same, in whole percent: twice the pairs of neighbouring characters that both have,

    over all pairs of both (Sørensen–Dice), whatever the punctuation, width and case. Two empty texts have nothing
    in common.
    """
    return _alike(_pairs(one), _pairs(other))


def likest(reply: str, earlier: Sequence[str], least: int = 0) -> tuple[int, int]:
    """The highest percentage from ``least`` and which of the earlier it is with; (0, -1) where there is none."""
    own = _pairs(reply)
    best, which = max(least - 1, 0), -1
    for at, text in enumerate(earlier):
        # of very different lengths they can't be alike: not worth counting
        if not _near(len(reply), len(text), best - _SLACK):
            continue
        theirs = _pairs(text)
        if _near(own.total(), theirs.total(), best) and (percent := _alike(own, theirs)) > best:
            best, which = percent, at
    return (best, which) if which >= 0 else (0, -1)


def template(reply: str, earlier: Sequence[str]) -> int:
    """How much of it stands, sentence by sentence, in earlier replies, in whole percent; courtesy counts nothing."""
    sizes = {one: len(_bare(one)) for one in (part[0].strip(_ENDS) for part in wording.SENTENCE.finditer(reply))}
    own = {one: size for one, size in sizes.items() if size >= _SENTENCE}
    whole = sum(own.values())
    known = sum(size for one, size in own.items() if any(one in text for text in earlier))
    return 100 * known // whole if whole else 0


def _near(one: int, other: int, percent: int) -> bool:
    return 200 * min(one, other) > percent * (one + other)


def _alike(one: Counter[str], other: Counter[str]) -> int:
    whole = one.total() + other.total()
    return 200 * (one & other).total() // whole if whole else 0


def _pairs(words: str) -> Counter[str]:
    said = "".join(wording.RUN.findall(fold(words[: wording.LONGEST])))
    return Counter(map("".join, zip(said, said[1:], strict=False)))


def _bare(sentence: str) -> str:
    return "".join(wording.RUN.findall(wording.EMPTY.sub("", level(sentence))))
