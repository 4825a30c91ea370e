"""By which way the citizen judged: until now always by telephone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0004_anchors")]

    operations = [
        migrations.AddField("visitfact", "via", models.TextField(default="phone"), preserve_default=False),
    ]
