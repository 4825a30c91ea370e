"""Notices and who has read them. Folded from the ledger; what changes them is ``follow`` and ``actions``."""

from django.db import models
from django.db.models import Q

from huisheng.directory.models import Seat, Unit
from huisheng.lifecycle.workorder.models import WorkOrder


class Notice(models.Model):
    """One thing that those at a desk of a unit, or one seat, must know. Not one row a seat.

    ``ref``: what it came from ("e1234", an entry; "c77:…", a clock). ``code``: the rule, which has the words;
    ``named``: the unit they name, ``detail`` what else. ``by``: the seat whose act it was, which isn't told.
    ``times``: how often the same has been said of the same order; the last time takes the row of those before.
    """

    ref = models.TextField()
    code = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    desk = models.TextField(default="")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.BigIntegerField()
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+", db_index=False)
    circular = models.BigIntegerField(null=True)
    named = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    detail = models.TextField(default="")
    urgent = models.BooleanField(default=False)
    times = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "notice"
        constraints = [
            models.CheckConstraint(
                name="notice_for_desk_or_seat",
                condition=Q(unit__isnull=False, seat__isnull=True) & ~Q(desk="")
                | Q(unit__isnull=True, seat__isnull=False, desk=""),
            ),
            models.UniqueConstraint(
                name="notice_once", fields=["ref", "code", "unit", "desk", "seat"], nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(name="notice_of_desk", fields=["unit", "desk", "-id"]),
            models.Index(name="notice_of_seat", fields=["seat", "-id"], condition=Q(seat__isnull=False)),
            models.Index(name="notice_of_order", fields=["order"]),
            models.Index(name="notice_by_age", fields=["made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.ref}"


class Seen(models.Model):
    """A seat has read a notice."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+", db_index=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="+")

    class Meta:
        db_table = "notice_seen"
        constraints = [models.UniqueConstraint(name="notice_seen_once", fields=["seat", "notice"])]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.notice_id}"


class Mark(models.Model):
    """A seat has read everything up to a notice (全部已读)."""

    seat = models.OneToOneField(Seat, models.CASCADE, primary_key=True, related_name="+")
    upto = models.BigIntegerField()

    class Meta:
        db_table = "notice_mark"

    def __str__(self) -> str:
        return f"{self.seat_id} {self.upto}"
