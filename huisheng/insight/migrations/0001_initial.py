import django.db.models.deletion
from django.db import migrations, models

from huisheng.ledger import tripwire


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0001_initial"),
        ("directory", "0003_settings_of_platforms"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE insight_model_id_seq", "DROP SEQUENCE insight_model_id_seq"),
        migrations.CreateModel(
            name="Learned",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "part",
                    models.TextField(choices=[("category", "诉求分类"), ("unit", "承办单位"), ("places", "地名")]),
                ),
                ("n", models.IntegerField()),
                ("state", models.TextField(choices=[("kept", "未启用"), ("active", "在用"), ("rested", "已停用")])),
                ("version", models.IntegerField()),
                ("tree", models.TextField(default="")),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("examples", models.IntegerField()),
                ("labels", models.IntegerField()),
                ("judged", models.IntegerField()),
                ("right", models.IntegerField()),
                ("right_before", models.IntegerField(null=True)),
                ("macro_f1", models.IntegerField(null=True)),
                ("calibration_error", models.IntegerField(null=True)),
                ("weights", models.TextField()),
                ("learned_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("rested_at", models.DateTimeField(null=True)),
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
                "db_table": "insight_model",
            },
        ),
        migrations.CreateModel(
            name="Weights",
            fields=[
                (
                    "model",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="body",
                        serialize=False,
                        to="insight.learned",
                    ),
                ),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "insight_weights",
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.TextField(choices=[("category", "诉求分类"), ("unit", "承办单位"), ("places", "地名")]),
                ),
                ("upto", models.BigIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("waiting", "等待学习"),
                            ("running", "学习中"),
                            ("done", "学完"),
                            ("failed", "没有学成"),
                        ]
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                ("note", models.TextField(default="")),
                (
                    "model",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="insight.learned",
                    ),
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
                    "seat",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.seat",
                    ),
                ),
            ],
            options={
                "db_table": "insight_lesson",
            },
        ),
        migrations.CreateModel(
            name="Week",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("monday", models.DateField()),
                ("judged", models.IntegerField()),
                ("right", models.IntegerField()),
                ("expected", models.IntegerField()),
                (
                    "model",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weeks",
                        to="insight.learned",
                    ),
                ),
            ],
            options={
                "db_table": "insight_week",
            },
        ),
        migrations.AddConstraint(
            model_name="learned",
            constraint=models.UniqueConstraint(fields=("platform", "part", "n"), name="model_n_once"),
        ),
        migrations.AddConstraint(
            model_name="learned",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "active")),
                fields=("platform", "part"),
                name="model_one_active",
            ),
        ),
        migrations.AddConstraint(
            model_name="learned",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["kept", "active", "rested"])), name="model_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="learned",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["category", "unit", "places"])), name="model_part_known"
            ),
        ),
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(fields=["platform", "part", "-id"], name="lesson_newest"),
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "running"])),
                fields=("platform", "part"),
                name="lesson_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "running", "done", "failed"])), name="lesson_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="week",
            constraint=models.UniqueConstraint(fields=("model", "monday"), name="week_once_a_model"),
        ),
        tripwire.needs_entry("insight_model", "model", "id"),
    ]
