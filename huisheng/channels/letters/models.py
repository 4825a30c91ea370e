"""Lists of other platforms and the sheets that were brought of them; letters while they are typed. Fields only.

What citizens said is sealed, and gone once it was brought in: from then on the inbox keeps it.
"""

from django.db import models
from django.db.models import F, Q

from huisheng.directory.models import Seat, Unit
from huisheng.taxonomy.channels import Channel


class Register(models.Model):
    """列表: another platform's list, by its name, and how its sheets call their columns (field -> heading)."""

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    label = models.TextField()
    channel = models.TextField(choices=list(Channel.labels().items()))
    headings = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "letters_register"
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "label"], name="register_label_once", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="register_channel_known", condition=Q(channel__in=list(Channel.labels()))),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def source(self) -> str:
        """The source of its messages in the inbox."""
        return f"list-{self.pk}"


class Batch(models.Model):
    """批: one sheet of a list: read, looked at, confirmed, brought in piece by piece.

    ``headings``: of the sheet; ``columns``: field -> heading, as it was looked at last. ``new`` … count its rows by
    what the look said; ``taken`` … by what became of them.
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="batches")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    name_sealed = models.BinaryField()
    headings = models.JSONField()
    columns = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    rows = models.IntegerField()
    new = models.IntegerField(default=0)
    known = models.IntegerField(default=0)
    wrong = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "letters_batch"
        indexes = [
            models.Index(fields=["register", "-id"], name="batch_of_register"),
            models.Index(fields=["id"], name="batch_under_way", condition=Q(confirmed_at__isnull=False, done_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="batch_done_after_it_was_confirmed",
                condition=Q(done_at__isnull=True) | Q(confirmed_at__isnull=False, done_at__gte=F("confirmed_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.register_id}/{self.pk}"


class Piece(models.Model):
    """Some hundred rows of a batch. ``rows_sealed``: [row, cells] and what reading found wrong; "" once brought in.

    ``looked_sealed``: what the look said of each row. ``results``: [row, outcome, number, sentence] of each; null
    until it was brought in. ``held_until``: who is at it now has it until then.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="pieces", db_index=False)
    no = models.IntegerField()
    rows_sealed = models.BinaryField()
    looked_sealed = models.BinaryField(default=b"")
    results = models.JSONField(null=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "letters_piece"
        constraints = [models.UniqueConstraint(fields=["batch", "no"], name="piece_no_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.no}"


class Letter(models.Model):
    """来信: the file of one letter while a seat reads it and types; gone once it is taken. ``ref``: its key there."""

    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    ref = models.TextField(unique=True)
    name_sealed = models.BinaryField()
    data_sealed = models.BinaryField()
    words_sealed = models.BinaryField(default=b"")
    note = models.TextField(default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "letters_letter"
        indexes = [models.Index(fields=["seat", "-id"], name="letter_of_seat")]

    def __str__(self) -> str:
        return self.ref
