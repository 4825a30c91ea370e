"""往期数: a figure of an older circular, entered with its source, so that later ones can be compared with it."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.amounts import hundredths
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.acts import next_key, write
from huisheng.ledger.vocabulary.records import FigureGiven
from huisheng.lifecycle.records import fields, reads
from huisheng.lifecycle.records.models import Given
from huisheng.lifecycle.records.rules import figure_as_said, not_counted_here
from huisheng.lifecycle.workorder.act import Act, check_day, check_span, unit_of
from huisheng.rulebook import implements

ACT = Act(
    "enter_figure",
    "填写往期数",
    fields.ASSESSORS,
    "liaocheng-2020-q2#art-7",
    (
        *(fields.MEASURE, fields.FIRST, fields.LAST, fields.PART, fields.KEY),
        *(fields.NUMERATOR, fields.DENOMINATOR, fields.VALUE, fields.SOURCE),
    ),
)


def can(actor: Actor) -> Refusal | None:
    """Assessors."""
    return ACT.check(actor)


@implements("liaocheng-2020-q2#art-7", "liaocheng-2015-01#art-13")
def do(*, by: Actor, at: datetime, **given: object) -> Given:
    """Enter it; the same measure, window and part entered again corrects what was entered before.

    With ``part`` "unit" the ``key`` is a unit's code. ``value`` is in percent (or marks).
    """
    asked = ACT.read(by, at, given)
    first, last = asked["first"], asked["last"]
    check_span(first, last)
    check_day(last, at, "last")
    insist(not_counted_here(first, reads.books_from(by.platform)))
    value = None if asked["value"] is None else hundredths(asked["value"])
    insist(figure_as_said(asked["numerator"], asked["denominator"], value))
    said = {
        "numerator": asked["numerator"], "denominator": asked["denominator"], "value": value, "source": asked["source"],
    }  # fmt: skip
    key = {"measure": asked["measure"], "part": asked["part"], "key": _key(asked["part"], asked["key"], by, at)}
    with append.writing():
        known = reads.take_given(by.platform, first=first, last=last, **key)
        row = known or Given(id=next_key("given_figure_id_seq"), platform_id=by.platform, first=first, last=last, **key)
        row.entered_at = at
        for name, one in said.items():
            setattr(row, name, one)
        body = FigureGiven(by.platform, first=first.isoformat(), last=last.isoformat(), **key, **said)
        write(row, body, by=by, at=at, new=known is None)
    return row


def _key(part: str, key: str, by: Actor, at: datetime) -> str:
    """The key as facts have it: a unit's id for its code."""
    if bool(part) != bool(key):
        raise Refusal("missing", "分项和分项的值要一起填写，或都不填。", field="key")
    if part != "unit":
        return key
    unit = unit_of(key, by, at, own=True)
    assert unit is not None  # there is a key
    return str(unit.id)
