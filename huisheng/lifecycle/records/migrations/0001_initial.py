import django.db.models.deletion
from django.db import migrations, models

from huisheng.ledger import tripwire


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE office_record_id_seq", "DROP SEQUENCE office_record_id_seq"),
        migrations.RunSQL("CREATE SEQUENCE given_figure_id_seq", "DROP SEQUENCE given_figure_id_seq"),
        migrations.CreateModel(
            name="Given",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("measure", models.TextField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("part", models.TextField(default="")),
                ("key", models.TextField(default="")),
                ("numerator", models.BigIntegerField(null=True)),
                ("denominator", models.BigIntegerField(null=True)),
                ("value", models.BigIntegerField(null=True)),
                ("source", models.TextField()),
                ("entered_at", models.DateTimeField()),
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
                "db_table": "given_figure",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("platform", "measure", "first", "last", "part", "key"), name="given_figure_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="given_days_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("numerator__isnull", False), ("value__isnull", True)),
                            models.Q(
                                ("denominator__isnull", True), ("numerator__isnull", True), ("value__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="given_is_a_figure",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("press", "宣传报道"),
                            ("knowledge", "知识库更新"),
                            ("size", "知识库条数"),
                            ("quiz", "知识竞赛"),
                            ("note", "工作动态"),
                            ("start", "启用台账"),
                        ]
                    ),
                ),
                ("day", models.DateField()),
                ("count", models.IntegerField()),
                ("pool", models.IntegerField(null=True)),
                ("words", models.TextField(default="")),
                ("media", models.TextField(default="")),
                ("salt", models.BinaryField(default=b"")),
                ("erased_at", models.DateTimeField(null=True)),
                ("noted_at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_why", models.TextField(default="")),
                ("struck_salt", models.BinaryField(default=b"")),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "db_table": "office_record",
                "indexes": [models.Index(fields=["platform", "kind", "-day"], name="record_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["press", "knowledge", "size", "quiz", "note", "start"])),
                        name="record_kind_known",
                    )
                ],
            },
        ),
        tripwire.needs_entry("office_record", "record", "id"),
        tripwire.needs_entry("given_figure", "given", "id"),
    ]
