"""What everybody may read: editions that were published and were made for the public, of no seat's asking."""

from collections.abc import Iterator

from django.db.models import QuerySet

from huisheng.circular import plain
from huisheng.circular.document import Document, Heading, Number, Paragraph
from huisheng.circular.models import Edition
from huisheng.circular.states import EditionState

PAGE = 20
_DISCLOSED = 8
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


def disclosed(platform: int) -> list[tuple[Edition, Document]]:
    """The last editions with their documents, the newest first; of what was corrected the correction alone."""
    rows = _open(platform).order_by("-id")[: _DISCLOSED * 2]
    corrected = {one.corrects_id for one in rows}
    held = [(one, plain.from_text(one.document)) for one in rows if one.pk not in corrected]
    return [(one, document) for one, document in held if document.audience == "public"][:_DISCLOSED]


def totals(document: Document) -> dict[str, tuple[str, Number]]:
    """The figures of the whole city that an edition prints: measure -> its label and number, in their order.

    Counted ones only, no unit's and no part's; where one is printed for several times, the first.
    """
    found: dict[str, tuple[str, Number]] = {}
    for number in _numbers(document):
        source = document.sources.get(number.ref)
        if source is None or source.kind != "figure" or source.measure not in ("", source.label):
            continue
        found.setdefault(source.definition.partition("@")[0], (source.label, number))
    return found


def _numbers(document: Document) -> Iterator[Number]:
    for block in document.blocks:
        runs = block.runs if isinstance(block, (Heading, Paragraph)) else ()
        yield from (run for run in runs if isinstance(run, Number))
