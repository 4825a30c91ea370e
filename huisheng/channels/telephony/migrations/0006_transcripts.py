"""What recordings say, as a speech model wrote it down."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("telephony", "0005_recordings_end"),
    ]

    operations = [
        migrations.CreateModel(
            name="Transcript",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text_sealed", models.BinaryField(default=b"")),
                ("model", models.TextField(default="")),
                ("tries", models.SmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(null=True)),
                ("trouble", models.TextField(default="")),
                (
                    "recording",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transcript",
                        to="telephony.recording",
                    ),
                ),
            ],
            options={
                "db_table": "telephony_transcript",
            },
        ),
    ]
