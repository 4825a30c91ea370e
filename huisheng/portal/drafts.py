"""What a device is writing on a platform: kept on the server at every step, so that nothing typed is lost."""

import json
import secrets as random
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from huisheng.directory.book import UnitCard
from huisheng.kernel import secrets
from huisheng.kernel.asks import Upload
from huisheng.lifecycle.attachments import pictures, rules
from huisheng.lifecycle.attachments import reads as attachments
from huisheng.lifecycle.attachments.states import PICTURES, SUFFIX, VOICES
from huisheng.portal import visitor
from huisheng.portal.models import Draft, DraftFile
from huisheng.rulebook import Rules

Said = dict[str, str]
_VOICES = {SUFFIX[sort] for sort in VOICES}


def open_(platform: UnitCard, token: str) -> Draft | None:
    """The draft that isn't sent yet."""
    if not token:
        return None
    return Draft.objects.filter(platform_id=platform.id, device=visitor.device(token), sent_at__isnull=True).first()


def sent(platform: UnitCard, token: str, since: datetime) -> Draft | None:
    """What the device sent last, for its receipt; None once that is over."""
    if not token:
        return None
    rows = Draft.objects.filter(platform_id=platform.id, device=visitor.device(token), sent_at__gte=since)
    return rows.select_related("order").order_by("-id").first()


def said(draft: Draft | None) -> Said:
    """All that was typed so far."""
    if draft is None:
        return {}
    return dict(json.loads(secrets.unseal(bytes(draft.said_sealed), f"portal_draft:{draft.ref}") or "{}"))


def begun(platform: UnitCard, token: str, began: datetime, at: datetime) -> Draft:
    """The draft that isn't sent yet; a new one where there is none, begun when its page was opened."""
    found = open_(platform, token)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            ref = random.token_hex(16)
            device = visitor.device(token)
            return Draft.objects.create(platform_id=platform.id, device=device, ref=ref, began_at=began, touched_at=at)
    except IntegrityError:  # two taps on the first page: the other one was first
        return Draft.objects.get(platform_id=platform.id, device=visitor.device(token), sent_at__isnull=True)


def write(draft: Draft, changed: Mapping[str, str], at: datetime) -> Draft:
    """Keep what was typed on one page, unless the draft was sent meanwhile; the draft as it stands."""
    with transaction.atomic():
        held = Draft.objects.select_for_update().filter(pk=draft.pk, sent_at__isnull=True).first()
        if held is None:
            return draft
        held.said_sealed = secrets.seal(
            json.dumps({**said(held), **changed}, ensure_ascii=False), f"portal_draft:{held.ref}"
        )
        held.touched_at = at
        held.save(update_fields=["said_sealed", "touched_at"])
    return held


def drop(platform: UnitCard, token: str) -> None:
    """Throw the draft away, with its files."""
    draft = open_(platform, token)
    if draft is not None:
        draft.delete()


def files(draft: Draft | None) -> list[tuple[int, str, bool]]:
    """Its files: number, name, and whether there is a picture of it to show."""
    if draft is None:
        return []
    rows = draft.files.order_by("no").defer("data_sealed")
    return [(row.no, secrets.unseal(bytes(row.name_sealed), _context(row)), bool(row.small_sealed)) for row in rows]


def spoken(draft: Draft | None) -> bool:
    """Whether there is a voice among its files: who has spoken needn't write."""
    return any(name.rpartition(".")[2] in _VOICES for _, name, _ in files(draft))


def uploads(draft: Draft) -> tuple[Upload, ...]:
    """Its files as the inbox takes them."""
    found = []
    for row in draft.files.order_by("no"):
        data = secrets.unseal_bytes(bytes(row.data_sealed), _context(row))
        found.append(Upload(secrets.unseal(bytes(row.name_sealed), _context(row)), data, len(data)))
    return tuple(found)


def small(draft: Draft | None, no: int) -> bytes | None:
    """The small picture of a file, JPEG; None where there is none."""
    row = draft.files.filter(no=no).defer("data_sealed").first() if draft is not None else None
    if row is None or not row.small_sealed:
        return None
    return secrets.unseal_bytes(bytes(row.small_sealed), f"{_context(row)}:small")


def take_out(draft: Draft | None, no: int) -> None:
    """Throw one file away."""
    if draft is not None:
        draft.files.filter(no=no).delete()


def put_in(draft: Draft, came: tuple[Upload, ...], law: Rules) -> str:
    """Keep the files, cleaned; what of them wasn't taken, in sentences. The good ones stay whatever the others are."""
    bounds, wrong = attachments.limits(law), []
    with transaction.atomic():
        Draft.objects.select_for_update().get(pk=draft.pk)
        numbers = list(draft.files.values_list("no", flat=True))
        for one in came:
            if len(numbers) >= bounds.most:
                wrong.append(f"最多交{bounds.most}个，“{rules.shown_name(one.name)}”没有收下。")
                continue
            try:
                numbers.append(_keep(draft, max(numbers, default=0) + 1, one, bounds))
            except rules.Unfit as unfit:
                wrong.append(f"“{rules.shown_name(one.name)}”{unfit}")
    return "".join(wrong)


def _keep(draft: Draft, no: int, one: Upload, bounds: rules.Limits) -> int:
    sort = rules.sort_of(one.data, one.size, bounds)
    data, picture = pictures.redrawn(one.data, sort) if sort in PICTURES else (one.data, b"")
    row = DraftFile(draft=draft, no=no)
    row.name_sealed = secrets.seal(rules.clean_name(one.name, sort), _context(row))
    row.data_sealed = secrets.seal_bytes(data, _context(row))
    row.small_sealed = secrets.seal_bytes(picture, f"{_context(row)}:small") if picture else b""
    row.save()
    return no


def _context(row: DraftFile) -> str:
    return f"portal_draftfile:{row.draft_id}/{row.no}"
