"""Runs, objections and editions as they stand now. No verbs here."""

import json

from django.db import models

from huisheng.directory.models import Unit


class Run(models.Model):
    """A period's figures, frozen. Never changed: a later run of the same days takes its place."""

    id = models.BigIntegerField(primary_key=True)  # from circular_run_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    first = models.DateField()
    last = models.DateField()
    no = models.IntegerField()
    state = models.TextField()
    version = models.IntegerField()
    position = models.BigIntegerField()
    dossier = models.TextField()  # SHA-256 of the file in the store
    frozen_at = models.DateTimeField()
    objections_until = models.DateTimeField()
    final_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "circular_run"
        constraints = [models.UniqueConstraint(fields=["platform", "first", "last", "no"], name="run_once")]
        indexes = [models.Index(fields=["platform", "-id"], name="run_newest")]

    def __str__(self) -> str:
        return f"{self.first}..{self.last} #{self.no}"

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"circular:{self.pk}"


class Frozen(models.Model):
    """A composition as the frozen figures make it (``plain.to_text``): what drafts of this run begin from."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="compositions", db_index=False)
    composition = models.TextField()
    title = models.TextField()
    document = models.TextField()

    class Meta:
        db_table = "circular_frozen"
        constraints = [models.UniqueConstraint(fields=["run", "composition"], name="frozen_once")]

    def __str__(self) -> str:
        return self.composition


class Objection(models.Model):
    """异议: a unit's words on its figures, and the decision."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="objections", db_index=False)
    no = models.IntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    about = models.TextField()
    words = models.TextField()
    salt = models.BinaryField()
    state = models.TextField()
    raised_at = models.DateTimeField()
    decision = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "circular_objection"
        constraints = [models.UniqueConstraint(fields=["run", "no"], name="objection_once")]
        indexes = [models.Index(fields=["run", "unit"], name="objection_of_unit")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.no}"


class Edition(models.Model):
    """通报的一稿. ``reworded``: the office's paragraphs by key, as JSON; ``document``: as signed, "" before.

    ``salt``: of the digest that the ledger has of ``sent_back``.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="editions", db_index=False)
    no = models.IntegerField()
    composition = models.TextField()
    title = models.TextField()
    issue = models.TextField(default="")
    dated = models.DateField(null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.TextField()
    reworded = models.TextField(default="{}")
    document = models.TextField(default="")
    digest = models.TextField(default="")
    drafted_by = models.BigIntegerField()
    drafted_at = models.DateTimeField()
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    sent_back = models.TextField(default="")
    salt = models.BinaryField(default=b"")
    signed_by = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "circular_edition"
        constraints = [models.UniqueConstraint(fields=["run", "no"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.title} {self.no}"

    @property
    def words(self) -> dict[str, str]:
        """The office's paragraphs by key."""
        return dict(json.loads(self.reworded))
