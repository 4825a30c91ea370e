"""The citizen may call a matter off: a column that may be empty, so no row is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workorder", "0004_searched")]

    operations = [
        migrations.AddField("workorder", "called_off_at", models.DateTimeField(null=True)),
    ]
