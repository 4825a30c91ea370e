"""What everybody may read: editions that were published and were made for the public, of no seat's asking."""

from django.db.models import QuerySet

from huisheng.circular import plain
from huisheng.circular.document import Document
from huisheng.circular.models import Edition
from huisheng.circular.states import EditionState

PAGE = 20
_MARK = '"audience":"public"'  # as ``plain.to_text`` writes it, which has one way to write it


def _open(platform: int) -> QuerySet[Edition]:
    rows = Edition.objects.filter(run__platform_id=platform, state=EditionState.PUBLISHED)
    return rows.filter(document__contains=_MARK).select_related("run")


def editions(platform: int, before: int | None = None) -> tuple[list[Edition], int | None]:
    """The newest editions, without their texts, and the key from which to go on (None at the end)."""
    rows = _open(platform).defer("document", "reworded").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def edition(platform: int, key: int, no: int) -> tuple[Edition, Document] | None:
    """One of them, with its document; None where there is none that everybody may read."""
    found = _open(platform).filter(run_id=key, no=no).first()
    if found is None:
        return None
    document = plain.from_text(found.document)
    return (found, document) if document.audience == "public" else None
