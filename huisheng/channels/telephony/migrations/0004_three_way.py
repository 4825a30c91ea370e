"""Three speak together, and the numbers at which units take calls."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_settings_of_platforms"),
        ("telephony", "0003_managers"),
    ]

    operations = [
        migrations.AddField(
            model_name="manager",
            name="conferences",
            field=models.TextField(default=""),
        ),
        migrations.CreateModel(
            name="UnitPhone",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="directory.unit",
                    ),
                ),
                ("number", models.TextField()),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
                    ),
                ),
            ],
            options={
                "db_table": "telephony_unitphone",
            },
        ),
    ]
