"""Does the reply speak of this matter: what both say, beyond what stands in every matter and every reply."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from huisheng.insight.replies import wording

_LENGTHS = (2, 3)
_NUMBER = 8  # longer runs of letters and digits are telephones and nicknames
_IN_MANY = 0.3  # what so many of the unit's own replies say tells nothing
_FEW = 8  # fewer replies can't say what stands in all of them


def pairs(text: str) -> Counter[str]:
    """Runs of two and three characters that aren't said of anything, and short numbers; each with how often."""
    told = wording.SMALL.sub(" ", wording.COMMON.sub(" ", wording.level(text)))
    found: list[str] = []
    for run in wording.RUN.findall(told):
        if run[0] >= "\u3400":
            for length in _LENGTHS:
                found += [run[at : at + length] for at in range(len(run) - length + 1)]
        elif len(run) <= _NUMBER:
            found.append(run)
    return Counter(found)


def usual(shared: Iterable[str], replies: Sequence[str]) -> frozenset[str]:
    """Which of the pairs stand in many of a unit's replies, whatever they answer; none where there are few of them."""
    if len(replies) < _FEW:
        return frozenset()
    least = _IN_MANY * len(replies)
    return frozenset(pair for pair in shared if sum(pair in one for one in replies) >= least)


def likeness(title: str, words: str, reply: str, earlier: Sequence[str] = ()) -> tuple[float, int]:
    """How near the reply is to the matter, from 0, and how many pairs the reply has: few tell nothing.

    Cosine of the pairs, each weighing 1 + log of how often it stands there; those of the title weigh twice, and those
    that the unit writes in every reply (``earlier``) nothing.
    """
    asked, said, head = pairs(f"{title}。{words}"), pairs(reply), pairs(title)
    shared = asked.keys() & said.keys()
    both = sum(
        _weight(asked[pair]) * _weight(said[pair]) * (2 if pair in head else 1)
        for pair in shared - usual(shared, earlier)
    )
    whole = _square(asked) * _square(said)
    return (both / math.sqrt(whole) if whole else 0.0), len(said)


def _weight(often: int) -> float:
    return 1 + math.log(often) if often > 1 else 1.0


def _square(found: Counter[str]) -> float:
    return sum(_weight(often) ** 2 for often in found.values())
