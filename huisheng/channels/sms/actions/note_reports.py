"""Receipts of a gateway, as many as came at once: each on its part, then what became of the whole messages."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from huisheng.channels.inbox import reads as inbox
from huisheng.channels.sms import rules
from huisheng.channels.sms.actions import settle
from huisheng.channels.sms.contract import Fate, Report
from huisheng.channels.sms.models import Early, Submitted

_Known = dict[str, list[Submitted]]


def do(gateway: str, reports: Sequence[Report], *, at: datetime) -> None:
    """Note them. One that comes twice, or says that a part is still on its way, changes nothing."""
    final = [report for report in reports if report.fate is not None and report.message_id]
    with transaction.atomic():
        known = _known(gateway, final)
        changed: dict[int, Submitted] = {}
        early = []
        for report in final:
            part = _part(known, report)
            if part is None:
                early.append(_early(gateway, report, at))
            elif part.fate in (Fate.SENDING, Fate.ACCEPTED):
                part.fate, part.trouble = str(report.fate), report.trouble
                changed[part.pk] = part
        Early.objects.bulk_create(early)
        for fate, trouble in {(part.fate, part.trouble) for part in changed.values()}:
            alike = [part.pk for part in changed.values() if (part.fate, part.trouble) == (fate, trouble)]
            Submitted.objects.filter(pk__in=alike).update(fate=fate, trouble=trouble)
        settle.do({part.key for part in changed.values()})


def is_known(gateway: str, report: Report) -> bool:
    """Whether it speaks of a part of ours: what nobody marked as a receipt may be a citizen's words."""
    return _part(_known(gateway, [report]), report) is not None


def _known(gateway: str, reports: Sequence[Report]) -> _Known:
    keys = {key for report in reports for key in rules.spellings(report.message_id)}
    known: _Known = defaultdict(list)
    rows = Submitted.objects.select_for_update().filter(gateway=gateway, message_id__in=keys)
    with transaction.atomic():
        for row in rows.order_by("-id"):
            known[row.message_id].append(row)
    return known


def _part(known: _Known, report: Report) -> Submitted | None:
    """The part that it speaks of. Where only another spelling of its key fits, its number must fit too."""
    blind = inbox.blind(rules.number(report.address))
    fitting = [row for key in rules.spellings(report.message_id) for row in known.get(key, ())]
    of_number = [row for row in fitting if bytes(row.address_blind) == blind]
    exact = known.get(rules.spelled(report.message_id), [])
    return next(iter([*of_number, *exact]), None)


def _early(gateway: str, report: Report, at: datetime) -> Early:
    return Early(
        gateway=gateway,
        message_id=rules.spelled(report.message_id),
        address_blind=inbox.blind(rules.number(report.address)),
        fate=str(report.fate),
        trouble=report.trouble,
        at=at,
    )
