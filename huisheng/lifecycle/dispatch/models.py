"""Rulings on overlapping areas (插花地) as they stand now."""

from django.db import models
from django.db.models import F, Q

from huisheng.directory.models import Unit


class Ruling(models.Model):
    """One ruling: ``unit`` answers for matters of ``category`` in ``region``, or where ``place``'s words are named.

    ``category`` is the head of a code of ``category_version``, "" for all. It holds from ``first`` to ``last`` (both
    included; None: until it is ended). ``place``: words, any of which names the spot; a place, never a person.
    """

    id = models.BigIntegerField(primary_key=True)  # from dispatch_ruling_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    version = models.IntegerField()
    category = models.TextField(default="")
    category_version = models.TextField(default="")
    region = models.TextField(default="")
    place = models.TextField(default="")
    reason = models.TextField()
    clause = models.TextField(default="")
    salt = models.BinaryField()
    first = models.DateField()
    last = models.DateField(null=True)
    ruled_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(default="")
    ended_salt = models.BinaryField(default=b"")

    class Meta:
        db_table = "dispatch_ruling"
        constraints = [
            models.CheckConstraint(name="ruling_names_a_place", condition=~Q(region="", place="")),
            models.CheckConstraint(
                name="ruling_days_in_order", condition=Q(last__isnull=True) | Q(last__gte=F("first"))
            ),
            models.UniqueConstraint(
                name="ruling_once",
                fields=["platform", "category_version", "category", "region", "place"],
                condition=Q(ended_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["platform", "-id"], name="ruling_newest")]

    def __str__(self) -> str:
        return f"{self.category} {self.region} {self.place}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"ruling:{self.pk}"
