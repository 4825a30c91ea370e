"""Messages as they came, and how the citizen of an order is reached. Personal: sealed, and erased with the order."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from huisheng.channels.inbox.contract import Abuse, Medium, Outcome
from huisheng.directory.models import Unit
from huisheng.lifecycle.workorder.models import WorkOrder


class Incoming(models.Model):
    """来件: one message, once for each (source, ref). ``said_sealed``: all that came, as JSON, but the files.

    ``trouble``: the sentence why it couldn't be placed, or what of it couldn't be kept.
    """

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    source = models.TextField()
    ref = models.TextField()
    channel = models.TextField()
    medium = models.TextField(choices=list(Medium.labels().items()))
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    address_blind = models.BinaryField(default=b"")
    said_sealed = models.BinaryField()
    outcome = models.TextField(choices=list(Outcome.labels().items()))
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+", db_index=False)
    trouble = models.TextField(default="")
    decided_by = models.BigIntegerField(null=True)  # the seat that placed it by hand, or set it aside
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbox_incoming"
        constraints = [
            models.UniqueConstraint(fields=["source", "ref"], name="incoming_once"),
            models.CheckConstraint(name="incoming_outcome_known", condition=Q(outcome__in=list(Outcome.labels()))),
            models.CheckConstraint(name="incoming_medium_known", condition=Q(medium__in=list(Medium.labels()))),
        ]
        indexes = [
            models.Index(fields=["platform", "-id"], name="incoming_newest"),
            models.Index(
                fields=["platform", "id"], name="incoming_waiting", condition=Q(outcome__in=["received", "held"])
            ),
            models.Index(fields=["order", "id"], name="incoming_of_order", condition=Q(order__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.ref}"


class IncomingFile(models.Model):
    """A file of a message until it hangs on an order, sealed."""

    message = models.ForeignKey(Incoming, models.CASCADE, related_name="files")
    no = models.SmallIntegerField()
    name_sealed = models.BinaryField()
    data_sealed = models.BinaryField()

    class Meta:
        db_table = "inbox_file"
        constraints = [models.UniqueConstraint(fields=["message", "no"], name="incoming_file_once")]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.no}"


class Contact(models.Model):
    """How the citizen of an order hears of it: one address a medium. ``ended_at``: the citizen wants no more of it."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="contacts", db_index=False)
    medium = models.TextField(choices=list(Medium.labels().items()))
    source = models.TextField(default="")  # the account by which it came, and by which it is answered
    address_sealed = models.BinaryField()
    address_blind = models.BinaryField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbox_contact"
        constraints = [
            models.UniqueConstraint(fields=["order", "medium"], name="contact_once_a_medium"),
            models.CheckConstraint(name="contact_medium_known", condition=Q(medium__in=list(Medium.labels()))),
        ]
        indexes = [models.Index(fields=["address_blind", "-order"], name="contact_by_address")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.medium}"


class Nuisance(models.Model):
    """骚扰登记: who calls or writes to harass, by the blind indexes (hex) of his phone and addresses.

    Holds up to the day ``until`` and ends by itself; ``masked``: how a list names him; ``order``: where it was seen.
    """

    id = models.BigIntegerField(primary_key=True)  # from inbox_nuisance_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    blinds = ArrayField(models.TextField())
    masked = models.TextField()
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+", db_index=False)
    ground = models.TextField(choices=list(Abuse.labels().items()))
    why = models.TextField()
    salt = models.BinaryField()
    version = models.IntegerField()
    marked_at = models.DateTimeField()
    marked_by = models.BigIntegerField()
    until = models.DateField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.BigIntegerField(null=True)
    lifted_why = models.TextField(default="")
    lifted_salt = models.BinaryField(default=b"")

    class Meta:
        db_table = "inbox_nuisance"
        constraints = [
            models.CheckConstraint(name="nuisance_ground_known", condition=Q(ground__in=list(Abuse.labels())))
        ]
        indexes = [
            models.Index(fields=["platform", "-id"], name="nuisance_newest"),
            GinIndex(fields=["blinds"], name="nuisance_by_blind"),
        ]

    def __str__(self) -> str:
        return self.stream

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"nuisance:{self.pk}"
