"""裁定管辖: an overlapping area (插花地) is given to one unit, once, for all matters like it."""

import os
from datetime import datetime

from django.db import IntegrityError

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.acts import check_time, next_key, write
from huisheng.ledger.vocabulary.rulings import AreaRuled
from huisheng.lifecycle.dispatch import fields, rulings
from huisheng.lifecycle.dispatch.models import Ruling
from huisheng.lifecycle.workorder.act import Act, check_span
from huisheng.lifecycle.workorder.matter import digest_of, unit
from huisheng.rulebook import implements
from huisheng.taxonomy import reads as taxonomy

ACT = Act(
    "rule_area",
    "裁定管辖",
    rulings.ROLES,
    "xiangtan-2019-11#art-10",
    (
        *(fields.UNIT, fields.CATEGORY, fields.REGION, fields.PLACE),
        *(fields.GROUNDS, fields.RULED_BY, fields.FIRST, fields.LAST),
    ),
)
_TWICE = Refusal("already_ruled", "同类别、同区划、同地点的裁定还在有效，请先终止旧的再裁定。", ACT.cite, "place")


def can(actor: Actor) -> Refusal | None:
    """Dispatchers and supervisors, for their own platform."""
    return ACT.check(actor)


@implements("xiangtan-2019-11#art-10", "domain#art-15")
def do(*, by: Actor, at: datetime, **given: object) -> Ruling:
    """Rule it; Refusal ``no_place`` without region and words, ``already_ruled`` while an equal ruling stands."""
    asked = ACT.read(by, at, given)
    check_time(at)
    day = clock.local_day(at)
    card = directory.addressee(asked["unit"], by.platform, day)
    if card is None:
        raise Refusal("no_unit", "没有这个承办单位，或它不由本平台直接派单，请重新选择。", field="unit")
    version = _version(by, at, asked["category"]) if asked["category"] else ""
    if asked["region"] and taxonomy.region(unit(by.platform).code, asked["region"]) is None:
        raise Refusal("no_region", "没有这个区划，请重新选择。", field="region")
    if not asked["region"] and not asked["place"]:
        raise Refusal("no_place", "请选区划，或写明地点用词，裁定才知道管哪里。", ACT.cite, "place")
    if asked["last"] is not None:
        check_span(asked["first"], asked["last"])
    ruling = Ruling(
        id=next_key("dispatch_ruling_id_seq"),
        platform_id=by.platform,
        unit_id=card.id,
        category_version=version,
        salt=os.urandom(16),
        ruled_at=at,
        **{name: asked[name] for name in ("category", "region", "place", "reason", "clause", "first", "last")},
    )
    _keep(ruling, by, at)
    return ruling


def _version(by: Actor, at: datetime, category: str) -> str:
    """The version of the tree in which the category stands today."""
    version = taxonomy.version_at(clock.local_day(at), by.scope)
    if version is None or taxonomy.category(version.code, category) is None:
        raise Refusal("no_category", "没有这个类别，请从列出的类别中选。", field="category")
    return version.code


def _keep(ruling: Ruling, by: Actor, at: datetime) -> None:
    body = AreaRuled(
        ruling.platform_id,
        ruling.unit_id,
        ruling.category,
        ruling.category_version,
        ruling.region,
        ruling.first.isoformat(),
        ruling.last.isoformat() if ruling.last else None,
        digest_of(bytes(ruling.salt), "\n".join((ruling.place, ruling.reason, ruling.clause))),
    )
    alike = ("category_version", "category", "region", "place")
    insist(_TWICE if rulings.standing(by, {name: getattr(ruling, name) for name in alike}) else None)
    try:
        with append.writing():
            write(ruling, body, by=by, at=at, new=True)
    except IntegrityError as error:
        if append.broken(error) == "ruling_once":  # two seats ruled the same at once
            raise _TWICE from error
        raise
