"""Leaders' sessions as they stand now, and the questions gathered for them."""

from django.db import models
from django.db.models import Q

from huisheng.directory.models import Unit
from huisheng.lifecycle.sessions.states import SessionState


class Session(models.Model):
    """领导接听: one leader of one unit at the telephone. ``post`` is the office held, never a name."""

    id = models.BigIntegerField(primary_key=True)  # from leader_session_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    version = models.IntegerField()
    state = models.TextField(choices=list(SessionState.labels().items()))
    post = models.TextField()
    portfolio = models.TextField()
    topics = models.TextField()
    starts_at = models.DateTimeField()
    announced_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    calls = models.IntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    published_where = models.TextField(default="")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.TextField(default="")
    salt = models.BinaryField(default=b"")  # of the digest of ``cancelled_why``

    class Meta:
        db_table = "leader_session"
        constraints = [
            models.CheckConstraint(name="session_state_known", condition=Q(state__in=list(SessionState.labels()))),
            models.CheckConstraint(
                name="session_ended_with_calls",
                condition=Q(ended_at__isnull=True, calls__isnull=True) | Q(ended_at__isnull=False, calls__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["platform", "-starts_at"], name="session_newest")]

    def __str__(self) -> str:
        return f"{self.post} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"session:{self.pk}"


class Question(models.Model):
    """What a citizen asked beforehand; erasable, the ledger holds its salted digest."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="questions", db_index=False)
    no = models.IntegerField()
    words = models.TextField()
    salt = models.BinaryField()
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "leader_session_question"
        constraints = [models.UniqueConstraint(fields=["session", "no"], name="question_no_once")]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.no}"
