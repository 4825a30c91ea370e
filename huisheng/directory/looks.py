"""Questions to the record of looks about one subject; the auditors' pages ask ``accounts``."""

from dataclasses import dataclass
from datetime import datetime

from huisheng.directory.models import Look

PAGE = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: which seat of which unit, when, at which fields, why. ``key`` pages on."""

    key: int
    at: datetime
    seat: str
    code: str
    unit: str
    fields: tuple[str, ...]
    purpose: str


def of(subject: str, before: int | None = None) -> list[Seen]:
    """A page of looks at a subject, newest first; one more than a page if there are."""
    rows = Look.objects.filter(subject=subject).select_related("seat__unit").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_seen(row) for row in rows[: PAGE + 1]]


def since(subject: str, seat: int, fields: str, at: datetime) -> bool:
    """Whether the seat looked at these fields of a subject after that instant."""
    return Look.objects.filter(subject=subject, at__gt=at, seat_id=seat, fields=fields).exists()


def _seen(row: Look) -> Seen:
    seat = row.seat
    return Seen(
        row.pk, row.at, seat.label, seat.code, seat.unit.short, tuple(row.fields.replace(",", " ").split()), row.purpose
    )
