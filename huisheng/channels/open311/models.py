"""Keys of the apps that file through Open311."""

from django.db import models
from django.db.models import Q

from huisheng.channels.inbox.sources import Source
from huisheng.directory.models import Unit
from huisheng.taxonomy.channels import Channel

CHANNELS = {one.value: one.label for one in (Channel.APP, Channel.API, Channel.SNAPSHOT, Channel.WEB)}


class Key(Source, models.Model):
    """开放接口密钥. ``code`` is the ``source`` of what comes in by it; of the key itself only the SHA-256 is kept.

    ``minute`` and ``asked``: how often it was asked in the present minute, against ``per_minute``.
    """

    called = "密钥"

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.TextField()
    label = models.TextField()
    digest = models.BinaryField()
    channel = models.TextField(choices=list(CHANNELS.items()))
    may_write = models.BooleanField(default=True)
    per_minute = models.IntegerField()
    minute = models.BigIntegerField(default=0)
    asked = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "open311_key"
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="open311_key_once"),
            models.UniqueConstraint(fields=["code"], name="open311_code_once", condition=Q(revoked_at__isnull=True)),
            models.CheckConstraint(name="open311_channel_known", condition=Q(channel__in=list(CHANNELS))),
        ]

    def __str__(self) -> str:
        return self.code
