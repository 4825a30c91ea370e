"""冻结数据: a period's figures at one moment, as a dossier and as the documents that drafts begin from."""

from datetime import date, datetime

from django.db import IntegrityError

from huisheng.circular import frame, freezing, reads
from huisheng.circular.composition.plan import Plan
from huisheng.circular.models import Frozen, Run
from huisheng.circular.states import EDGES, RunState
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.amounts import Day
from huisheng.kernel.asks import Codes, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import FiguresFrozen, FiguresSuperseded
from huisheng.measures.figure import Window
from huisheng.rulebook import implements
from huisheng.workdays import due

ASKS = (
    Day("first", "起始日期"),
    Day("last", "截止日期"),
    Codes("compositions", "通报种类", required=False),
)
_LONGEST = 366  # days


def can(actor: Actor) -> Refusal | None:
    """An assessor, for the own platform."""
    return frame.check("freeze", actor, actor.platform)


def offered(actor: Actor) -> list[Plan]:
    """The compositions of the actor's platform that can be read."""
    return freezing.offered(actor.platform)[0]


@implements("domain#art-47")
def do(*, by: Actor, at: datetime, **given: object) -> Run:
    """Freeze the days for the chosen compositions, or for all. Refusal: senseless days, another's composition."""
    asked = read_all(ASKS, given)
    insist(can(by))
    frame.check_time(at)
    window = _window(asked["first"], asked["last"], at)
    chosen = _chosen(by, asked["compositions"])
    made = freezing.make(by.platform, window, chosen)
    try:
        return _write(window, made, by, at)
    except IntegrityError as error:
        if append.broken(error) != "run_once":
            raise
        raise Refusal("stale", "同一时段刚被别人冻结过，请刷新后看那一次的数据。") from error


def _write(window: Window, made: freezing.Made, by: Actor, at: datetime) -> Run:
    with append.writing() as page:
        before = reads.newest(by.platform, window.first, window.last, lock=True)
        run = Run(
            id=reads.next_run_id(),
            platform_id=by.platform,
            first=window.first,
            last=window.last,
            no=before.no + 1 if before is not None else 1,
            state=RunState.FROZEN.value,
            position=made.position,
            dossier=made.dossier,
            frozen_at=at,
            objections_until=_until(by.platform, at),
        )
        page.begin(run.stream)
        days = window.first.isoformat(), window.last.isoformat()
        body = FiguresFrozen(by.platform, *days, run.no, run.position, run.dossier, run.objections_until)
        frame.write(run, body, by=by, at=at)
        for composition, (title, document) in made.documents.items():
            page.keep(Frozen(run=run, composition=composition, title=title, document=document))
        if before is not None and before.state != RunState.SUPERSEDED:
            before.state = RunState.SUPERSEDED.value
            frame.write(before, FiguresSuperseded(run.no), by=by, at=at)
    return run


def _window(first: object, last: object, at: datetime) -> Window:
    assert isinstance(first, date) and isinstance(last, date)
    cite = EDGES["freeze"].cite
    if first > last:
        raise Refusal("backwards", "起始日期晚于截止日期，请对调。", cite, "first")
    if (last - first).days >= _LONGEST:
        raise Refusal("too_long", "一次最多冻结一年的数据，请把时段分开。", cite, "first")
    if last >= clock.local_day(at):
        raise Refusal("not_over", "截止日期还没有过完，请等到第二天再冻结。", cite, "last")
    return Window(first, last)


def _chosen(by: Actor, codes: object) -> list[Plan]:
    assert isinstance(codes, (list, tuple))
    plans, mistakes = freezing.offered(by.platform)
    own = {one.name: one for one in plans}
    for code in codes:
        if code not in own:
            raise Refusal("no_composition", f"本平台没有名为“{code}”的通报，请重新选择。", field="compositions")
    if not codes and mistakes:
        said = f"格式文件有误：{mistakes[0]}请管理员改正，或先勾选没有问题的通报。"
        raise Refusal("bad_composition", said, field="compositions")
    if not own:
        raise Refusal("no_composition", "本平台还没有通报的格式文件，请管理员先放入一份。", field="compositions")
    return [own[code] for code in codes] or list(own.values())


@implements("domain#art-48")
def _until(platform: int, at: datetime) -> datetime:
    """When the time for objections is over."""
    scope = directory.unit_by_id(platform)
    limit = law.at(clock.local_day(at), scope.scope if scope else "").get("circulars.objections")
    return due.workdays_after(at, limit.count, cite=limit.cite).at
