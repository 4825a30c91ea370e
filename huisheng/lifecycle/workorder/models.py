"""The live tables: they answer "now". Fields and constraints; what changes them are the verbs.

Every row hangs on its order, and every change on an entry of the order's stream (tripwire). Children are numbered
within their order (``no``), as the ledger numbers them.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huisheng.directory.models import Unit
from huisheng.kernel.labelled import Labelled
from huisheng.lifecycle.workorder.spoken_models import Spoken as _Spoken  # noqa: F401  its table belongs to this app
from huisheng.lifecycle.workorder.states import (
    DispatchState,
    Form,
    Grade,
    Ground,
    Meeting,
    OrderState,
    Outcome,
    Part,
    RequestState,
    Round,
    Solution,
)


def _known(name: str, field: str, words: type[Labelled], *, empty: bool = False) -> models.CheckConstraint:
    known = Q(**{f"{field}__in": list(words.labels())})
    return models.CheckConstraint(name=name, condition=(known | Q(**{f"{field}__isnull": True})) if empty else known)


class WorkOrder(models.Model):
    """工单: one matter of one citizen. ``version``: number of its last entry; a screen that saw another is stale."""

    id = models.BigIntegerField(primary_key=True)  # from workorder_id_seq, so that the number is known before writing
    number = models.TextField()
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    state = models.TextField(choices=list(OrderState.labels().items()))
    version = models.IntegerField()
    last_at = models.DateTimeField()
    channel = models.TextField()
    source = models.TextField()
    source_ref = models.TextField()
    call = models.TextField(default="")
    kind = models.TextField()
    category = models.TextField()
    category_version = models.TextField()
    region = models.TextField(default="")
    urgent = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    enterprise = models.BooleanField(default=False)
    no_visit = models.BooleanField(default=False)
    about_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    main_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    accepted_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # the clock that presses now, for lists
    returns = models.SmallIntegerField(default=0)
    redos = models.SmallIntegerField(default=0)
    called_off_at = models.DateTimeField(null=True)  # by the citizen; None again once he asks again
    police_no = models.TextField(default="", db_default="")  # 警情编号, where 110 took the matter

    class Meta:
        db_table = "workorder"
        constraints = [
            # not unique=True, which would make a second index for LIKE
            models.UniqueConstraint(fields=["number"], name="workorder_number_once"),
            models.UniqueConstraint(fields=["source", "source_ref"], name="workorder_source_once"),
            _known("workorder_state_known", "state", OrderState),
        ]
        indexes = [
            models.Index(fields=["platform", "-id"], name="workorder_newest"),
            models.Index(fields=["platform", "state", "-id"], name="workorder_by_state"),
            models.Index(fields=["main_unit", "-id"], name="workorder_by_unit"),
            models.Index(fields=["platform", "accepted_at", "id"], name="workorder_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"workorder:{self.pk}"


class Personal(models.Model):
    """What can be erased: the citizen's words, name, phone, place, position. The ledger holds a salted digest only."""

    order = models.OneToOneField(WorkOrder, models.PROTECT, primary_key=True, related_name="personal")
    title = models.TextField()
    words = models.TextField()
    place = models.TextField(default="")
    name_sealed = models.BinaryField(default=b"")
    phone_sealed = models.BinaryField(default=b"")
    phone_blind = models.BinaryField(default=b"")
    spot_sealed = models.BinaryField(default=b"", db_default=b"")  # the position, "27.829500,112.944600", if given
    salt = models.BinaryField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workorder_personal"
        indexes = [models.Index(fields=["phone_blind"], name="personal_by_phone", condition=~Q(phone_blind=b""))]

    def __str__(self) -> str:
        return self.title


