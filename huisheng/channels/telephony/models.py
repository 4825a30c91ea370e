"""Calls as they stand now, the switches that tell of them, and the seats at which they ring.

A call changes with an entry of its own stream (tripwire). What the switch says of seats (rings, states) is kept beside
it with its times, and is no matter of the ledger: no figure is made of it yet.
"""

from django.db import models
from django.db.models import Q

from huisheng.channels.inbox.sources import Source
from huisheng.channels.telephony.contract import Phase, Profile, Told
from huisheng.directory.models import Seat, Unit
from huisheng.lifecycle.workorder.models import WorkOrder


class Call(models.Model):
    """来电. ``source`` and ``call_id`` are the switch's; the number calling is sealed."""

    id = models.BigIntegerField(primary_key=True)  # from telephony_call_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    source = models.TextField()
    call_id = models.TextField()
    queue = models.TextField(default="")
    version = models.IntegerField()
    phone_sealed = models.BinaryField(default=b"")
    phone_blind = models.BinaryField(default=b"")
    seat = models.BigIntegerField(null=True)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    effective = models.BooleanField(null=True)
    disposition = models.TextField(default="")

    class Meta:
        db_table = "telephony_call"
        constraints = [
            models.UniqueConstraint(fields=["source", "call_id"], name="call_once"),
            models.CheckConstraint(
                name="call_answered_or_abandoned", condition=Q(answered_at__isnull=True) | Q(abandoned_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["platform", "-offered_at"], name="call_newest"),
            models.Index(
                fields=["platform", "offered_at"],
                name="call_waiting",
                condition=Q(answered_at__isnull=True, abandoned_at__isnull=True),
            ),
            models.Index(
                fields=["platform", "id"],
                name="call_to_return",
                condition=Q(abandoned_at__isnull=False, returned_at__isnull=True),
            ),
            models.Index(fields=["seat", "-answered_at"], name="call_of_seat", condition=Q(seat__isnull=False)),
            models.Index(fields=["phone_blind", "-offered_at"], name="call_by_phone", condition=~Q(phone_blind=b"")),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.call_id}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"call:{self.pk}"


def _known(name: str, field: str, words: type[Told] | type[Phase] | type[Profile]) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": list(words.labels())}))


class Switch(Source, models.Model):
    """来源系统: a switch that tells of calls to a platform. ``code`` is the ``source`` of its calls.

    One that signs (``signed``) has a secret, sealed with ``telephony_switch:CODE``: an HMAC can't be checked by a
    digest. One of the generic profile (``cti``) has a token, of which only the SHA-256 is kept. One to which we speak
    (``asterisk``) has no key of ours: see Manager.
    """

    called = "来源系统"

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.TextField()
    label = models.TextField()
    profile = models.TextField(choices=list(Profile.labels().items()))
    secret_sealed = models.BinaryField(default=b"")
    digest = models.BinaryField(default=b"")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "telephony_switch"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="switch_code_once", condition=Q(revoked_at__isnull=True)),
            models.CheckConstraint(
                name="switch_has_its_key",
                condition=(Q(profile="signed") & ~Q(secret_sealed=b""))
                | (Q(profile="cti") & ~Q(digest=b""))
                | Q(profile="asterisk", secret_sealed=b"", digest=b""),
            ),
            _known("switch_profile_known", "profile", Profile),
        ]

    def __str__(self) -> str:
        return self.code


class Manager(models.Model):
    """管理接口: how an Asterisk is reached, and how far it was read.

    ``secret_sealed`` is sealed with ``telephony_manager:CODE``. ``contexts`` of its dialplan (space between them) are
    those into which citizens call; calls out begin in ``outward``, calls are handed on in ``transfers``, three speak
    together in ``conferences``. ``queue_log`` is read after a lost line, from ``queue_log_offset`` of the file
    ``queue_log_inode``. ``recordings``: the directory where its recordings lie for us.
    """

    switch = models.OneToOneField(Switch, models.PROTECT, primary_key=True, related_name="manager")
    host = models.TextField()
    port = models.IntegerField()
    username = models.TextField()
    secret_sealed = models.BinaryField()
    contexts = models.TextField()
    outward = models.TextField(default="")
    transfers = models.TextField(default="")
    conferences = models.TextField(default="")
    technology = models.TextField()  # of the agents' telephones: PJSIP/1001
    queue_log = models.TextField(default="")
    queue_log_inode = models.TextField(default="")
    queue_log_offset = models.BigIntegerField(default=0)
    recordings = models.TextField(default="")
    connected_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    trouble = models.TextField(default="")

    class Meta:
        db_table = "telephony_manager"

    def __str__(self) -> str:
        return f"{self.username}@{self.host}:{self.port}"


class SeatPhone(models.Model):
    """The extension (分机) that stands at a seat."""

    seat = models.OneToOneField(Seat, models.PROTECT, primary_key=True, related_name="phone")
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    extension = models.TextField()

    class Meta:
        db_table = "telephony_seatphone"
        constraints = [models.UniqueConstraint(fields=["platform", "extension"], name="seat_phone_once")]

    def __str__(self) -> str:
        return self.extension


