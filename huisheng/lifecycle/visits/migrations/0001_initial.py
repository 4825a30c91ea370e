import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0002_accounts"),
        ("workorder", "0004_searched"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="hold",
                        serialize=False,
                        to="workorder.workorder",
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("later", models.BooleanField(default=False)),
                ("why", models.TextField(default="")),
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
                "db_table": "visit_hold",
                "indexes": [models.Index(fields=["seat", "later"], name="hold_of_seat")],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
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
                "db_table": "visit_attempt",
                "indexes": [models.Index(fields=["seat", "at"], name="attempt_of_seat")],
                "constraints": [models.UniqueConstraint(fields=("order", "no"), name="attempt_once")],
            },
        ),
    ]
