"""Mailboxes, and which letters of theirs were read."""

from django.db import models
from django.db.models import Q

from huisheng.channels.inbox.sources import Source
from huisheng.directory.models import Unit
from huisheng.kernel.labelled import Labelled
from huisheng.taxonomy.channels import Channel


class Guard(Labelled):
    """How a connection is guarded."""

    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    PLAIN = "plain", "不加密"  # within one machine, or a closed net


CHANNELS = {one.value: one.label for one in (Channel.MAIL, Channel.GOVERNOR_MAILBOX, Channel.PROVINCE, Channel.API)}


class Mailbox(Source, models.Model):
    """邮箱: where letters to a platform arrive, and from which they are answered. ``code`` is their ``source``.

    The password is sealed with ``mail_mailbox:CODE``. ``done_folder``: where a letter is moved once it is taken; ""
    leaves it in ``folder``, marked as seen. Letters that arrived before ``since`` are none of ours. ``last_uid`` is
    the last one looked at, as long as the server's ``uidvalidity`` stays.
    """

    called = "邮箱"

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.TextField()
    label = models.TextField()
    channel = models.TextField(choices=list(CHANNELS.items()))
    address = models.TextField()  # From of what is sent
    imap_host = models.TextField()
    imap_port = models.IntegerField()
    imap_guard = models.TextField(choices=list(Guard.labels().items()))
    folder = models.TextField(default="INBOX")
    done_folder = models.TextField(default="")
    smtp_host = models.TextField()
    smtp_port = models.IntegerField()
    smtp_guard = models.TextField(choices=list(Guard.labels().items()))
    user = models.TextField()
    smtp_user = models.TextField(default="")  # "": none is asked for
    secret_sealed = models.BinaryField()
    since = models.DateTimeField()
    uidvalidity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    trouble = models.TextField(default="")

    class Meta:
        db_table = "mail_mailbox"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="mailbox_code_once", condition=Q(revoked_at__isnull=True)),
            models.CheckConstraint(name="mailbox_channel_known", condition=Q(channel__in=list(CHANNELS))),
            models.CheckConstraint(
                name="mailbox_guards_known",
                condition=Q(imap_guard__in=list(Guard.labels())) & Q(smtp_guard__in=list(Guard.labels())),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Arrival(models.Model):
    """A letter of a mailbox that was handed on, by its key there.

    ``message_id`` tells its thread; ``digest`` a copy of it from another letter that bears the same Message-ID.
    """

    source = models.TextField()
    ref = models.TextField()
    message_id = models.TextField(default="")
    digest = models.TextField()

    class Meta:
        db_table = "mail_arrival"
        constraints = [models.UniqueConstraint(fields=["source", "ref"], name="arrival_once")]

    def __str__(self) -> str:
        return f"{self.source}/{self.ref}"
