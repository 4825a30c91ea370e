"""Articles as they stand now, and every text they ever had."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from huisheng.directory.models import Unit
from huisheng.knowledge.states import ArticleState, Form


class Article(models.Model):
    """知识条目. ``current``: the number of the text that is read; ``draft``: of the one being written; 0 for none.

    ``title``, ``folded``, ``initials``, ``pairs`` are of the current text, for finding it: the words folded for
    comparing, the first letters of the title's pinyin, and every two neighbouring characters of title and keywords.
    """

    id = models.BigIntegerField(primary_key=True)  # from knowledge_article_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)  # 责任单位
    version = models.IntegerField()
    state = models.TextField(choices=list(ArticleState.labels().items()))
    current = models.IntegerField(default=0)
    draft = models.IntegerField(default=0)
    public = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    review_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    title = models.TextField()
    folded = models.TextField(default="")
    initials = models.TextField(default="")
    category = models.TextField(default="")
    pairs = ArrayField(models.TextField(), default=list)

    class Meta:
        db_table = "knowledge_article"
        constraints = [
            models.CheckConstraint(name="article_state_known", condition=Q(state__in=list(ArticleState.labels()))),
        ]
        indexes = [
            models.Index(fields=["platform", "-changed_at", "-id"], name="article_newest"),
            models.Index(
                fields=["platform", "review_on", "id"], name="article_by_review", condition=Q(state="published")
            ),
            GinIndex(fields=["pairs"], name="article_by_pairs"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"article:{self.pk}"


class Text(models.Model):
    """The ``no``-th text of an article; never changed once it was submitted."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="texts", db_index=False)
    no = models.IntegerField()
    form = models.TextField(choices=list(Form.labels().items()))
    title = models.TextField()
    body = models.TextField()
    keywords = models.TextField(default="")
    source = models.TextField()
    category = models.TextField(default="")
    public = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    seat = models.BigIntegerField()  # who wrote it
    at = models.DateTimeField()
    submitted = models.BooleanField(default=False)
    signed_seat = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    back = models.TextField(default="")  # why it was sent back

    class Meta:
        db_table = "knowledge_text"
        constraints = [
            models.UniqueConstraint(fields=["article", "no"], name="text_no_once"),
            models.CheckConstraint(name="text_form_known", condition=Q(form__in=list(Form.labels()))),
            models.CheckConstraint(
                name="text_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.no}"
