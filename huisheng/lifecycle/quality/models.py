"""Checks as they stand now: samples, test calls, data checks, and what the assessor granted."""

from django.db import models
from django.db.models import F, Q

from huisheng.directory.models import Seat, Unit
from huisheng.lifecycle.quality.states import By, CheckKind, Drawn, Verdict
from huisheng.lifecycle.workorder.models import WorkOrder


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
    # of a review of an answer given on the spot: which order, the kind it is of, whether all was answered
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="reviews", db_index=False)
    found = models.TextField(default="", db_default="")
    complete = models.BooleanField(null=True)

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
            models.UniqueConstraint(
                name="review_once", fields=["order"], condition=Q(order__isnull=False, struck_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["platform", "kind", "-id"], name="check_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"check:{self.pk}"


class Sample(models.Model):
    """A sample drawn by its ``seed`` from ``population`` matters; a working paper until it is noted as a check."""

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    of = models.TextField(choices=list(Drawn.labels().items()))
    first = models.DateField()
    last = models.DateField()
    seed = models.TextField()
    population = models.IntegerField()
    size = models.IntegerField()
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", db_index=False)
    drawn_at = models.DateTimeField()
    check_key = models.BigIntegerField(null=True)  # the check it was noted as

    class Meta:
        db_table = "quality_sample"
        indexes = [models.Index(fields=["platform", "-id"], name="sample_newest")]

    def __str__(self) -> str:
        return f"{self.of} {self.first}/{self.last} {self.seed}"


class SampleItem(models.Model):
    """One matter of a sample, in the order in which it was drawn, and what a look at it came to."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="items", db_index=False)
    no = models.SmallIntegerField()
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)
    verdict = models.TextField(default="", choices=[("", "未看"), *Verdict.labels().items()])
    words = models.TextField(default="")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+", db_index=False)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "quality_sampleitem"
        constraints = [models.UniqueConstraint(fields=["sample", "no"], name="sample_item_once")]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.no}"
