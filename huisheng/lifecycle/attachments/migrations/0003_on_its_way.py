"""Files that a bucket does not have yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attachments", "0002_voices"),
    ]

    operations = [
        migrations.CreateModel(
            name="OnItsWay",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "db_table": "attachment_onitsway",
                "indexes": [models.Index(fields=["since"], name="attachment_onitsway_since")],
            },
        ),
    ]
