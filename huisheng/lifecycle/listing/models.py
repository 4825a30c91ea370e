"""Views and exports of seats. Neither is anything that happened to a matter: they have no stream in the ledger.

Who took what out of the house stands in the record of looks (``directory.Look``), which nobody can change.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huisheng.directory.models import Seat, Unit
from huisheng.lifecycle.listing.states import ExportState, Form


class SavedView(models.Model):
    """视图: filters and columns under a name, as a tab above the list. ``shared``: with the seats of the same unit.

    ``filters``: name -> value, as they stand in an address; never a caller's phone. ``columns``: empty for the usual.
    """

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    name = models.TextField()
    filters = models.JSONField(default=dict)
    columns = ArrayField(models.TextField(), default=list)
    position = models.SmallIntegerField()
    shared = models.BooleanField(default=False)
    first = models.BooleanField(default=False)  # what the list opens with
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "listing_view"
        constraints = [
            models.UniqueConstraint(fields=["seat", "name"], name="view_name_once"),
            models.UniqueConstraint(fields=["seat"], name="view_one_first", condition=Q(first=True)),
        ]
        indexes = [models.Index(fields=["unit"], name="view_shared", condition=Q(shared=True))]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """导出: a file that is written beside the web. ``personal``: with names and phones in full, for ``purpose``.

    ``rights``: what the seat might see when the file was begun; with other rights it gets nothing of it.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    filters = models.JSONField(default=dict)
    words = models.TextField()  # the filters, as people say them
    form = models.TextField(choices=list(Form.labels().items()))
    personal = models.BooleanField(default=False)
    purpose = models.TextField(default="")
    state = models.TextField(choices=list(ExportState.labels().items()))
    rows = models.IntegerField(default=0)
    total = models.IntegerField(null=True)
    moved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.TextField(default="")
    file = models.TextField(default="")
    size = models.BigIntegerField(default=0)
    rights = models.TextField(default="")

    class Meta:
        db_table = "listing_export"
        constraints = [
            models.CheckConstraint(name="export_state_known", condition=Q(state__in=list(ExportState.labels()))),
            models.CheckConstraint(name="export_form_known", condition=Q(form__in=list(Form.labels()))),
            models.CheckConstraint(name="export_personal_says_why", condition=Q(personal=False) | ~Q(purpose="")),
        ]
        indexes = [
            models.Index(fields=["seat", "-id"], name="export_of_seat"),
            models.Index(fields=["id"], name="export_open", condition=Q(state__in=["waiting", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
