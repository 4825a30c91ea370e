"""Checks as they stand now: samples, test calls, data checks, and what the assessor granted."""

from django.db import models
from django.db.models import F, Q

from huisheng.directory.models import Unit
from huisheng.lifecycle.quality.states import By, CheckKind


class Check(models.Model):
    """One check. Marks are whole hundredths; which columns are filled depends on the kind.

    It counts on ``last`` (Shanghai), the day of the check or the last day of the period a bonus is for.
    """

    id = models.BigIntegerField(primary_key=True)  # from quality_check_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    version = models.IntegerField()
    kind = models.TextField(choices=list(CheckKind.labels().items()))
    source = models.TextField(choices=list(By.labels().items()))
    first = models.DateField()
    last = models.DateField()
    sampled = models.IntegerField(default=0)
    passed = models.IntegerField(default=0)
    unvisited = models.IntegerField(default=0)
    unsatisfied = models.IntegerField(default=0)
    service = models.IntegerField(null=True)
    knowledge = models.IntegerField(null=True)
    errors = models.IntegerField(default=0)
    marks = models.IntegerField(default=0)  # granted, or deducted where they are below 0
    asked = models.TextField(default="")
    words = models.TextField(default="")
    clause = models.TextField(default="")
    salt = models.BinaryField(default=b"")
    noted_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_why = models.TextField(default="")
    struck_salt = models.BinaryField(default=b"")

    class Meta:
        db_table = "quality_check"
        constraints = [
            models.CheckConstraint(name="check_kind_known", condition=Q(kind__in=list(CheckKind.labels()))),
            models.CheckConstraint(name="check_source_known", condition=Q(source__in=list(By.labels()))),
            models.CheckConstraint(name="check_days_in_order", condition=Q(last__gte=F("first"))),
            models.UniqueConstraint(
                name="bonus_once_a_period",
                fields=["platform", "unit", "first", "last"],
                condition=Q(kind=CheckKind.BONUS.value, struck_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["platform", "kind", "-id"], name="check_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"check:{self.pk}"
