"""When a recording was destroyed, and those that are still kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("telephony", "0004_three_way"),
    ]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="destroyed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(
                condition=models.Q(("destroyed_at__isnull", True), ("kept_at__isnull", False)),
                fields=["found_at"],
                name="recording_kept",
            ),
        ),
    ]
