"""Who calls whom now, and who made which attempt. Neither is a state of the order: the ledger doesn't speak of them."""

from django.db import models

from huisheng.directory.models import Seat
from huisheng.lifecycle.workorder.models import WorkOrder


class Hold(models.Model):
    """在手上的: this seat has the citizen until then, and nobody else is given him. ``later``: put off till then.

    One that has run out holds nothing any more; the row is used again.
    """

    order = models.OneToOneField(WorkOrder, models.CASCADE, primary_key=True, related_name="hold")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()
    until = models.DateTimeField()
    later = models.BooleanField(default=False)
    why = models.TextField(default="")  # a code of ``fields.LATER``

    class Meta:
        db_table = "visit_hold"
        indexes = [models.Index(fields=["seat", "later"], name="hold_of_seat")]

    def __str__(self) -> str:
        return f"{self.order_id}@{self.seat_id}"


class Attempt(models.Model):
    """Which seat made the attempt ``no`` of an order: for a seat's own figures of its day."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)
    no = models.SmallIntegerField()
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "visit_attempt"
        constraints = [models.UniqueConstraint(fields=["order", "no"], name="attempt_once")]
        indexes = [models.Index(fields=["seat", "at"], name="attempt_of_seat")]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.no}@{self.seat_id}"
