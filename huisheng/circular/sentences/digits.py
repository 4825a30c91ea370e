"""No number stands in a template: what is counted is asked for. Names with digits in them (12345) are declared."""

import re
from collections.abc import Sequence

from huisheng.rulebook import implements

_HOLE = re.compile(r"\{[^{}]*\}")
# digits of any width, and Chinese numerals that count matters or percents
_FIGURE = re.compile(
    r"[0-9０-９]+(?:[.．][0-9０-９]+)?[%％]?|[一二三四五六七八九十百千万两]+(?:件|起|个百分点)|百分之\w+"
)
_COUNTS = re.compile(r"[0-9０-９]+\s*(?:%|％|件|个|次|起|单|人|通|条|家|倍|元)")


def counts(name: str) -> bool:
    """Whether what is declared as a name is in truth a figure: 3297件."""
    return bool(_COUNTS.search(name)) or not re.search(r"[^0-9０-９.．%％\s]", name)


@implements("domain#art-49")
def first(template: str, names: Sequence[str] = ()) -> tuple[int, str] | None:
    """The first number that is written in a template, with its place; None where there is none."""
    bare = _HOLE.sub(lambda found: "\0" * len(found[0]), template)
    for name in sorted(names, key=len, reverse=True):
        bare = bare.replace(name, "\0" * len(name))
    found = _FIGURE.search(bare)
    return (found.start(), found[0]) if found else None
