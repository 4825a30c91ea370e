"""How far the rehearsals of this database are."""

from huisheng.rehearsal.models import Run


def current() -> Run | None:
    """The rehearsal that moves, or the last one that ended; None where none was started."""
    return Run.objects.order_by("-started_at").first()
