"""What a topic is called: "place + what", in words that its members' own titles use."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from huisheng.insight.hot.refining import Middle
from huisheng.insight.hot.words import alike, stop, whole_words
from huisheng.insight.places.gazetteer import Gazetteer

LONGEST, TOKENS, BARE = 14, 5, 2  # so short a word gets a second one beside it
SUPPORT = 0.2  # how much it counts that many titles hold a phrase, against how much the phrase tells
_CJK = re.compile(r"[一-鿿A-Za-z0-9]+\Z")
# one character that may stand inside a name, though alone it says nothing
_INSIDE = frozenset("补难高低强停乱建卖买收涨欠退")


def what(titles: Sequence[str], gazetteer: Gazetteer, whole: Middle) -> tuple[str, tuple[str, ...]]:
    """The phrase that tells best what the titles are about, and the single words that hold them together.

    A phrase is whole words that stand side by side in a title; it counts by the weight of its words in the middle of
    the group, and by how many titles hold all of them.
    """
    runs = [run for title in titles for run in _runs(title, gazetteer)]
    sets = [{word for run in _runs(title, gazetteer) for word, _ in run} for title in titles]
    central = _central(sets, whole)
    phrases: Counter[tuple[tuple[str, str], ...]] = Counter()
    for run in runs:
        for at in range(len(run)):
            for to in range(at + 1, min(len(run), at + TOKENS) + 1):
                phrases[tuple(run[at:to])] += 1
    best = max(phrases, key=lambda phrase: (_worth(phrase, phrases[phrase], sets, central), phrase), default=())
    words = tuple(sorted(central, key=lambda word: (-central[word], word))[:6])
    told = "".join(told for _, told in best)
    others = [word for word in words if word not in told and told not in word and (word, word) not in best]
    return (told if len(told) > BARE else "、".join([told, *others[:1]]).strip("、")), words


def _runs(title: str, gazetteer: Gazetteer) -> Iterator[list[tuple[str, str]]]:
    """Words side by side that say something, as (word that means the same, word as written)."""
    blank = title
    for place in reversed(gazetteer.find(title)):
        blank = f"{blank[: place.start]}，{blank[place.end :]}"
    same, left_out = alike(), stop()
    run: list[tuple[str, str]] = []
    for word in [*whole_words(blank), "，"]:
        if _CJK.match(word) and word not in left_out and (len(word) > 1 or word in _INSIDE):
            run.append((same.get(word, word), word))
        else:
            if run:
                yield run
            run = []


def _central(sets: Sequence[set[str]], whole: Middle) -> dict[str, float]:
    held = Counter(word for words in sets for word in words)
    return {
        word: whole.weights.get(word, 0.0) / whole.length
        for word, n in held.items()
        if whole.weights.get(word, 0.0) > 0 and (n >= 2 or len(sets) < 3)
    }


def _worth(
    phrase: tuple[tuple[str, str], ...], count: int, sets: Sequence[set[str]], central: Mapping[str, float]
) -> float:
    words = {word for word, _ in phrase}
    length = sum(len(told) for _, told in phrase)
    if length > LONGEST or length < 2 or len(words) < len(phrase):
        return 0.0
    holding = sum(words <= held for held in sets)
    weight = sum(central.get(word, -0.1) for word in words)
    whole_words = 1.0 if all(len(told) > 1 for _, told in phrase) else 0.8
    edges = 1.0 if len(phrase[0][1]) > 1 and len(phrase[-1][1]) > 1 else 0.6
    support = float((holding / len(sets)) ** SUPPORT)
    return weight * whole_words * edges * support * (1.0 + 0.1 * min(count, 5))
