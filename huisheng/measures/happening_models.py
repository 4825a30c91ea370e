"""The tables of the facts that aren't about orders or calls; see ``happening_rows``. Disposable as all facts."""

from django.db import models


class SessionFact(models.Model):
    """领导接听: see ``happening_rows.SessionRow``."""

    session_id = models.BigIntegerField(primary_key=True)
    last_no = models.IntegerField()
    platform = models.BigIntegerField()
    unit = models.BigIntegerField()
    post = models.TextField()
    announced_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    calls = models.IntegerField()
    questions = models.IntegerField()
    published_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "measures"
        db_table = "fact_session"
        indexes = (
            models.Index(fields=["platform", "held_at"], name="fact_session_held"),
            models.Index(fields=["platform", "announced_at"], name="fact_session_announced"),
        )


class CheckFact(models.Model):
    """检查: see ``happening_rows.CheckRow``."""

    check_id = models.BigIntegerField(primary_key=True)
    last_no = models.IntegerField()
    platform = models.BigIntegerField()
    unit = models.BigIntegerField(null=True)
    kind = models.TextField()
    source = models.TextField()
    at = models.DateTimeField(null=True)
    sampled = models.IntegerField()
    passed = models.IntegerField()
    unvisited = models.IntegerField()
    unsatisfied = models.IntegerField()
    service = models.IntegerField(null=True)
    knowledge = models.IntegerField(null=True)
    errors = models.IntegerField()
    marks = models.IntegerField()
    struck_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "measures"
        db_table = "fact_check"
        indexes = (models.Index(fields=["platform", "at"], name="fact_check_at"),)


class RecordFact(models.Model):
    """记事: see ``happening_rows.RecordRow``."""

    record_id = models.BigIntegerField(primary_key=True)
    last_no = models.IntegerField()
    platform = models.BigIntegerField()
    unit = models.BigIntegerField(null=True)
    kind = models.TextField()
    at = models.DateTimeField(null=True)
    count = models.IntegerField()
    pool = models.IntegerField(null=True)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "measures"
        db_table = "fact_record"
        indexes = (models.Index(fields=["platform", "at"], name="fact_record_at"),)


class GivenFact(models.Model):
    """往期数: see ``happening_rows.GivenRow``."""

    given_id = models.BigIntegerField(primary_key=True)
    last_no = models.IntegerField()
    platform = models.BigIntegerField()
    measure = models.TextField()
    first = models.TextField()
    last = models.TextField()
    part = models.TextField()
    key = models.TextField()
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    value = models.BigIntegerField(null=True)
    source = models.TextField()

    class Meta:
        app_label = "measures"
        db_table = "fact_given"
        indexes = (models.Index(fields=["platform", "measure", "first"], name="fact_given_measure"),)
