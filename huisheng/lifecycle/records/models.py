"""What the office noted beside matters, and the figures it entered from older circulars, as they stand now."""

from django.db import models
from django.db.models import F, Q

from huisheng.directory.models import Unit
from huisheng.lifecycle.records.states import RecordKind


class Record(models.Model):
    """One record; ``words`` (a title, a note) can be erased, the ledger holds their salted digest."""

    id = models.BigIntegerField(primary_key=True)  # from office_record_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    version = models.IntegerField()
    kind = models.TextField(choices=list(RecordKind.labels().items()))
    day = models.DateField()
    count = models.IntegerField()
    pool = models.IntegerField(null=True)
    words = models.TextField(default="")
    media = models.TextField(default="")
    salt = models.BinaryField(default=b"")
    erased_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_why = models.TextField(default="")
    struck_salt = models.BinaryField(default=b"")

    class Meta:
        db_table = "office_record"
        constraints = [
            models.CheckConstraint(name="record_kind_known", condition=Q(kind__in=list(RecordKind.labels()))),
        ]
        indexes = [models.Index(fields=["platform", "kind", "-day"], name="record_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"record:{self.pk}"


class Given(models.Model):
    """往期数: a figure of an older circular, with the document it stands in. ``value``: whole hundredths."""

    id = models.BigIntegerField(primary_key=True)  # from given_figure_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    version = models.IntegerField()
    measure = models.TextField()
    first = models.DateField()
    last = models.DateField()
    part = models.TextField(default="")
    key = models.TextField(default="")
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    value = models.BigIntegerField(null=True)
    source = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "given_figure"
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "measure", "first", "last", "part", "key"], name="given_figure_once"
            ),
            models.CheckConstraint(name="given_days_in_order", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="given_is_a_figure",
                condition=Q(numerator__isnull=False, value__isnull=True)
                | Q(numerator__isnull=True, denominator__isnull=True, value__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.first}/{self.last}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"given:{self.pk}"
