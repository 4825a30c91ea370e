import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
        ("workorder", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="directory.seat",
                    ),
                ),
                ("upto", models.BigIntegerField()),
            ],
            options={
                "db_table": "notice_mark",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.TextField()),
                ("code", models.TextField()),
                ("desk", models.TextField(default="")),
                ("by", models.BigIntegerField()),
                ("circular", models.BigIntegerField(null=True)),
                ("detail", models.TextField(default="")),
                ("urgent", models.BooleanField(default=False)),
                ("times", models.PositiveSmallIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                (
                    "named",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorder.workorder",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.seat",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "db_table": "notice",
            },
        ),
        migrations.CreateModel(
            name="Seen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="notices.notice"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.seat",
                    ),
                ),
            ],
            options={
                "db_table": "notice_seen",
            },
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["unit", "desk", "-id"], name="notice_of_desk"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("seat__isnull", False)), fields=["seat", "-id"], name="notice_of_seat"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["order"], name="notice_of_order"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["made_at"], name="notice_by_age"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seat__isnull", True), ("unit__isnull", False), models.Q(("desk", ""), _negated=True)),
                    models.Q(("desk", ""), ("seat__isnull", False), ("unit__isnull", True)),
                    _connector="OR",
                ),
                name="notice_for_desk_or_seat",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("ref", "code", "unit", "desk", "seat"), name="notice_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="seen",
            constraint=models.UniqueConstraint(fields=("seat", "notice"), name="notice_seen_once"),
        ),
    ]
