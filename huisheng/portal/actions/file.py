"""反映: what was written on the public site goes to the inbox, once, however often it is sent."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from huisheng.channels import posting
from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.contract import Came, Medium
from huisheng.directory.book import UnitCard
from huisheng.kernel.asks import Upload
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.portal import drafts, keys, limits, rules
from huisheng.portal.models import Deed, Draft, Key
from huisheng.rulebook import implements
from huisheng.taxonomy.channels import Channel

_SPOKEN = "（语音反映，请听附件里的录音。）"


@implements("domain#art-63")
def do(draft: Draft, *, platform: UnitCard, token: str, who: Mapping[str, str], at: datetime) -> WorkOrder | None:
    """The order; None where a person has to register it first. Refusal ``too_often`` at a limit."""
    said = drafts.said(draft)
    counted = {**who, "phone": said["phone"]}
    limits.insist(Deed.FILINGS, counted, platform, at)
    taken = take.do(_came(draft, said, drafts.uploads(draft), platform, at), platform=platform.id, at=at)
    with transaction.atomic():  # one commit for what comes of it
        if taken.order is not None:
            key = Key(order=taken.order, digest=keys.digest(taken.order.pk, keys.of(draft, token)), made_at=at)
            key.public = said.get("public") == "1" and said.get("confidential") != "1"
            Key.objects.bulk_create([key], ignore_conflicts=True)  # sent twice, the first one's stays
        # what was typed isn't needed here any more: it lies with the order
        done = Draft.objects.filter(pk=draft.pk, sent_at__isnull=True)
        if done.update(sent_at=at, touched_at=at, order=taken.order, said_sealed=b""):
            limits.note(Deed.FILINGS, counted, at)
        draft.files.all().delete()
    return taken.order


def source(platform: UnitCard) -> str:
    """The account at the inbox of a platform's public site."""
    return f"portal-{platform.code}"


def _came(draft: Draft, said: drafts.Said, files: tuple[Upload, ...], platform: UnitCard, at: datetime) -> Came:
    # receipts and the survey go to the phone too
    reached = posting.reaches(platform.id, Medium.SMS) and rules.is_mobile(said["phone"])
    return Came(
        source=source(platform),
        ref=draft.ref,
        channel=Channel.WEB,
        medium=Medium.WEB,
        at=at,
        words=said.get("words") or _SPOKEN,
        name=said.get("name", ""),
        phone=said["phone"],
        place=said.get("place", ""),
        spot=said.get("spot", ""),
        region=said.get("region", ""),
        kind=said.get("kind", ""),
        confidential=said.get("confidential") == "1",
        also=((Medium.SMS, said["phone"]),) if reached else (),
        files=files,
    )
