"""What was changed in the directory and the taxonomy, as sentences, for administrators and for the auditor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from huisheng.desks import posted
from huisheng.desks.admin import forms, labels
from huisheng.desks.words import moment
from huisheng.directory import reads as directory
from huisheng.directory import settings_reads
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.settled import Change
from huisheng.kernel.errors import insist
from huisheng.taxonomy import catalogue
from huisheng.taxonomy.changes import Matter
from huisheng.taxonomy.models import CatalogueChange

OF_PAGE = 10  # how many of the last ones a thing's own page shows


@dataclass(frozen=True, slots=True)
class Line:
    """One change, ready to read. ``lines``: what became what."""

    pk: int
    at: str
    by: str
    what: str
    lines: Sequence[str]
    reason: str


def line(row: Change | CatalogueChange) -> Line:
    """One change in words."""
    if isinstance(row, Change):
        by, of = f"{row.seat.label}（{row.seat.code}）", row.get_subject_display()
    else:
        by, of = f"{row.label}（{row.seat}）", row.get_matter_display()
    what = f"{row.get_done_display()}{of} {row.name or row.key}"
    lines = _details(row.details)
    if isinstance(row, Change) and row.subject == Subject.RULE:
        lines = [said if said.startswith("依据：") else labels.sentence(row.key, said) for said in lines]
    return Line(row.pk, moment(row.at), by, what, lines, row.reason)


def _details(details: Mapping[str, Sequence[str]]) -> list[str]:
    return [
        f"{words}：{before}→{after}" if before and after else f"{words}：{after}" if after else f"{words}：取消{before}"
        for words, (before, after) in list(details.items())[:40]
    ]


def of(actor: Actor, subject: Subject, key: str) -> list[Line]:
    """The last changes of one thing."""
    return [line(row) for row in settings_reads.changes(actor, subject=subject.value, key=key, limit=OF_PAGE)[:OF_PAGE]]


def read(request: HttpRequest, actor: Actor) -> dict[str, object]:
    """A page of changes as the address asks: ``of`` directory or catalogue, ``subject``, ``key``, ``seat``, days."""
    given = {name: request.GET.get(name, "")[:100] for name in ("subject", "key", "seat", "from", "to")}
    days = forms.asked_day(request, "from"), forms.asked_day(request, "to")
    before = posted.whole(request.GET.get("before", ""))
    book = "catalogue" if request.GET.get("of") == "catalogue" or given["subject"] in list(Matter) else "directory"
    rows: Sequence[Change | CatalogueChange] = settings_reads.changes(
        actor, subject=given["subject"], key=given["key"], seat=given["seat"], days=days, before=before
    )
    if book == "catalogue":
        card = directory.unit_by_id(actor.platform)
        rows = catalogue.changes(
            card.code if card else "", matter=given["subject"], key=given["key"], seat=given["seat"], days=days,
            before=before,
        )  # fmt: skip
    size = settings_reads.PAGE
    shown = [line(row) for row in rows[:size]]
    more = {**given, "of": book, "before": str(shown[-1].pk)} if len(rows) > size else {}
    return {
        "changes": shown,
        "given": given,
        "book": book,
        "subjects": [(one.value, one.label) for one in (Matter if book == "catalogue" else Subject)],
        "more_url": f"?{urlencode({k: v for k, v in more.items() if v})}" if more else "",
    }


@require_safe
def changes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All changes, newest first. The auditor reads them among his records."""
    insist(may(actor, Duty.DIRECTORY))
    return forms.page(request, actor, "admin/changes.html", read(request, actor), tab="admin_changes")
