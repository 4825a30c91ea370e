"""How far a rehearsal has come."""

from django.db import models


class Run(models.Model):
    """One rehearsal of one published month in this database; resumable, so its seed is kept."""

    name = models.TextField(primary_key=True)
    seed = models.IntegerField()
    stories = models.IntegerField()
    stories_done = models.IntegerField(default=0)
    verbs_done = models.IntegerField(default=0)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "rehearsal_run"

    def __str__(self) -> str:
        return self.name


class Happened(models.Model):
    """A happening that was lived; ``key`` is what its first act made, by which later acts and orders find it."""

    run = models.TextField()
    ref = models.TextField()
    key = models.BigIntegerField(null=True)

    class Meta:
        db_table = "rehearsal_happened"
        constraints = (models.UniqueConstraint(name="rehearsal_happened_once", fields=["run", "ref"]),)

    def __str__(self) -> str:
        return self.ref
