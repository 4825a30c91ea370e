import django.db.models.deletion
from django.db import migrations, models

from huisheng.ledger import tripwire


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0001_initial"),
        ("directory", "0003_settings_of_platforms"),
        ("workorder", "0008_trace"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE topic_verdict_id_seq", "DROP SEQUENCE topic_verdict_id_seq"),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "span",
                    models.TextField(
                        choices=[("day", "近1日"), ("week", "近7日"), ("month", "近30日"), ("before", "上月")]
                    ),
                ),
                ("name", models.TextField()),
                ("place", models.TextField(default="")),
                ("what", models.TextField()),
                ("phrases", models.JSONField(default=list)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("rank", models.IntegerField()),
                ("people", models.IntegerField()),
                ("matters", models.IntegerField()),
                ("loudest", models.IntegerField(default=0)),
                ("share", models.IntegerField()),
                ("before", models.IntegerField(null=True)),
                ("year", models.IntegerField(null=True)),
                ("usual", models.IntegerField(null=True)),
                ("warning", models.TextField(default="")),
                ("found_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("gone", models.BooleanField(default=False)),
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
                "db_table": "topic",
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorder.workorder",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="topics.topic",
                    ),
                ),
            ],
            options={
                "db_table": "topic_member",
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("true", models.BooleanField()),
                ("warned", models.BooleanField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("people", models.IntegerField()),
                ("matters", models.IntegerField()),
                ("usual", models.IntegerField(null=True)),
                ("name", models.TextField()),
                ("why", models.TextField(default="")),
                ("salt", models.BinaryField()),
                ("judged_at", models.DateTimeField()),
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
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="topics.topic",
                    ),
                ),
            ],
            options={
                "db_table": "topic_verdict",
            },
        ),
        migrations.CreateModel(
            name="Coming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("rank", models.IntegerField()),
                ("category", models.TextField()),
                ("sentence", models.TextField()),
                ("last_year", models.IntegerField()),
                ("usual", models.IntegerField()),
                ("peak", models.DateField()),
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
                "db_table": "topic_coming",
                "constraints": [models.UniqueConstraint(fields=("platform", "rank"), name="coming_rank_once")],
            },
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(
                condition=models.Q(("gone", False)), fields=["platform", "span", "rank"], name="topic_ranked"
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("span__in", ["day", "week", "month", "before"])), name="topic_span_known"
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["order"], name="topic_of_order"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(fields=("topic", "order"), name="topic_member_once"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["topic", "-id"], name="verdict_of_topic"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["platform", "-id"], name="verdict_newest"),
        ),
        tripwire.needs_entry("topic_verdict", "verdict", "id"),
    ]
