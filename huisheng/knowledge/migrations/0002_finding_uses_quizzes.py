import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from huisheng.knowledge.index import found_by
from huisheng.ledger import tripwire


def write_words(apps, schema_editor):
    """What is published already is found by its current text."""
    words = apps.get_model("knowledge", "Words")
    rows = apps.get_model("knowledge", "Text").objects.filter(no=models.F("article__current"), no__gt=0)
    for text in rows.iterator():
        words.objects.create(article_id=text.article_id, **found_by(text))


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_settings_of_platforms"),
        ("ledger", "0001_initial"),
        ("knowledge", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE knowledge_quiz_id_seq", "DROP SEQUENCE knowledge_quiz_id_seq"),
        migrations.AddField(
            model_name="text",
            name="internal",
            field=models.TextField(default=""),
        ),
        migrations.CreateModel(
            name="Quiz",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("state", models.TextField(choices=[("drawn", "核题中"), ("open", "正在考"), ("closed", "已结束")])),
                ("title", models.TextField()),
                ("units", models.BooleanField(default=False)),
                ("count", models.IntegerField()),
                ("pool", models.IntegerField()),
                ("minutes", models.IntegerField()),
                ("drawn_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("taken", models.IntegerField(default=0)),
                (
                    "platform",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "db_table": "knowledge_quiz",
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.IntegerField()),
                ("n", models.IntegerField()),
                ("stem", models.TextField()),
                ("options", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("right", models.IntegerField()),
                ("approved", models.BooleanField(default=False)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="knowledge.article",
                    ),
                ),
                (
                    "quiz",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="knowledge.quiz",
                    ),
                ),
            ],
            options={
                "db_table": "knowledge_question",
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seat", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("begun_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("order", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("chosen", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("ended_at", models.DateTimeField(null=True)),
                ("right", models.IntegerField(null=True)),
                ("seconds", models.IntegerField(null=True)),
                (
                    "quiz",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sittings",
                        to="knowledge.quiz",
                    ),
                ),
            ],
            options={
                "db_table": "knowledge_sitting",
            },
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.BigIntegerField()),
                ("platform", models.BigIntegerField()),
                ("n", models.IntegerField()),
                ("seat", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="knowledge.article",
                    ),
                ),
            ],
            options={
                "db_table": "knowledge_use",
            },
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="knowledge.article",
                    ),
                ),
                (
                    "said",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "inner",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "letters",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("initials", models.TextField(default="")),
                ("keywords", models.TextField(default="")),
            ],
            options={
                "db_table": "knowledge_words",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["said"], fastupdate=False, name="words_by_said"),
                    django.contrib.postgres.indexes.GinIndex(fields=["inner"], fastupdate=False, name="words_by_inner"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["letters"], fastupdate=False, name="words_by_letters"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="quiz",
            index=models.Index(fields=["platform", "-id"], name="quiz_newest"),
        ),
        migrations.AddConstraint(
            model_name="quiz",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["drawn", "open", "closed"])), name="quiz_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("quiz", "no"), name="quiz_question_once"),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.UniqueConstraint(fields=("quiz", "seat"), name="sitting_once"),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["article", "-at"], name="use_by_article"),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["platform", "-at"], name="use_newest"),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=models.UniqueConstraint(fields=("order", "article"), name="use_once"),
        ),
        # written seldom, read as one types: nothing waits in a list that every search would have to read
        migrations.RunSQL(
            "ALTER INDEX article_by_pairs SET (fastupdate = off)", "ALTER INDEX article_by_pairs RESET (fastupdate)"
        ),
        tripwire.needs_entry("knowledge_quiz", "quiz", "id"),
        tripwire.needs_entry("knowledge_use", "workorder", "order"),
        migrations.RunPython(write_words, migrations.RunPython.noop),
    ]
