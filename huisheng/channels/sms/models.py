"""Gateways, what was given to them, and what of long messages has come so far. Nothing here is read by its sender."""

from django.db import models
from django.db.models import Q

from huisheng.channels.inbox.sources import Source
from huisheng.channels.sms.contract import Encoding, Fate, Protocol, Way
from huisheng.directory.models import Unit


def _known(
    name: str, field: str, words: type[Protocol] | type[Way] | type[Encoding] | type[Fate]
) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": list(words.labels())}))


class Gateway(Source, models.Model):
    """短信账户: a link to an operator's gateway. ``code`` is the ``source`` of its messages.

    ``system_id`` is CMPP's 企业代码, ``system_type`` its 业务代码. ``number``: the service number it sends from.
    ``prefix`` stands before a citizen's number ("86" where the gateway wants it). ``rate``: parts a second;
    ``window``: parts that may be unanswered at once. ``connected_at``: since when it is up; null while it isn't.
    """

    called = "短信账户"

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="sms_+")
    code = models.TextField()
    label = models.TextField()
    protocol = models.TextField(choices=list(Protocol.labels().items()))
    host = models.TextField()
    port = models.IntegerField()
    system_id = models.TextField()
    secret_sealed = models.BinaryField()
    system_type = models.TextField(default="")
    number = models.TextField()
    prefix = models.TextField(default="")
    rate = models.IntegerField()
    window = models.IntegerField()
    way = models.TextField(choices=list(Way.labels().items()))
    encoding = models.TextField(choices=list(Encoding.labels().items()))
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    trouble = models.TextField(default="")

    class Meta:
        db_table = "sms_gateway"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="sms_gateway_code_once", condition=Q(revoked_at__isnull=True)
            ),
            _known("sms_gateway_protocol_known", "protocol", Protocol),
            _known("sms_gateway_way_known", "way", Way),
            _known("sms_gateway_encoding_known", "encoding", Encoding),
        ]

    def __str__(self) -> str:
        return self.code


class Submitted(models.Model):
    """A part of an outgoing message (``key``, the parcel's), and what became of it.

    ``message_id``: the gateway's key of it, as ``rules.spelled`` writes it, by which its receipt is known. ``source``:
    the parcel's own, "" where it left the choice to us. ``told``: the outbox knows what became of the whole.
    """

    gateway = models.TextField()
    key = models.TextField()
    part = models.SmallIntegerField()
    of = models.SmallIntegerField()
    source = models.TextField(default="")
    message_id = models.TextField(default="")
    address_blind = models.BinaryField()
    fate = models.TextField(choices=list(Fate.labels().items()))
    trouble = models.TextField(default="")
    made_at = models.DateTimeField()
    told = models.BooleanField(default=False)

    class Meta:
        db_table = "sms_submitted"
        constraints = [
            models.UniqueConstraint(fields=["key", "part"], name="sms_submitted_once"),
            _known("sms_submitted_fate_known", "fate", Fate),
        ]
        indexes = [
            models.Index(fields=["gateway", "message_id"], name="sms_submitted_receipt", condition=~Q(message_id="")),
            models.Index(
                fields=["gateway", "id"],
                name="sms_submitted_untold",
                condition=Q(told=False, fate__in=["delivered", "failed"]),
            ),
            models.Index(fields=["gateway", "made_at"], name="sms_submitted_age"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.part}/{self.of}"


class Early(models.Model):
    """A receipt that nothing is known for yet: it may have overtaken the answer that names its message."""

    gateway = models.TextField()
    message_id = models.TextField()
    address_blind = models.BinaryField()
    fate = models.TextField(choices=list(Fate.labels().items()))
    trouble = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "sms_early"
        constraints = [_known("sms_early_fate_known", "fate", Fate)]
        indexes = [
            models.Index(fields=["gateway", "message_id"], name="sms_early_receipt"),
            models.Index(fields=["gateway", "at"], name="sms_early_age"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway}/{self.message_id}"


class Arrival(models.Model):
    """A message that the gateway gave no key: known again by a keyed print of its sender and bytes.

    ``confirmed``: the gateway has our answer, so what comes after is another message, though it say the same.
    """

    gateway = models.TextField()
    mark = models.TextField()
    ref = models.TextField()
    at = models.DateTimeField()
    confirmed = models.BooleanField(default=False)

    class Meta:
        db_table = "sms_arrival"
        constraints = [models.UniqueConstraint(fields=["gateway", "ref"], name="sms_arrival_once")]
        indexes = [
            models.Index(fields=["gateway", "mark", "-id"], name="sms_arrival_known"),
            models.Index(fields=["gateway", "at"], name="sms_arrival_age"),
        ]

    def __str__(self) -> str:
        return self.ref


class Whole(models.Model):
    """A long message that comes in parts. ``done_at``: it was taken, whole or after a day with what there was."""

    gateway = models.TextField()
    sender_sealed = models.BinaryField()
    sender_blind = models.BinaryField()
    reference = models.IntegerField()
    of = models.SmallIntegerField()
    first_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sms_whole"
        indexes = [
            models.Index(fields=["gateway", "sender_blind", "reference"], name="sms_whole_known"),
            models.Index(fields=["gateway", "first_at"], name="sms_whole_age"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway}/{self.reference}"


class Piece(models.Model):
    """A part of a long message, as it came, sealed."""

    whole = models.ForeignKey(Whole, models.CASCADE, related_name="sms_pieces")
    no = models.SmallIntegerField()
    coding = models.SmallIntegerField()
    body_sealed = models.BinaryField()
    mark = models.TextField()

    class Meta:
        db_table = "sms_piece"
        constraints = [models.UniqueConstraint(fields=["whole", "no"], name="sms_piece_once")]

    def __str__(self) -> str:
        return f"{self.whole_id} {self.no}"
