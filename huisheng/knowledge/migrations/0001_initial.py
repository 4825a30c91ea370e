import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from huisheng.ledger import tripwire


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0002_accounts"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE knowledge_article_id_seq", "DROP SEQUENCE knowledge_article_id_seq"),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "待签发"),
                            ("published", "已发布"),
                            ("retired", "已停用"),
                        ]
                    ),
                ),
                ("current", models.IntegerField(default=0)),
                ("draft", models.IntegerField(default=0)),
                ("public", models.BooleanField(default=False)),
                ("valid_from", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                ("review_on", models.DateField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("title", models.TextField()),
                ("folded", models.TextField(default="")),
                ("initials", models.TextField(default="")),
                ("category", models.TextField(default="")),
                (
                    "pairs",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "db_table": "knowledge_article",
            },
        ),
        migrations.CreateModel(
            name="Text",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.IntegerField()),
                ("form", models.TextField(choices=[("article", "说明"), ("question", "问答"), ("steps", "办事步骤")])),
                ("title", models.TextField()),
                ("body", models.TextField()),
                ("keywords", models.TextField(default="")),
                ("source", models.TextField()),
                ("category", models.TextField(default="")),
                ("public", models.BooleanField(default=False)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("seat", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("submitted", models.BooleanField(default=False)),
                ("signed_seat", models.BigIntegerField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("back", models.TextField(default="")),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="knowledge.article",
                    ),
                ),
            ],
            options={
                "db_table": "knowledge_text",
            },
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["platform", "-changed_at", "-id"], name="article_newest"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["platform", "review_on", "id"],
                name="article_by_review",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(fields=["pairs"], name="article_by_pairs"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "published", "retired"])),
                name="article_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="text",
            constraint=models.UniqueConstraint(fields=("article", "no"), name="text_no_once"),
        ),
        migrations.AddConstraint(
            model_name="text",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ["article", "question", "steps"])), name="text_form_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="text",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="text_ends_after_it_begins",
            ),
        ),
        tripwire.needs_entry("knowledge_article", "article", "id"),
        tripwire.needs_entry("knowledge_text", "article", "article_id"),
    ]