class UnitPhone(models.Model):
    """The number (联动电话) at which a unit takes a call that is handed on, or comes into one."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="+")
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.TextField()

    class Meta:
        db_table = "telephony_unitphone"

    def __str__(self) -> str:
        return self.number


class Heard(models.Model):
    """What a switch said, once for each (source, call_id, event, seq). No telephone number stands in it.

    ``outcome``: done; held, until what must come before it has come; void, where it came too late to mean anything.
    """

    source = models.TextField()
    call_id = models.TextField()
    event = models.TextField(choices=list(Told.labels().items()))
    seq = models.IntegerField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    agent = models.TextField(default="")
    talk_s = models.IntegerField(null=True)
    cause = models.TextField(default="")
    recording_ref = models.TextField(default="")
    rating = models.SmallIntegerField(null=True)
    outcome = models.TextField(choices=[("done", "已办"), ("held", "等候"), ("void", "无效")])

    class Meta:
        db_table = "telephony_heard"
        constraints = [
            models.UniqueConstraint(fields=["source", "call_id", "event", "seq"], name="heard_once"),
            _known("heard_event_known", "event", Told),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.call_id}/{self.event}/{self.seq}"


class Leg(models.Model):
    """A call at one seat: it rang there; perhaps it was answered there. ``done``: nothing is left to do with it."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="legs")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", db_index=False)
    rung_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    done = models.BooleanField(default=False)

    class Meta:
        db_table = "telephony_leg"
        indexes = [
            models.Index(fields=["seat", "id"], name="leg_at_seat", condition=Q(done=False)),
            models.Index(fields=["seat", "-rung_at"], name="leg_of_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}@{self.seat_id}"


class Dialling(models.Model):
    """回拨: a missed call is being called back through the switch. ``key``: that other call's there.

    ``outcome``: "" while it lasts; reached; unanswered; untaken, where the seat's own telephone wasn't picked up.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="diallings")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", db_index=False)
    source = models.TextField()
    key = models.TextField()
    begun_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")

    class Meta:
        db_table = "telephony_dialling"
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="dialling_once"),
            models.UniqueConstraint(fields=["call"], name="dialling_one_at_a_time", condition=Q(over_at__isnull=True)),
            models.CheckConstraint(
                name="dialling_outcome_known", condition=Q(outcome__in=["", "reached", "unanswered", "untaken"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.key}"


class Recording(models.Model):
    """录音: where the switch said that one lies; once fetched, its sealed copy under the name ``content``.

    ``digest``: the SHA-256 of what was fetched. Fetched or given up (``trouble``), ``next_at`` is None. What was
    kept as long as it is to be kept is destroyed: the file is no more, the row says when.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="recordings")
    heard = models.OneToOneField(Heard, models.PROTECT, related_name="recording")
    outward = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    content = models.TextField(default="")
    digest = models.BinaryField(default=b"")
    size = models.BigIntegerField(default=0)
    seconds = models.IntegerField(null=True)
    media = models.TextField(default="")
    trouble = models.TextField(default="")

    class Meta:
        db_table = "telephony_recording"
        constraints = [
            models.CheckConstraint(
                name="recording_whole",
                condition=Q(kept_at__isnull=True) | (~Q(content="") & ~Q(digest=b"") & Q(next_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="recording_to_fetch", condition=Q(next_at__isnull=False)),
            models.Index(
                fields=["found_at"],
                name="recording_kept",
                condition=Q(kept_at__isnull=False, destroyed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}/{self.pk}"


class Transcript(models.Model):
    """录音转写: what a recording says, as far as the model understood it; sealed, and gone with the recording.

    Before its first hearing ``heard_at`` is None; ``tries`` counts those that were begun, ``trouble`` says why the last
    brought nothing. ``model``: the folder's name.
    """

    recording = models.OneToOneField(Recording, models.PROTECT, related_name="transcript")
    text_sealed = models.BinaryField(default=b"")
    model = models.TextField(default="")
    tries = models.SmallIntegerField(default=0)
    tried_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    trouble = models.TextField(default="")

    class Meta:
        db_table = "telephony_transcript"

    def __str__(self) -> str:
        return f"{self.recording_id}"


class CallOrder(models.Model):
    """An order that was taken while the call lasted, or at its wrap-up."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="orders")
    order = models.OneToOneField(WorkOrder, models.PROTECT, related_name="+")

    class Meta:
        db_table = "telephony_callorder"

    def __str__(self) -> str:
        return f"{self.call_id}/{self.order_id}"


class AgentState(models.Model):
    """A stretch of time that a seat was in one state; the present one has no end."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", db_index=False)
    phase = models.TextField(choices=list(Phase.labels().items()))
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "telephony_agentstate"
        constraints = [
            models.UniqueConstraint(fields=["seat"], name="agent_state_now", condition=Q(until__isnull=True)),
            models.CheckConstraint(
                name="agent_state_lasts", condition=Q(until__isnull=True) | Q(until__gte=models.F("since"))
            ),
            _known("agent_state_known", "phase", Phase),
        ]
        indexes = [models.Index(fields=["seat", "-since"], name="agent_state_of_seat")]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.phase}"
