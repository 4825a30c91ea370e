import django.db.models.deletion
from django.db import migrations, models

from huisheng.ledger import tripwire


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
        ("ledger", "0001_initial"),
        ("workorder", "0002_degrees_and_meetings"),
    ]

    operations = [
        migrations.CreateModel(
            name="SessionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session", models.BigIntegerField()),
                ("taken_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("approved", models.BooleanField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="session_items",
                        to="workorder.workorder",
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
                "db_table": "workorder_sessionitem",
                "indexes": [models.Index(fields=["session", "order"], name="session_item_of_session")],
                "constraints": [models.UniqueConstraint(fields=("order",), name="session_item_once")],
            },
        ),
        tripwire.needs_entry("workorder_sessionitem", "workorder", "order_id"),
    ]
