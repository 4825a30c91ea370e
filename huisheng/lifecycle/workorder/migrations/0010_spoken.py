import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workorder", "0009_contradiction")]

    operations = [
        migrations.CreateModel(
            name="Spoken",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="spoken",
                        serialize=False,
                        to="workorder.workorder",
                    ),
                ),
                ("grams", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "db_table": "workorder_spoken",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["grams"], name="spoken_by_grams")
                ],
            },
        ),
    ]
