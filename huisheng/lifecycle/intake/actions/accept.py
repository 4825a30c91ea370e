"""受理: the centre takes a matter, whatever the channel; the citizen's clock starts.

Idempotent on (source, source_ref): a message that comes twice is one order. The citizen's words, name and phone go
to the erasable table, sealed where they point at a person; the ledger holds their salted digest.
"""

import os
import re
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.models import Look
from huisheng.kernel import clock, secrets, text
from huisheng.kernel.asks import read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.intake import Accepted, Classified
from huisheng.lifecycle.deadlines.rules import set_clock
from huisheng.lifecycle.intake import fields
from huisheng.lifecycle.intake.classification import version_for
from huisheng.lifecycle.workorder.matter import Matter, digest_of, unit
from huisheng.lifecycle.workorder.models import Personal, WorkOrder
from huisheng.lifecycle.workorder.numbers import known_or_next
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("accept", "受理", (*fields.SOURCE, *fields.CLASSIFICATION, *fields.CITIZEN, *fields.MARKS))

_PHONE = re.compile(r"\+?[0-9][0-9\-]{2,30}\Z")


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
    matter = Matter(_order(key, asked, by, at), new=True)
    append.page().begin(matter.order.stream)
    matter.personal = _personal(matter.order, asked)
    matter.keep(matter.order)
    matter.keep(matter.personal)
    _record(matter, asked, by, at, _digest(matter.personal, asked))
    matter.keep(
        Look(seat_id=by.seat, subject=matter.order.stream, purpose="受理", fields="name phone words", at=clock.now())
    )
    return matter


def _taken_before(known: WorkOrder, by: Actor) -> Taken:
    if known.platform_id != by.platform:
        raise Refusal("not_yours", "这个来源编号已由别的平台受理，请更换来源编号。", field="source_ref")
    return Taken(Matter(known), False)


def _order(key: int, asked: dict[str, object], by: Actor, at: datetime) -> WorkOrder:
    platform = unit(by.platform)
    version = version_for(str(asked["category"]), str(asked["region"]), platform, clock.local_day(at))
    about = None
    if asked["about"]:
        about = directory.unit_by_code(str(asked["about"]), by.platform, clock.local_day(at))
        if about is None:
            raise Refusal("no_unit", "没有这个被反映单位，请重新选择。", field="about")
    return WorkOrder(
        id=key,
        number=f"{platform.prefix}-{clock.local_day(at):%Y%m%d}-{key:07d}",
        platform_id=by.platform,
        state=OrderState.ACCEPTED.value,
        version=0,
        last_at=at,
        about_unit_id=about.id if about else None,
        category_version=version,
        accepted_at=at,
        **{
            name: asked[name]
            for name in (
                *("channel", "source", "source_ref", "call", "kind", "category", "region"),
                *("urgent", "confidential", "enterprise", "no_visit"),
            )
        },
    )


def _personal(order: WorkOrder, asked: dict[str, object]) -> Personal:
    phone = text.fold(str(asked["phone"])).replace(" ", "")
    if phone and not _PHONE.match(phone):
        raise Refusal("not_a_phone", "联系电话只能有数字、加号和短横，请改正。", field="phone")
    return Personal(
        order=order,
        title=str(asked["title"]),
        words=str(asked["words"]),
        place=str(asked["place"]),
        name_sealed=secrets.seal(str(asked["caller_name"]), f"{order.stream}:name"),
        phone_sealed=secrets.seal(phone, f"{order.stream}:phone"),
        phone_blind=secrets.blind(phone.replace("-", "")),
        salt=os.urandom(16),
    )


def _digest(personal: Personal, asked: dict[str, object]) -> str:
    said = "\n".join(str(asked[name]) for name in ("title", "words", "place", "caller_name", "phone"))
    return digest_of(bytes(personal.salt), said)


def _record(matter: Matter, asked: dict[str, object], by: Actor, at: datetime, digest: str) -> None:
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
            digest=digest,
        ),
        by=by,
        at=at,
    )
    citizen = set_clock("citizen", at, matter.rules(at), matter.traits)
    matter.record(
        Classified(order.kind, order.category, order.category_version, order.region, (citizen,) if citizen else ()),
        by=by,
        at=at,
    )
