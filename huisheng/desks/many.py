"""One act on several orders: each in a transaction of its own, as its screen showed it; what became of each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.verbs import verb
from huisheng.lifecycle.workorder.reads import take, visible
from huisheng.lifecycle.workorder.states import NUMBER

MOST = 50  # a page of the list
_PICKED = re.compile(rf"({NUMBER}):([0-9]{{1,9}})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one order; ``refusal`` is "" where it was done. ``version``: as it was seen."""

    number: str
    version: str
    title: str
    refusal: str


def picked(raw: Sequence[str]) -> list[tuple[str, int]]:
    """What was ticked ("NUMBER:VERSION" each), once each, as it stands on the screen. Refusal if none, or too many."""
    found = {match[1]: int(match[2]) for one in raw[: 2 * MOST] if (match := _PICKED.match(one))}
    if not found:
        raise Refusal("none_picked", "还没有选工单：在列表里勾选，或按 x。")
    if len(found) > MOST:
        raise Refusal("too_many", f"一次最多办 {MOST} 件，请分几次。")
    return list(found.items())


def each(actor: Actor, name: str, orders: Sequence[tuple[str, int]], given: Mapping[str, object]) -> list[Result]:
    """Do the verb on each; one that is refused keeps none of the others from being done."""
    titles = dict(visible(actor).filter(number__in=[no for no, _ in orders]).values_list("number", "personal__title"))
    told = [(number, seen, one(actor, name, number, seen, given)) for number, seen in orders]
    return [Result(number, str(seen), titles.get(number, ""), refusal) for number, seen, refusal in told]


def one(actor: Actor, name: str, number: str, seen: int, given: Mapping[str, object]) -> str:
    """Do the verb on one order as its screen showed it: "" if it was done, else the sentence why not."""
    try:
        with append.writing():
            verb(name).do(take(number, actor, seen=seen), by=actor, at=clock.now(), **given)
    except Refusal as refusal:
        return refusal.sentence
    return ""
