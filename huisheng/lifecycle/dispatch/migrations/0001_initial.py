import django.db.models.deletion
from django.db import migrations, models

from huisheng.ledger import tripwire

_LIVE = (
    "('accepted', 'awaiting_dispatch', 'in_hand', 'replied', 'awaiting_visit', 'awaiting_decision',"
    " 'under_supervision')"
)
# What dispatchers and supervisors ask of the tables of orders: their rooms need these, so they stand here.
_INDEXES = {
    # precedents: the newest of a category in a region
    "workorder_alike": "workorder (platform_id, category, region, accepted_at)",
    # queues by the clock that runs out first; what is done is not in them
    "workorder_by_due": f"workorder (platform_id, state, due_at, id) WHERE state IN {_LIVE}",
    # sent back at least once, and not done
    "workorder_bounced": f"workorder (platform_id, id) WHERE returns > 0 AND state IN {_LIVE}",
    # requests that wait for a decision, supervisions and instructions that wait for an answer
    "request_pending": "workorder_request (unit_id, kind, order_id) WHERE state = 'pending'",
    "supervision_unanswered": "workorder_supervision (unit_id, order_id) WHERE answered_at IS NULL",
    "instruction_unanswered": "workorder_instruction (order_id) WHERE answered_at IS NULL",
}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
        ("ledger", "0001_initial"),
        ("workorder", "0004_searched"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE dispatch_ruling_id_seq", "DROP SEQUENCE dispatch_ruling_id_seq"),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("category", models.TextField(default="")),
                ("category_version", models.TextField(default="")),
                ("region", models.TextField(default="")),
                ("place", models.TextField(default="")),
                ("reason", models.TextField()),
                ("clause", models.TextField(default="")),
                ("salt", models.BinaryField()),
                ("first", models.DateField()),
                ("last", models.DateField(null=True)),
                ("ruled_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(default="")),
                ("ended_salt", models.BinaryField(default=b"")),
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
                "db_table": "dispatch_ruling",
                "indexes": [models.Index(fields=["platform", "-id"], name="ruling_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("place", ""), ("region", ""), _negated=True), name="ruling_names_a_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last__isnull", True), ("last__gte", models.F("first")), _connector="OR"),
                        name="ruling_days_in_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("platform", "category_version", "category", "region", "place"),
                        name="ruling_once",
                    ),
                ],
            },
        ),
        tripwire.needs_entry("dispatch_ruling", "ruling", "id"),
        *(migrations.RunSQL(f"CREATE INDEX {name} ON {on}", f"DROP INDEX {name}") for name, on in _INDEXES.items()),
    ]
