"""Note a change (记录变更) of categories or duties. Insert-only."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from huisheng.kernel import text
from huisheng.taxonomy.changes import Done, Editor, Matter
from huisheng.taxonomy.models import CatalogueChange


def do(
    matter: Matter, done: Done, *, by: Editor, key: str, at: datetime, name: str = "",
    details: Mapping[str, Sequence[str]] | None = None, reason: object = "",
) -> None:  # fmt: skip
    """One change of the editor's. Refusal: a reason that is too long."""
    why = text.take(reason, label="理由", field="reason", limit=200, required=False, lines=False)
    CatalogueChange.objects.create(
        platform=by.platform, seat=by.seat, label=by.label, matter=matter.value, key=key, name=name[:100],
        done=done.value, details=dict(details or {}), reason=why, at=at,
    )  # fmt: skip
