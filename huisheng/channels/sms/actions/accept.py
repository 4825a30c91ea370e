"""The gateway took a part: its key is noted, and a receipt that overtook its answer is."""

from django.db import transaction

from huisheng.channels.sms import rules
from huisheng.channels.sms.actions import settle
from huisheng.channels.sms.contract import Fate
from huisheng.channels.sms.models import Early, Submitted


def do(row: int, message_id: str) -> None:
    """Note it on the part of that key."""
    key = rules.spelled(message_id)
    with transaction.atomic():
        part = Submitted.objects.select_for_update().filter(pk=row).first()
        if part is None or part.fate != Fate.SENDING:
            return
        part.fate, part.message_id = Fate.ACCEPTED.value, key
        early = Early.objects.filter(gateway=part.gateway, message_id__in=rules.spellings(message_id)) if key else []
        for one in early:
            if one.message_id == key or bytes(one.address_blind) == bytes(part.address_blind):
                part.fate, part.trouble = one.fate, one.trouble
                one.delete()
        part.save(update_fields=["fate", "message_id", "trouble"])
    if part.fate != Fate.ACCEPTED:
        settle.do([part.key])
