"""Who calls or writes to harass: marks with a ground and an end."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from huisheng.ledger import tripwire


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_settings_of_platforms"),
        ("workorder", "0005_called_off"),
        ("inbox", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE inbox_nuisance_id_seq", "DROP SEQUENCE inbox_nuisance_id_seq"),
        migrations.CreateModel(
            name="Nuisance",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "blinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("masked", models.TextField()),
                (
                    "ground",
                    models.TextField(
                        choices=[
                            ("insult", "辱骂、威胁工作人员"),
                            ("fake", "编造虚假诉求"),
                            ("occupy", "反复拨打占用线路，无实质诉求"),
                            ("advert", "推销、广告"),
                        ]
                    ),
                ),
                ("why", models.TextField()),
                ("salt", models.BinaryField()),
                ("version", models.IntegerField()),
                ("marked_at", models.DateTimeField()),
                ("marked_by", models.BigIntegerField()),
                ("until", models.DateField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.BigIntegerField(null=True)),
                ("lifted_why", models.TextField(default="")),
                ("lifted_salt", models.BinaryField(default=b"")),
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
                "db_table": "inbox_nuisance",
                "indexes": [
                    models.Index(fields=["platform", "-id"], name="nuisance_newest"),
                    django.contrib.postgres.indexes.GinIndex(fields=["blinds"], name="nuisance_by_blind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ground__in", ["insult", "fake", "occupy", "advert"])),
                        name="nuisance_ground_known",
                    )
                ],
            },
        ),
        tripwire.needs_entry("inbox_nuisance", "nuisance", "id"),
    ]
