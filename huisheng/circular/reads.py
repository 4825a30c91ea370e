"""Questions about runs and editions, each asked for an actor: his platform's, and for handlers what is published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from huisheng.circular import plain, wording
from huisheng.circular.composition import plan, prune
from huisheng.circular.document import Document
from huisheng.circular.models import Edition, Frozen, Objection, Run
from huisheng.circular.states import EditionState, ObjectionState, RunState
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.measures.source import Mistakes

PAGE = 50
DRAFT = "征求意见稿"
_OFFICE = (Role.ASSESSOR, Role.SUPERVISOR, Role.LEADER)
_GONE = "没有这一期，请从通报列表里打开。"


def is_office(actor: Actor) -> bool:
    """Who makes circulars, and sees what isn't published yet."""
    return actor.role in _OFFICE


def next_run_id() -> int:
    """The next key of ``circular_run_id_seq``."""
    return int(fixed.rows("SELECT nextval('circular_run_id_seq')", [])[0][0])


def runs(actor: Actor, before: int | None = None) -> tuple[list[Run], int | None]:
    """The newest runs of the seat's platform, and the key from which to go on (None at the end)."""
    if not (is_office(actor) or actor.role is Role.HANDLER):
        return [], None
    found = Run.objects.filter(platform_id=actor.platform).order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    page = list(found[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].id if len(page) > PAGE else None


def run(actor: Actor, key: int, *, lock: bool = False) -> Run:
    """A run of the seat's platform. Refusal ``not_found`` for any other."""
    rows: QuerySet[Run] = Run.objects.select_for_update() if lock else Run.objects.all()
    found = rows.filter(pk=key, platform_id=actor.platform).first()
    if found is None or not (is_office(actor) or actor.role is Role.HANDLER):
        raise Refusal("not_found", _GONE)
    return found


def newest(platform: int, first: date, last: date, *, lock: bool = False) -> Run | None:
    """The newest run of those days."""
    rows: QuerySet[Run] = Run.objects.select_for_update() if lock else Run.objects.all()
    return rows.filter(platform_id=platform, first=first, last=last).order_by("-no").first()


def objections(actor: Actor, of: Run) -> Sequence[Objection]:
    """All of them for the office; a handler's own unit's otherwise."""
    found = of.objections.select_related("unit").order_by("no")
    return list(found if is_office(actor) else found.filter(unit_id=actor.unit))


def undecided(actor: Actor) -> Sequence[Objection]:
    """The objections that the office has still to decide, of runs that stand, the oldest first."""
    if not is_office(actor):
        return []
    found = Objection.objects.filter(run__platform_id=actor.platform, state=ObjectionState.RAISED)
    found = found.filter(run__state=RunState.FROZEN).select_related("unit", "run")
    return list(found.order_by("raised_at", "pk")[:PAGE])


def of_days(actor: Actor, first: date, last: date) -> Run | None:
    """The newest run of those days, for the office."""
    return newest(actor.platform, first, last) if is_office(actor) else None


def editions(actor: Actor, *of: Run) -> Sequence[Edition]:
    """The runs' editions, without their texts; for a handler the published ones."""
    found = Edition.objects.filter(run__in=of).select_related("corrects").order_by("run", "no")
    found = found.defer("document", "reworded", "corrects__document", "corrects__reworded")
    return list(found if is_office(actor) else found.filter(state=EditionState.PUBLISHED))


def edition(actor: Actor, key: int, no: int, *, lock: bool = False) -> Edition:
    """An edition of a run; Refusal ``not_found`` for one the seat may not see. ``lock`` takes the run's row."""
    of = run(actor, key, lock=lock)
    found = of.editions.filter(no=no).first()
    if found is None or not (is_office(actor) or found.state == EditionState.PUBLISHED):
        raise Refusal("not_found", _GONE)
    found.run = of
    return found


def frozen(of: Run, composition: str) -> Document:
    """The composition as the run's figures make it. Refusal where the run holds no such composition."""
    row = Frozen.objects.filter(run=of, composition=composition).first()
    if row is None:
        raise Refusal("no_composition", "这次冻结没有这种通报，请重新冻结或另选一种。", field="composition")
    return plain.from_text(row.document)


def document(of: Edition) -> Document:
    """The edition as it is printed: as signed, or with the office's words so far and the mark of a draft."""
    if of.document:
        return plain.from_text(of.document)
    return prune.pruned(replace(wording.reword(frozen(of.run, of.composition), of.words), watermark=DRAFT))


def hot_groups(of: Edition) -> dict[str, tuple[str, ...]]:
    """Paragraph -> the categories that it tells of; {} where the composition has no such groups, or is no more."""
    try:
        return plan.paragraphs_of_hots(plan.load(of.composition))
    except (Refusal, Mistakes):
        return {}


def live(of: Run) -> dict[str, object]:
    """What the live tables hold of a run, in the shape that ledger.replay_circulars folds to."""
    names = "platform_id first last no state version position dossier frozen_at objections_until final_at"
    objection = "unit_id about state raised_at decided_at"
    edition = "composition title state digest drafted_by drafted_at reviewed_by reviewed_at "
    edition += "signed_by signed_at published_at"
    return {
        **_held(of, names),
        "objections": {one.no: _held(one, objection) for one in of.objections.all()},
        "editions": {one.no: _held(one, edition) for one in of.editions.all()},
    }


def _held(row: object, names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in names.split()}