class Note(models.Model):
    """The free words of an act (an answer, a reply, a reason), hung on the entry ``no`` of the order; erasable too."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="notes", db_index=False)
    no = models.IntegerField()
    text = models.TextField()
    salt = models.BinaryField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workorder_note"
        constraints = [models.UniqueConstraint(fields=["order", "no"], name="note_once_an_entry")]

    def __str__(self) -> str:
        return f"{self.order_id}:{self.no}"


class Searched(models.Model):
    """What search looks through, one row an order, folded; disposable, written by the database's own function.

    ``text``: number, title, words, place, notes and the names of the units that hold or held it, a line each. Never
    the citizen's name or phone. ``units``: the accepting platform, those units and all units above them. The index
    over pairs of characters and units stands in the migration: Django has no words for it.
    """

    order = models.OneToOneField(WorkOrder, models.PROTECT, primary_key=True, related_name="searched")
    text = models.TextField()
    units = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "workorder_searched"

    def __str__(self) -> str:
        return str(self.order_id)


class Trace(models.Model):
    """What an order is found again by when somebody tells it once more: hashes of its places and of its words' shape.

    Disposable, written by the reader "search"; what is erased or corrected leaves in the same transaction (a trigger).
    """

    pk = models.CompositePrimaryKey("key", "order_id")
    key = models.BigIntegerField()
    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="traces")

    class Meta:
        db_table = "workorder_trace"

    def __str__(self) -> str:
        return f"{self.order_id}/{self.key}"


class Dispatch(models.Model):
    """派单: an order sent to one unit. One order may have several; ``parent`` is the dispatch a platform passed on."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="dispatches", db_index=False)
    no = models.SmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    part = models.TextField(choices=list(Part.labels().items()))
    cause = models.TextField()
    parent = models.SmallIntegerField(null=True)
    redo_of = models.SmallIntegerField(null=True)
    state = models.TextField(choices=list(DispatchState.labels().items()))
    sent_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    says_solved = models.BooleanField(null=True)
    meeting = models.TextField(default="", db_default="", choices=list(Meeting.labels().items()))

    class Meta:
        db_table = "workorder_dispatch"
        constraints = [
            models.UniqueConstraint(fields=["order", "no"], name="dispatch_no_once"),
            _known("dispatch_state_known", "state", DispatchState),
            _known("dispatch_part_known", "part", Part),
            models.CheckConstraint(name="dispatch_meeting_known", condition=Q(meeting__in=["", *Meeting.labels()])),
        ]
        indexes = [
            models.Index(fields=["unit", "-order"], name="dispatch_of_unit"),
            models.Index(fields=["unit", "state", "-order"], name="dispatch_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.no}"


class Request(models.Model):
    """An extension, a return or an exemption: asked by a unit, decided by the level above."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="requests", db_index=False)
    no = models.SmallIntegerField()
    kind = models.TextField()  # extension, return, exemption
    dispatch = models.SmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    state = models.TextField(choices=list(RequestState.labels().items()))
    ground = models.TextField(default="")
    clause = models.TextField(default="")
    evidence = models.TextField(default="")
    days = models.SmallIntegerField(null=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workorder_request"
        constraints = [
            models.UniqueConstraint(fields=["order", "no"], name="request_no_once"),
            models.UniqueConstraint(
                fields=["order", "dispatch", "kind"], name="request_one_pending", condition=Q(state="pending")
            ),
            _known("request_state_known", "state", RequestState),
            models.CheckConstraint(
                name="request_ground_known", condition=Q(kind="exemption") | Q(ground__in=["", *Ground.labels()])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.kind}/{self.no}"


class Visit(models.Model):
    """回访: one attempt to call the citizen back."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="visits", db_index=False)
    no = models.SmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    round = models.TextField(choices=list(Round.labels().items()))
    outcome = models.TextField(choices=list(Outcome.labels().items()))
    solved = models.TextField(null=True, choices=list(Solution.labels().items()))
    grade = models.TextField(null=True, choices=list(Grade.labels().items()))  # 办理结果
    process = models.TextField(null=True, choices=list(Grade.labels().items()))  # 服务过程
    contacted = models.BooleanField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "workorder_visit"
        constraints = [
            models.UniqueConstraint(fields=["order", "no"], name="visit_no_once"),
            _known("visit_outcome_known", "outcome", Outcome),
            _known("visit_solved_known", "solved", Solution, empty=True),
            _known("visit_grade_known", "grade", Grade, empty=True),
            _known("visit_process_known", "process", Grade, empty=True),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.no}"


class Supervision(models.Model):
    """督办 in one of its forms, with its reply."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="supervisions", db_index=False)
    no = models.SmallIntegerField()
    form = models.TextField(choices=list(Form.labels().items()))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    cause = models.TextField()
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workorder_supervision"
        constraints = [
            models.UniqueConstraint(fields=["order", "no"], name="supervision_no_once"),
            _known("supervision_form_known", "form", Form),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.no}"


class Instruction(models.Model):
    """批示: a leader's written instruction and its answer."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="instructions", db_index=False)
    no = models.SmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workorder_instruction"
        constraints = [models.UniqueConstraint(fields=["order", "no"], name="instruction_no_once")]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.no}"


class SessionItem(models.Model):
    """领导接听件: the order is a matter of a leader's session; the leader reviews the unit's reply."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="session_items", db_index=False)
    session = models.BigIntegerField()  # the number of the session's stream; its table is in a room above
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)

    class Meta:
        db_table = "workorder_sessionitem"
        constraints = [models.UniqueConstraint(fields=["order"], name="session_item_once")]
        indexes = [models.Index(fields=["session", "order"], name="session_item_of_session")]

    def __str__(self) -> str:
        return f"{self.order_id}@{self.session}"

    @property
    def no(self) -> int:
        """What the ledger numbers it by: the session."""
        return self.session


class Clock(models.Model):
    """A clock that runs or ran: the citizen's, or one of a dispatch or a supervision (``subject``; 0 for the order)."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="clocks", db_index=False)
    name = models.TextField()
    subject = models.SmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    limit = models.TextField()
    cite = models.TextField()
    stopped_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workorder_clock"
        constraints = [models.UniqueConstraint(fields=["order", "name", "subject"], name="clock_once")]
        indexes = [
            models.Index(
                fields=["due_at"], name="clock_sweep", condition=Q(stopped_at__isnull=True, missed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.name}/{self.subject}"


class Link(models.Model):
    """Two matters held to be repeats of one another; ended when the link proves wrong."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="links", db_index=False)
    to = models.ForeignKey(WorkOrder, models.PROTECT, related_name="linked_from")
    linked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workorder_link"
        constraints = [
            models.UniqueConstraint(fields=["order", "to"], name="link_once"),
            models.CheckConstraint(name="link_not_to_itself", condition=~Q(order=models.F("to"))),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}-{self.to_id}"


class Contradiction(models.Model):
    """The standing reply of the main unit to a platform, where it says other than the record: each point in a sentence.

    ``like``: the number of the order whose reply it copies. Disposable, written by the reader "contradictions"; nothing
    of the citizen's words stands in it.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="contradictions", db_index=False)
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    said = ArrayField(models.TextField())
    like = models.TextField(default="")

    class Meta:
        db_table = "workorder_contradiction"
        constraints = [models.UniqueConstraint(fields=["order", "platform"], name="contradiction_once")]
        indexes = [models.Index(fields=["platform", "-at", "-order"], name="contradiction_newest")]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.platform_id}"
