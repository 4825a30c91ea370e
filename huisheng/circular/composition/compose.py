"""A composition and a period's figures made into a document."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from huisheng.circular.composition import fill, live, plan
from huisheng.circular.composition.desk import open_desk
from huisheng.circular.composition.make import Maker
from huisheng.circular.composition.periods import Periods
from huisheng.circular.composition.plan import HERE, Plan
from huisheng.circular.composition.ports import Figures
from huisheng.circular.document import Document
from huisheng.kernel import clock
from huisheng.rulebook import implements


@implements("liaocheng-2020-q2#art-16", "jining-2013#art-5")
def compose(
    name: str,
    *,
    source: Figures | None = None,
    periods: Periods | None = None,
    words: Mapping[str, str] | None = None,
    issue: str = "",
    dated: date | None = None,
    catch_up: bool = True,
    folder: Path = HERE,
) -> Document:
    """The document of a composition.

    ``source`` tells the figures, the database where none is given; ``periods`` are the composition's own where none
    are given; ``words``: the office's words by key; without ``catch_up`` the facts are read as they stand. Refusal: no
    such composition, its platform isn't here, words with figures. Mistakes: its file is wrong.
    """
    made = plan.load(name, folder)
    chosen = periods or made.periods
    return compose_plan(
        made, source or live.Live(made, chosen, catch_up=catch_up), chosen, words or {}, issue=issue, dated=dated
    )


def compose_plan(
    made: Plan,
    source: Figures,
    periods: Periods,
    words: Mapping[str, str],
    *,
    issue: str = "",
    dated: date | None = None,
) -> Document:
    """The document of a composition that is already read."""
    desk = open_desk(made, periods, source, words)
    blocks, attachments = Maker(desk).blocks()
    own = periods.now == made.periods.now  # its own period's number and day; other periods have theirs
    return Document(
        name=made.name,
        title=fill.words(desk, made.title),
        masthead=fill.words(desk, made.masthead),
        issue=issue or (made.issue if own else ""),
        issuer=fill.words(desk, made.issuer),
        dated=dated or (made.dated if own and made.dated else clock.local_day(clock.now())),
        blocks=blocks,
        addressee=fill.words(desk, made.addressee),
        attachments=attachments,
        copies=tuple((label, fill.words(desk, text)) for label, text in made.copies),
        audience=made.audience,
        sources=dict(desk.numbers.sources),
    )
