"""A period's figures at one moment: the dossier in the store, and the documents that drafts begin from."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huisheng.circular import plain, store
from huisheng.circular.composition.compose import compose
from huisheng.circular.composition.periods import Periods, around
from huisheng.circular.composition.plan import Plan, load, names, tables
from huisheng.directory import reads as directory
from huisheng.kernel.database.moment import one_moment
from huisheng.kernel.errors import Refusal
from huisheng.ledger import cursor, position, read
from huisheng.measures import follow
from huisheng.measures.dossier.freeze import freeze
from huisheng.measures.figure import Scope, Window
from huisheng.measures.source import Mistakes
from huisheng.scoring import kept

_PATIENCE, _PAUSE = 15, 0.2  # seconds to wait for other transactions to end, and between two looks


@dataclass(frozen=True, slots=True)
class Made:
    """What was frozen: the dossier's SHA-256, the place in the ledger, and each composition's title and document."""

    dossier: str
    position: int
    documents: Mapping[str, tuple[str, str]]


def offered(platform: int) -> tuple[list[Plan], list[str]]:
    """The platform's compositions, and what is wrong with files that can't be read, be they whose they may."""
    card = directory.unit_by_id(platform)
    plans: list[Plan] = []
    mistakes: list[str] = []
    for name in names():
        try:
            plans.append(load(name))
        except Mistakes as wrong:
            mistakes += wrong.sentences
    return [one for one in plans if card is not None and one.platform == card.code], mistakes


def make(platform: int, window: Window, chosen: Sequence[Plan]) -> Made:
    """Compose and export everything as of one instant, after the facts have caught up."""
    _catch_up()
    with one_moment():
        documents = {}
        for plan in chosen:
            made = compose(plan.name, periods=_periods(plan, window), catch_up=False)
            documents[plan.name] = made.title, plain.to_text(made)
        path = store.scratch()
        scored = list(dict.fromkeys(name for plan in chosen for name in tables(plan)))
        scopes = {repr(one): one for plan in chosen for one in _scopes(platform, _periods(plan, window))}
        schemes, finish = kept.files(scored), kept.finish(scored)
        freeze(path, list(scopes.values()), schemes=schemes, finish=finish, catch_up=False)
        place = position.of(follow.NAME).txid
    return Made(store.keep(path), place, documents)


def _catch_up() -> None:
    """Fold all that is in the ledger now. Somebody's unfinished transaction can hold that back for a while."""
    wanted, end = read.last_txid(), time.monotonic() + _PATIENCE
    follow.catch_up()
    while not cursor.reached(follow.NAME, wanted):
        if time.monotonic() > end:
            sentence = "台账里还有记录没有折算（另一项操作一直没有结束），现在冻结会漏数，请过几分钟再冻结。"
            raise Refusal("behind", sentence, "domain#art-47")
        time.sleep(_PAUSE)
        follow.catch_up()


def _periods(plan: Plan, window: Window) -> Periods:
    """The composition's own period with its own windows, or the plain one around other days."""
    return plan.periods if plan.periods.now == window else around(plan.periods.kind, window)


def _scopes(platform: int, periods: Periods) -> list[Scope]:
    return [Scope(platform, periods.now, periods.facts)]
