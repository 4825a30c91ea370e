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
        migrations.RunSQL("CREATE SEQUENCE quality_check_id_seq", "DROP SEQUENCE quality_check_id_seq"),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                (
                    "kind",
                    models.TextField(
                        choices=[("spot", "抽查回访"), ("mystery", "拨测"), ("upload", "数据监测"), ("bonus", "质效")]
                    ),
                ),
                ("source", models.TextField(choices=[("own", "本平台"), ("province", "省平台")])),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("sampled", models.IntegerField(default=0)),
                ("passed", models.IntegerField(default=0)),
                ("unvisited", models.IntegerField(default=0)),
                ("unsatisfied", models.IntegerField(default=0)),
                ("service", models.IntegerField(null=True)),
                ("knowledge", models.IntegerField(null=True)),
                ("errors", models.IntegerField(default=0)),
                ("marks", models.IntegerField(default=0)),
                ("asked", models.TextField(default="")),
                ("words", models.TextField(default="")),
                ("clause", models.TextField(default="")),
                ("salt", models.BinaryField(default=b"")),
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
                "db_table": "quality_check",
                "indexes": [models.Index(fields=["platform", "kind", "-id"], name="check_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["spot", "mystery", "upload", "bonus"])),
                        name="check_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["own", "province"])), name="check_source_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="check_days_in_order"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "bonus"), ("struck_at__isnull", True)),
                        fields=("platform", "unit", "first", "last"),
                        name="bonus_once_a_period",
                    ),
                ],
            },
        ),
        tripwire.needs_entry("quality_check", "check", "id"),
    ]
