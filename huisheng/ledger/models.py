"""The ledger's tables. Nobody outside this room imports them (contract "one-door")."""

from django.db import models
from django.db.models.functions import Cast


class TransactionId(models.Func):
    """The writing transaction's 64-bit id, set by the database itself."""

    function = "pg_current_xact_id"
    template = "%(function)s()"
    output_field = models.TextField()


class Entry(models.Model):
    """One thing that happened. ``id`` and ``txid`` give the commit-safe reading order (see cursor.py)."""

    id = models.BigAutoField(primary_key=True)
    txid = models.BigIntegerField(db_default=Cast(Cast(TransactionId(), models.TextField()), models.BigIntegerField()))
    stream = models.TextField()
    no = models.IntegerField()
    kind = models.TextField()
    version = models.SmallIntegerField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.BigIntegerField()
    unit = models.BigIntegerField(null=True)
    rule = models.TextField()
    body = models.JSONField()
    prev = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_entry"
        constraints = [
            models.UniqueConstraint(fields=["stream", "no"], name="ledger_entry_stream_no"),
            models.CheckConstraint(condition=models.Q(no__gte=1), name="ledger_entry_no_from_1"),
        ]
        indexes = [models.Index(fields=["txid", "id"], name="ledger_entry_read_order")]


class Seal(models.Model):
    """A day closed: the Merkle root over all entries that became visible since the seal before, chained to it."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(unique=True)
    after_txid = models.BigIntegerField()
    upto_txid = models.BigIntegerField()
    count = models.IntegerField()
    root = models.BinaryField()
    prev = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_seal"


class Cursor(models.Model):
    """How far a named reader has come: everything up to (txid, entry) is done."""

    name = models.TextField(primary_key=True)
    txid = models.BigIntegerField(default=0)
    entry = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_cursor"
