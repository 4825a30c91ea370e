"""受理: the centre takes a matter, whatever the channel; the citizen's clock starts.

Idempotent on (source, source_ref): a message that comes twice is one order. The citizen's words, name and phone go
to the erasable table, sealed where they point at a person; the ledger holds their salted digest.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError

from huisheng.directory.actor import Actor
from huisheng.directory.models import Look
from huisheng.kernel import clock
from huisheng.kernel.asks import read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.intake import Accepted, Classified
from huisheng.lifecycle.deadlines.rules import set_clock
from huisheng.lifecycle.intake import citizen, fields
from huisheng.lifecycle.intake.order import new_order
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.numbers import known_or_next
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("accept", "受理", (*fields.SOURCE, *fields.CLASSIFICATION, *fields.CITIZEN, *fields.MARKS))


class Taken(NamedTuple):
    """The matter, and whether it is new: False where the same source reference was accepted before."""

    matter: Matter
    new: bool


def can(actor: Actor) -> Refusal | None:
    """Agents accept; so do the seats behind API keys of channels."""
    if actor.role not in VERB.edges.roles:
        who = "、".join(role.label for role in VERB.edges.roles)
        return Refusal("wrong_role", f"“受理”由{who}办理，您的席位是{actor.role.label}。", VERB.edges.cite)
    return None


@implements("domain#art-1", "domain#art-26", "pipl-2021#art-3")
def do(*, by: Actor, at: datetime, **given: object) -> Taken:
    """Accept a matter. ``given`` are the fields of VERB.asks; those left out are empty."""
    insist(can(by))
    asked = read_all(VERB.asks, given)
    source, source_ref = str(asked["source"]), str(asked["source_ref"])
    if at > clock.now() + clock.TOLERANCE:
        raise Refusal("in_future", "受理时间晚于当前时间，请检查时钟后再试。", field="at")
    known, key = known_or_next(source, source_ref)
    if known is None:
        try:
            with append.writing():
                return Taken(_take(key, asked, by, at), True)
        except IntegrityError as error:
            if append.broken(error) != "workorder_source_once":
                raise
        # two copies of one message at the same moment: the other one was first
        known = known_or_next(source, source_ref)[0] or 0
    return _taken_before(WorkOrder.objects.get(pk=known), by)


def _take(key: int, asked: dict[str, object], by: Actor, at: datetime) -> Matter:
    matter = Matter(new_order(key, asked, by, at), new=True)
    append.page().begin(matter.order.stream)
    matter.personal = citizen.personal(matter.order, asked)
    matter.keep(matter.order)
    matter.keep(matter.personal)
    _record(matter, asked, by, at)
    matter.keep(
        Look(seat_id=by.seat, subject=matter.order.stream, purpose="受理", fields="name phone words", at=clock.now())
    )
    return matter


def _taken_before(known: WorkOrder, by: Actor) -> Taken:
    if known.platform_id != by.platform:
        raise Refusal("not_yours", "这个来源编号已由别的平台受理，请更换来源编号。", field="source_ref")
    return Taken(Matter(known), False)


def _record(matter: Matter, asked: dict[str, object], by: Actor, at: datetime) -> None:
    order = matter.order
    matter.record(
        Accepted(
            number=order.number,
            platform=order.platform_id,
            channel=order.channel,
            source=order.source,
            source_ref=order.source_ref,
            call=order.call,
            about_unit=order.about_unit_id,
            marks=tuple(m for m in ("urgent", "confidential", "enterprise", "no_visit") if asked[m]),
            digest=citizen.digest(matter.personal, asked),
        ),
        by=by,
        at=at,
    )
    clock_ = set_clock("citizen", at, matter.rules(at), matter.traits)
    matter.record(
        Classified(order.kind, order.category, order.category_version, order.region, (clock_,) if clock_ else ()),
        by=by,
        at=at,
    )
