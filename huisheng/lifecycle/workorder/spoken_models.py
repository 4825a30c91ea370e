"""What was said in the calls of orders, as search looks through it; see ``search.spoken``. A part of ``models``."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Spoken(models.Model):
    """What an order is found by among recorded calls: keyed hashes of neighbouring characters, never the words.

    Disposable, written by the channel that holds the recordings' texts. It goes when they go, and in the transaction
    that erases the citizen's words (a trigger of that channel's).
    """

    order = models.OneToOneField("workorder.WorkOrder", models.PROTECT, primary_key=True, related_name="spoken")
    grams = ArrayField(models.IntegerField())

    class Meta:
        app_label = "workorder"
        db_table = "workorder_spoken"
        indexes = [GinIndex(fields=["grams"], name="spoken_by_grams", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.order_id)
