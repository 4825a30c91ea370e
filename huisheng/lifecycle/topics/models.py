"""Hot topics as they stand: what was found is disposable, what people said of it isn't."""

from django.db import models
from django.db.models import Q

from huisheng.directory.models import Unit
from huisheng.lifecycle.topics.states import Span
from huisheng.lifecycle.workorder.models import WorkOrder


class Topic(models.Model):
    """Many people about one thing in one place, in the days from ``first`` to ``last``; found anew every hour.

    It keeps its row while it is found to be the same (``phrases`` and members say so); ``gone``: no longer found.
    ``rank``: by people. ``before``, ``year``: people of the span before and of the same days a year ago, None where
    nothing is known of them; ``usual``: expected by weekday and season, in tenths. ``warning``: why it is told early,
    "" where it isn't. ``share``: of all matters of the span, in hundredths of a percent.
    """

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    span = models.TextField(choices=list(Span.labels().items()))
    name = models.TextField()
    place = models.TextField(default="")
    what = models.TextField()
    phrases = models.JSONField(default=list)
    first = models.DateField()
    last = models.DateField()
    rank = models.IntegerField()
    people = models.IntegerField()
    matters = models.IntegerField()
    loudest = models.IntegerField(default=0)
    share = models.IntegerField()
    before = models.IntegerField(null=True)
    year = models.IntegerField(null=True)
    usual = models.IntegerField(null=True)
    warning = models.TextField(default="")
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    gone = models.BooleanField(default=False)

    class Meta:
        db_table = "topic"
        constraints = [models.CheckConstraint(name="topic_span_known", condition=Q(span__in=list(Span.labels())))]
        indexes = [models.Index(fields=["platform", "span", "rank"], name="topic_ranked", condition=Q(gone=False))]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A matter of a topic."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="members", db_index=False)
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "topic_member"
        constraints = [models.UniqueConstraint(fields=["topic", "order"], name="topic_member_once")]
        indexes = [models.Index(fields=["order"], name="topic_of_order")]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.order_id}"


class Coming(models.Model):
    """未诉先办: what came in these weeks of earlier years, as it was counted on ``day``; counted anew every day."""

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    rank = models.IntegerField()
    category = models.TextField()
    sentence = models.TextField()
    last_year = models.IntegerField()
    usual = models.IntegerField()  # in tenths
    peak = models.DateField()

    class Meta:
        db_table = "topic_coming"
        constraints = [models.UniqueConstraint(fields=["platform", "rank"], name="coming_rank_once")]

    def __str__(self) -> str:
        return self.sentence


class Verdict(models.Model):
    """What a person said of a topic: whether it is one. Of ``name`` and ``why`` the ledger has a digest.

    ``people`` and ``matters`` as they were then. Said again, it is another row; the newest counts.
    """

    id = models.BigIntegerField(primary_key=True)  # from topic_verdict_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="verdicts", db_index=False)
    version = models.IntegerField()
    true = models.BooleanField()
    warned = models.BooleanField()
    first = models.DateField()
    last = models.DateField()
    people = models.IntegerField()
    matters = models.IntegerField()
    usual = models.IntegerField(null=True)
    name = models.TextField()
    why = models.TextField(default="")
    salt = models.BinaryField()
    judged_at = models.DateTimeField()

    class Meta:
        db_table = "topic_verdict"
        indexes = [
            models.Index(fields=["topic", "-id"], name="verdict_of_topic"),
            models.Index(fields=["platform", "-id"], name="verdict_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.true}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"verdict:{self.pk}"
