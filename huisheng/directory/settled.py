"""What administrators have settled: the record of their changes, their rules, sheets on the way in. Fields only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huisheng.directory.changes import Done, Subject
from huisheng.directory.models import Seat, Unit


class Change(models.Model):
    """One change of the directory: by which seat, on which platform, what, from what to what, why, when.

    Insert-only, as looks are. ``key`` names the thing (a code); ``details``: field in words -> [before, after].
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="changes")
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Subject])
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=100, blank=True, default="")
    done = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Done])
    details = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(name="change_of_platform", fields=["platform", "-id"]),
            models.Index(name="change_of_subject", fields=["subject", "key", "-id"]),
        )
        constraints = (
            models.CheckConstraint(
                name="change_known",
                condition=Q(subject__in=[one.value for one in Subject], done__in=[one.value for one in Done]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.key} {self.done}"


class RuleChange(models.Model):
    """A parameter's values on one platform from a day on: proposed by one seat, confirmed by another.

    ``held``: a list of {conditions, is, unit, cite}, whole: every set of conditions that the platform had, so that
    none is hidden by a narrower plain value. An empty ``cite`` there means: this change itself is the source.
    Only what is confirmed and not withdrawn counts, and it can't be withdrawn once it has begun.
    """

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="rule_changes")
    name = models.CharField(max_length=100)
    begins = models.DateField()
    held = models.JSONField()
    source = models.CharField(max_length=200)
    reason = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-begins", "-id")
        indexes = (models.Index(name="rule_change_of", fields=["platform", "name", "begins"]),)
        constraints = (
            models.UniqueConstraint(
                name="rule_change_begins_once",
                fields=["platform", "name", "begins"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="rule_change_confirmed_by_somebody",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__gte=F("proposed_at"), confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="rule_change_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__gte=F("proposed_at"), withdrawn_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.begins}"


class Upload(models.Model):
    """A sheet on its way in: read from the file, looked at, confirmed or forgotten. The file itself isn't kept.

    ``rows``: [number in the file, cells as words]; ``mistakes``: [row, column, sentence] found while reading.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="uploads")
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    into = models.CharField(max_length=50, blank=True, default="")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    headings = models.JSONField()
    rows = models.JSONField()
    mistakes = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(name="upload_of_seat", fields=["seat", "-id"]),)

    def __str__(self) -> str:
        return f"{self.what} {self.name}"


class Headings(models.Model):
    """How a platform's own sheets name their columns: field -> heading, kept from one upload to the next."""

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    fields = ArrayField(models.CharField(max_length=40))
    headings = ArrayField(models.CharField(max_length=100))

    class Meta:
        constraints = (models.UniqueConstraint(name="headings_once", fields=["platform", "what"]),)

    def __str__(self) -> str:
        return f"{self.platform_id} {self.what}"
