"""Calls as they stand now."""

from django.db import models
from django.db.models import Q

from huisheng.directory.models import Unit


class Call(models.Model):
    """来电. ``source`` and ``call_id`` are the switch's; the number calling is sealed."""

    id = models.BigIntegerField(primary_key=True)  # from telephony_call_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    source = models.TextField()
    call_id = models.TextField()
    queue = models.TextField(default="")
    version = models.IntegerField()
    phone_sealed = models.BinaryField(default=b"")
    phone_blind = models.BinaryField(default=b"")
    seat = models.BigIntegerField(null=True)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    effective = models.BooleanField(null=True)
    disposition = models.TextField(default="")

    class Meta:
        db_table = "telephony_call"
        constraints = [
            models.UniqueConstraint(fields=["source", "call_id"], name="call_once"),
            models.CheckConstraint(
                name="call_answered_or_abandoned", condition=Q(answered_at__isnull=True) | Q(abandoned_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["platform", "-offered_at"], name="call_newest")]

    def __str__(self) -> str:
        return f"{self.source}/{self.call_id}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"call:{self.pk}"
