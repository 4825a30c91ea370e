"""Messages that go out. Each hangs on its order, if it has one, and shows on its timeline."""

from django.db import models
from django.db.models import Q

from huisheng.channels.inbox.contract import Medium
from huisheng.channels.outbox.contract import State
from huisheng.directory.models import Unit
from huisheng.lifecycle.workorder.models import WorkOrder


class Outgoing(models.Model):
    """发件: one message to one address, once for each ``ref`` of its platform.

    ``ref`` says what made it ("e123:receipt", the entry and the template). ``peer_ref``: the peer's key, by which its
    receipt comes back. ``due_at``: not before then; ``tries`` so far, ``trouble`` of the last one.
    """

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    ref = models.TextField()
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+", db_index=False)
    medium = models.TextField(choices=list(Medium.labels().items()))
    source = models.TextField(default="")
    template = models.TextField()
    address_sealed = models.BinaryField()
    address_blind = models.BinaryField()
    subject = models.TextField(default="")
    text_sealed = models.BinaryField()
    thread = models.TextField(default="")
    state = models.TextField(choices=list(State.labels().items()))
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    peer_ref = models.TextField(default="")
    trouble = models.TextField(default="")
    decided_by = models.BigIntegerField(null=True)  # the seat that had it tried again, or gave it up
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox_outgoing"
        constraints = [
            models.UniqueConstraint(fields=["platform", "ref"], name="outgoing_once"),
            models.CheckConstraint(name="outgoing_state_known", condition=Q(state__in=list(State.labels()))),
            models.CheckConstraint(name="outgoing_medium_known", condition=Q(medium__in=list(Medium.labels()))),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="outgoing_due", condition=Q(state="waiting")),
            models.Index(fields=["platform", "-id"], name="outgoing_newest"),
            models.Index(fields=["platform", "-id"], name="outgoing_failed", condition=Q(state="failed")),
            models.Index(fields=["order", "id"], name="outgoing_of_order", condition=Q(order__isnull=False)),
            models.Index(fields=["source", "peer_ref"], name="outgoing_receipt", condition=~Q(peer_ref="")),
        ]

    def __str__(self) -> str:
        return f"{self.medium} {self.ref}"
