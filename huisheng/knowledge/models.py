"""Articles as they stand now, and every text they ever had."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from huisheng.directory.models import Unit
from huisheng.knowledge.states import ArticleState, Form, QuizState


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
    internal = models.TextField(default="")  # 内部说明: never for citizens
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


class Words(models.Model):
    """What a published article is found by: of its current text, every two neighbouring characters of what all may
    read (``said``) and of what is internal (``inner``), and every two letters of its pinyin initials.

    It can be thrown away and written anew (``index``), so no entry speaks of it.
    """

    article = models.OneToOneField(Article, models.PROTECT, primary_key=True, related_name="words")
    said = ArrayField(models.TextField(), default=list)
    inner = ArrayField(models.TextField(), default=list)
    letters = ArrayField(models.TextField(), default=list)
    initials = models.TextField(default="")
    keywords = models.TextField(default="")

    class Meta:
        db_table = "knowledge_words"
        indexes = [
            GinIndex(fields=["said"], fastupdate=False, name="words_by_said"),
            GinIndex(fields=["inner"], fastupdate=False, name="words_by_inner"),
            GinIndex(fields=["letters"], fastupdate=False, name="words_by_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}"


class Use(models.Model):
    """An article that a seat took for the answer of a matter (an order's key), and which text of it."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="uses", db_index=False)
    order = models.BigIntegerField()
    platform = models.BigIntegerField()
    n = models.IntegerField()
    seat = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "knowledge_use"
        constraints = [models.UniqueConstraint(fields=["order", "article"], name="use_once")]
        indexes = [
            models.Index(fields=["article", "-at"], name="use_by_article"),
            models.Index(fields=["platform", "-at"], name="use_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.order}"


class Quiz(models.Model):
    """知识竞赛: questions drawn from the base. ``units``: handlers of the units take part, so all of it is public."""

    id = models.BigIntegerField(primary_key=True)  # from knowledge_quiz_id_seq
    platform = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    version = models.IntegerField()
    state = models.TextField(choices=list(QuizState.labels().items()))
    title = models.TextField()
    units = models.BooleanField(default=False)
    count = models.IntegerField()
    pool = models.IntegerField()  # of how many articles it was drawn
    minutes = models.IntegerField()
    drawn_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    taken = models.IntegerField(default=0)  # how many handed in

    class Meta:
        db_table = "knowledge_quiz"
        constraints = [
            models.CheckConstraint(name="quiz_state_known", condition=Q(state__in=list(QuizState.labels()))),
        ]
        indexes = [models.Index(fields=["platform", "-id"], name="quiz_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """Its stream in the ledger."""
        return f"quiz:{self.pk}"


class Question(models.Model):
    """The ``no``-th question of a quiz: what is asked, four answers, which is right, and the text it was made from."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="questions", db_index=False)
    no = models.IntegerField()
    article = models.ForeignKey(Article, models.PROTECT, related_name="+", db_index=False)
    n = models.IntegerField()
    stem = models.TextField()
    options = ArrayField(models.TextField())
    right = models.IntegerField()
    approved = models.BooleanField(default=False)

    class Meta:
        db_table = "knowledge_question"
        constraints = [models.UniqueConstraint(fields=["quiz", "no"], name="quiz_question_once")]

    def __str__(self) -> str:
        return f"{self.quiz_id}/{self.no}"


class Sitting(models.Model):
    """One seat's try. ``order``: the questions as this seat meets them; ``chosen``: by number, 0 for none yet."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="sittings", db_index=False)
    seat = models.BigIntegerField()
    unit = models.BigIntegerField()
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    order = ArrayField(models.IntegerField())
    chosen = ArrayField(models.IntegerField())
    ended_at = models.DateTimeField(null=True)
    right = models.IntegerField(null=True)
    seconds = models.IntegerField(null=True)

    class Meta:
        db_table = "knowledge_sitting"
        constraints = [models.UniqueConstraint(fields=["quiz", "seat"], name="sitting_once")]

    def __str__(self) -> str:
        return f"{self.quiz_id}: {self.seat}"
