"""What hangs on an order's entries. Fields and constraints; the files themselves lie in ``store``."""

from django.db import models
from django.db.models import Q

from huisheng.lifecycle.attachments.states import Sort
from huisheng.lifecycle.workorder.models import WorkOrder


class Attachment(models.Model):
    """附件: one file on the entry ``entry`` of an order. Erasable: the ledger holds the salted digest and the size."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)
    no = models.SmallIntegerField()
    entry = models.IntegerField()
    name = models.TextField()
    sort = models.TextField(choices=list(Sort.labels().items()))
    size = models.IntegerField()
    content = models.TextField()  # its name in the store
    salt = models.BinaryField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "attachment"
        constraints = [
            models.UniqueConstraint(fields=["order", "no"], name="attachment_no_once"),
            models.CheckConstraint(name="attachment_sort_known", condition=Q(sort__in=list(Sort.labels()))),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.no}"


class OnItsWay(models.Model):
    """A file of the store, sealed, that a bucket doesn't have yet: ``name`` is what it will be called there."""

    name = models.TextField(primary_key=True)
    sealed = models.BinaryField()
    since = models.DateTimeField()

    class Meta:
        db_table = "attachment_onitsway"
        indexes = [models.Index(fields=["since"], name="attachment_onitsway_since")]

    def __str__(self) -> str:
        return self.name
