"""What was learned, and when: models with their weights, the lessons they came from, and how they did since."""

from django.db import models
from django.db.models import Q

from huisheng.directory.models import Seat, Unit
from huisheng.insight.states import LessonState, ModelState, Part


class Learned(models.Model):
    """The ``n``-th model of a part of a platform, learned from what was decided from ``first`` to ``last``.

    ``tree``: the category version its labels belong to. Of ``judged`` matters kept from it, it had ``right``;
    the one in use before it ``right_before``; ``macro_f1`` and ``calibration_error`` in thousandths. Never deleted.
    """

    id = models.BigIntegerField(primary_key=True)  # from insight_model_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    part = models.TextField(choices=list(Part.labels().items()))
    n = models.IntegerField()
    state = models.TextField(choices=list(ModelState.labels().items()))
    version = models.IntegerField()
    tree = models.TextField(default="")
    first = models.DateField()
    last = models.DateField()
    examples = models.IntegerField()
    labels = models.IntegerField()
    judged = models.IntegerField()
    right = models.IntegerField()
    right_before = models.IntegerField(null=True)
    macro_f1 = models.IntegerField(null=True)
    calibration_error = models.IntegerField(null=True)
    weights = models.TextField()
    learned_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    rested_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "insight_model"
        constraints = [
            models.UniqueConstraint(fields=["platform", "part", "n"], name="model_n_once"),
            models.UniqueConstraint(
                fields=["platform", "part"], name="model_one_active", condition=Q(state=ModelState.ACTIVE.value)
            ),
            models.CheckConstraint(name="model_state_known", condition=Q(state__in=list(ModelState.labels()))),
            models.CheckConstraint(name="model_part_known", condition=Q(part__in=list(Part.labels()))),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.n}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"model:{self.pk}"


class Weights(models.Model):
    """The bytes of a model, apart from its row: lists of models don't carry them."""

    model = models.OneToOneField(Learned, models.PROTECT, primary_key=True, related_name="body")
    body = models.BinaryField()

    class Meta:
        db_table = "insight_weights"

    def __str__(self) -> str:
        return str(self.model_id)


class Lesson(models.Model):
    """A model to be learned beside the web. ``seat``: who asked, the platform's own where its time had come.

    ``upto``: the key of the newest matter when it was asked for: what came later is new.
    """

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    part = models.TextField(choices=list(Part.labels().items()))
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", db_index=False)
    upto = models.BigIntegerField()
    state = models.TextField(choices=list(LessonState.labels().items()))
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    note = models.TextField(default="")
    model = models.ForeignKey(Learned, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "insight_lesson"
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "part"], name="lesson_one_open", condition=Q(state__in=["waiting", "running"])
            ),
            models.CheckConstraint(name="lesson_state_known", condition=Q(state__in=list(LessonState.labels()))),
        ]
        indexes = [models.Index(fields=["platform", "part", "-id"], name="lesson_newest")]

    def __str__(self) -> str:
        return f"{self.part} {self.state}"


class Week(models.Model):
    """How a model did in a week (of its Monday): of ``judged`` decisions it had ``right`` as people decided.

    ``expected``: how many it should have had right by its own probabilities, in thousandths. Disposable: counted anew
    every night from the orders of the week.
    """

    model = models.ForeignKey(Learned, models.CASCADE, related_name="weeks", db_index=False)
    monday = models.DateField()
    judged = models.IntegerField()
    right = models.IntegerField()
    expected = models.IntegerField()

    class Meta:
        db_table = "insight_week"
        constraints = [models.UniqueConstraint(fields=["model", "monday"], name="week_once_a_model")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.monday}"
