"""Outlines of regions, where a city gives them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0002_changes")]

    operations = [
        migrations.CreateModel(
            name="Outline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("platform", models.SlugField(unique=True)),
                ("shapes", models.JSONField()),
                ("approval", models.CharField(blank=True, default="", max_length=50)),
                ("schematic", models.BooleanField(default=False)),
                ("loaded_at", models.DateTimeField()),
            ],
        ),
    ]
