"""Figures and a published edition of the standing cast's city, so that their pages can be walked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from huisheng.circular import frame, plain, reads
from huisheng.circular.models import Edition, Frozen, Run
from huisheng.circular.states import EditionState, RunState
from huisheng.circular.tests.samples import document
from huisheng.kernel import clock
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import EditionDrafted, FiguresFrozen
from huisheng.measures import follow, reckon, token
from huisheng.measures.figure import Scope, Window
from tests.cast import World


def of(world: World) -> Mapping[str, Sequence[str]]:
    """What to put into the gaps of the addresses: tokens of figures, the run's key."""
    follow.catch_up()
    tokens = _tokens(world)
    return {"token": tokens, "key": [str(_run(world, tokens[0]))], "ref": ["f1", "f2"]}


def _tokens(world: World) -> list[str]:
    day = clock.local_day(world.now)
    scope = Scope(world.platform, Window(day - timedelta(days=30), day))
    whole = reckon.figures(["accepted", "dispatched"], scope)
    units = reckon.figures(["dispatched"], scope, by="unit")["dispatched"]
    return [token.pack(figure) for figure in (whole["accepted"][None], whole["dispatched"][None], *units.values())]


def _run(world: World, figure: str) -> int:
    """A run with one published edition, in which both numbers open to orders."""
    by, at, day = world.seat("assessor"), world.now, clock.local_day(world.now)
    made = document()
    made = replace(made, sources={ref: replace(one, token=figure) for ref, one in made.sources.items()})
    with append.writing() as page:
        run = Run(
            id=reads.next_run_id(),
            platform_id=world.platform,
            first=day,
            last=day,
            no=1,
            state=RunState.FINAL.value,
            position=1,
            dossier="0" * 64,
            frozen_at=at,
            objections_until=at,
        )
        page.begin(run.stream)
        body = FiguresFrozen(world.platform, day.isoformat(), day.isoformat(), 1, 1, run.dossier, at)
        frame.write(run, body, by=by, at=at)
        page.keep(Frozen(run=run, composition="example", title=made.title, document=plain.to_text(made)))
        edition = Edition(
            run=run,
            no=1,
            composition="example",
            title=made.title,
            state=EditionState.PUBLISHED.value,
            document=plain.to_text(made),
            drafted_by=by.seat,
            drafted_at=at,
        )
        page.keep(edition)
        frame.write(run, EditionDrafted(1, "example", made.title, ""), by=by, at=at)
    return run.id
