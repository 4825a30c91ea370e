"""The tables of the facts. Disposable: no foreign keys, filled by ``follow`` only, emptied by its ``rebuild``.

What the columns mean stands with the rows in ``rows``.
"""

from django.db import models

from huisheng.measures.happening_models import CheckFact, GivenFact, RecordFact, SessionFact

__all__ = ["CheckFact", "GivenFact", "RecordFact", "SessionFact"]  # found by Django in this module


class Traits(models.Model):
    """See ``rows.Traits``."""

    order_id = models.BigIntegerField()
    channel = models.TextField()
    source = models.TextField()
    kind = models.TextField()
    category = models.TextField()
    topic = models.TextField()
    subtopic = models.TextField()
    region = models.TextField()
    urgent = models.BooleanField()
    confidential = models.BooleanField()
    enterprise = models.BooleanField()
    no_visit = models.BooleanField()

    class Meta:
        abstract = True


class OrderFact(Traits):
    """工单: see ``rows.OrderRow``."""

    pk = models.CompositePrimaryKey("order_id", "platform")
    platform = models.BigIntegerField()
    last_no = models.IntegerField()
    level = models.IntegerField()
    part = models.TextField()
    number = models.TextField()
    call = models.TextField()
    about_unit = models.BigIntegerField(null=True)
    category_version = models.TextField()
    links = models.IntegerField()
    accepted_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    above_no = models.IntegerField(null=True)
    above_sent_at = models.DateTimeField(null=True)
    above_signed_on_time = models.BooleanField()
    above_due_at = models.DateTimeField(null=True)
    above_replied_at = models.DateTimeField(null=True)
    above_on_time = models.BooleanField()
    above_overdue = models.BooleanField()
    answered_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_reason = models.TextField()
    handed_on_at = models.DateTimeField(null=True)
    first_dispatched_at = models.DateTimeField(null=True)
    first_unit = models.BigIntegerField(null=True)
    main_unit = models.BigIntegerField(null=True)
    main_no = models.IntegerField(null=True)
    main_sent_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    first_replied_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    on_time = models.BooleanField()
    overdue = models.BooleanField()
    same_day = models.BooleanField()
    returns = models.IntegerField()
    first_returned_at = models.DateTimeField(null=True)
    first_return_unit = models.BigIntegerField(null=True)
    redos = models.IntegerField()
    redos_above = models.IntegerField()
    reminders = models.IntegerField()
    supervisions = models.IntegerField()
    instructions = models.IntegerField()
    session = models.BigIntegerField(null=True)
    visits = models.IntegerField()
    visited_at = models.DateTimeField(null=True)
    solved = models.TextField()
    grade = models.TextField()
    process = models.TextField()
    citizen_due_at = models.DateTimeField(null=True)
    citizen_missed_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.TextField()
    archived_at = models.DateTimeField(null=True)
    exemption = models.TextField()
    exemption_ground = models.TextField()

    class Meta:
        db_table = "fact_order"
        indexes = (
            models.Index(fields=["platform", "accepted_at"], name="fact_order_accepted"),
            models.Index(fields=["platform", "handed_on_at"], name="fact_order_handed_on"),
            models.Index(fields=["platform", "first_dispatched_at"], name="fact_order_first_dispatched"),
            models.Index(fields=["platform", "answered_at"], name="fact_order_answered"),
            models.Index(fields=["platform", "refused_at"], name="fact_order_refused"),
            models.Index(fields=["platform", "concluded_at"], name="fact_order_concluded"),
        )


class DispatchFact(Traits):
    """派单: see ``rows.DispatchRow``."""

    pk = models.CompositePrimaryKey("order_id", "no")
    no = models.IntegerField()
    platform = models.BigIntegerField()
    unit = models.BigIntegerField()
    part = models.TextField()
    parent = models.IntegerField(null=True)
    cause = models.TextField()
    redo_of = models.IntegerField(null=True)
    redo = models.BooleanField()
    sent_at = models.DateTimeField(null=True)
    sign_due_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_on_time = models.BooleanField()
    sign_missed_at = models.DateTimeField(null=True)
    contact_due_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    contact_missed_at = models.DateTimeField(null=True)
    arrive_due_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_in_time = models.BooleanField()
    arrive_missed_at = models.DateTimeField(null=True)
    meeting = models.TextField()
    first_due_at = models.DateTimeField(null=True)
    reply_due_at = models.DateTimeField(null=True)
    extension_days = models.IntegerField()
    first_replied_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    minutes = models.IntegerField(null=True)
    says_solved = models.BooleanField(null=True)
    replied_late = models.BooleanField()
    reply_missed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    sent_backs = models.IntegerField()
    returned_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    on_time = models.BooleanField()
    overdue = models.BooleanField()
    redos = models.IntegerField()
    redos_above = models.IntegerField()
    reminders = models.IntegerField()
    exemption = models.TextField()
    exemption_ground = models.TextField()

    class Meta:
        db_table = "fact_dispatch"
        indexes = (models.Index(fields=["platform", "sent_at"], name="fact_dispatch_sent"),)


class VisitFact(Traits):
    """回访: see ``rows.VisitRow``."""

    pk = models.CompositePrimaryKey("order_id", "platform", "no")
    platform = models.BigIntegerField()
    no = models.IntegerField()
    unit = models.BigIntegerField(null=True)
    round = models.TextField()
    outcome = models.TextField()
    effective = models.BooleanField()
    solved = models.TextField()
    grade = models.TextField()
    process = models.TextField()
    contacted = models.BooleanField(null=True)
    exempt = models.BooleanField()
    via = models.TextField()
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fact_visit"
        indexes = (models.Index(fields=["platform", "at"], name="fact_visit_at"),)


class SupervisionFact(Traits):
    """督办: see ``rows.SupervisionRow``."""

    pk = models.CompositePrimaryKey("order_id", "no")
    no = models.IntegerField()
    platform = models.BigIntegerField()
    unit = models.BigIntegerField()
    form = models.TextField()
    cause = models.TextField()
    at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    grade_after = models.TextField()
    visited_after_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fact_supervision"
        indexes = (models.Index(fields=["platform", "at"], name="fact_supervision_at"),)


class ReturnFact(Traits):
    """退单: see ``rows.ReturnRow``."""

    pk = models.CompositePrimaryKey("order_id", "no")
    no = models.IntegerField()
    platform = models.BigIntegerField()
    unit = models.BigIntegerField()
    dispatch = models.IntegerField()
    ground = models.TextField()
    fault = models.TextField()
    state = models.TextField()
    asked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    times = models.IntegerField()

    class Meta:
        db_table = "fact_return"
        indexes = (
            models.Index(fields=["platform", "decided_at"], name="fact_return_decided"),
            models.Index(fields=["platform", "asked_at"], name="fact_return_asked"),
        )


class CallFact(models.Model):
    """来电: see ``rows.CallRow``."""

    call_id = models.BigIntegerField(primary_key=True)
    last_no = models.IntegerField()
    platform = models.BigIntegerField()
    queue = models.TextField()
    hour = models.SmallIntegerField()
    offered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    wait_s = models.IntegerField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    effective = models.BooleanField(null=True)
    disposition = models.TextField()
    talk_s = models.IntegerField(null=True)
    returned_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fact_call"
        indexes = (models.Index(fields=["platform", "offered_at"], name="fact_call_offered"),)
