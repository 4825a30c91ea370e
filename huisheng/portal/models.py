"""What the public site keeps of its own: drafts, keys of receipts, codes sent, and counts. Nothing of it is for long.

A device, a phone, an address of the network and a number typed are known here by their blind index alone.
"""

from django.db import models
from django.db.models import Q

from huisheng.directory.models import Unit
from huisheng.kernel.labelled import Labelled
from huisheng.lifecycle.workorder.models import WorkOrder


class Deed(Labelled):
    """What is counted, against abuse."""

    FILINGS = "filings", "反映"
    CODES = "codes", "索要验证码"
    WRONG = "wrong", "查错"
    ACTS = "acts", "办事"
    QUESTIONS = "questions", "提问"


class Draft(models.Model):
    """What a device is writing: one at a time on each platform. ``said_sealed``: all that was typed, as JSON.

    ``ref`` is its key at the inbox: sent twice, it is one order. After it was sent only that is kept.
    """

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    device = models.BinaryField()
    ref = models.TextField()
    said_sealed = models.BinaryField(default=b"")
    began_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)
    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "portal_draft"
        constraints = [
            models.UniqueConstraint(fields=["ref"], name="draft_ref_once"),
            models.UniqueConstraint(
                fields=["platform", "device"], name="draft_one_a_device", condition=Q(sent_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["platform", "device", "-id"], name="draft_of_device")]

    def __str__(self) -> str:
        return self.ref


class DraftFile(models.Model):
    """A photo or another file of a draft, cleaned and sealed; ``small_sealed``: the picture for the page."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    no = models.SmallIntegerField()
    name_sealed = models.BinaryField()
    data_sealed = models.BinaryField()
    small_sealed = models.BinaryField(default=b"")

    class Meta:
        db_table = "portal_draftfile"
        constraints = [models.UniqueConstraint(fields=["draft", "no"], name="draft_file_once")]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.no}"


class Key(models.Model):
    """The key of a receipt (its keyed digest alone). ``public``: its citizen lets the words be read, scrubbed."""

    order = models.OneToOneField(WorkOrder, models.PROTECT, primary_key=True, related_name="portal_key")
    digest = models.BinaryField()
    public = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "portal_key"

    def __str__(self) -> str:
        return str(self.order_id)


class Code(models.Model):
    """A code sent to a phone (its keyed digest alone), for a device that asks what that phone's matters are."""

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    phone = models.BinaryField()
    device = models.BinaryField()
    digest = models.BinaryField()
    sent_at = models.DateTimeField(db_index=True)
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "portal_code"
        indexes = [models.Index(fields=["platform", "phone", "device", "-id"], name="code_of_phone")]

    def __str__(self) -> str:
        return str(self.pk)


class Hit(models.Model):
    """One deed of somebody, to be counted. ``whose``: phone, address, device, number."""

    deed = models.TextField(choices=list(Deed.labels().items()))
    whose = models.TextField()
    blind = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "portal_hit"
        indexes = [models.Index(fields=["deed", "whose", "blind", "at"], name="hit_counted")]

    def __str__(self) -> str:
        return f"{self.deed} {self.whose}"


class Riddle(models.Model):
    """The question that a device has to answer now. ``asked_sealed``: what is asked; answered once, then gone."""

    device = models.BinaryField(primary_key=True)
    drawn = models.BooleanField()  # as a picture; else in words
    asked_sealed = models.BinaryField()
    answers_sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "portal_riddle"

    def __str__(self) -> str:
        return "picture" if self.drawn else "words"
