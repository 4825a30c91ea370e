"""Official accounts, what was signed lately, and messages whose picture or voice isn't here yet."""

from django.db import models
from django.db.models import Q

from huisheng.channels.inbox.sources import Source
from huisheng.directory.models import Unit


class Account(Source, models.Model):
    """公众号. ``code`` is the ``source`` of its messages and stands in the address that WeChat calls.

    Sealed with ``wechat_account:CODE:FIELD``: the token by which WeChat signs, the key of the safe mode (empty: plain
    mode), the secret by which we sign in, and the access that it gives for two hours. ``api_base``: where its
    interface is. ``template_id`` with ``template_fields`` ("thing1:subject thing2:text"): what is sent to who wrote
    too long ago to be written to freely; empty where the account has no template.
    """

    called = "公众号"

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.TextField()
    label = models.TextField()
    appid = models.TextField()
    token_sealed = models.BinaryField()
    aes_sealed = models.BinaryField(default=b"")
    secret_sealed = models.BinaryField()
    api_base = models.TextField()
    template_id = models.TextField(default="")
    template_fields = models.TextField(default="")
    menu = models.JSONField(default=list)
    access_sealed = models.BinaryField(default=b"")
    access_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)  # when WeChat last called us and signed
    trouble = models.TextField(default="")

    class Meta:
        db_table = "wechat_account"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="wechat_code_once", condition=Q(revoked_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.code


class Signed(models.Model):
    """A signature of the last minutes and what it came with: the same one with something else is a forgery.

    In plain mode WeChat signs its token, time and nonce, not what it says.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    signature = models.TextField()
    print = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "wechat_signed"
        constraints = [models.UniqueConstraint(fields=["account", "signature"], name="wechat_signed_once")]
        indexes = [models.Index(fields=["at"], name="wechat_signed_age")]

    def __str__(self) -> str:
        return self.signature


class Waiting(models.Model):
    """A message whose picture or voice isn't fetched yet, sealed with ``wechat_waiting:CODE/REF``; gone when taken."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    ref = models.TextField()
    said_sealed = models.BinaryField()
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "wechat_waiting"
        constraints = [models.UniqueConstraint(fields=["account", "ref"], name="wechat_waiting_once")]
        indexes = [models.Index(fields=["account", "due_at"], name="wechat_waiting_due")]

    def __str__(self) -> str:
        return self.ref
