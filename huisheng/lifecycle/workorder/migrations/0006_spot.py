"""A position that a citizen gave, sealed. The default stands in the database: no row is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workorder", "0005_called_off")]

    operations = [
        migrations.AddField("personal", "spot_sealed", models.BinaryField(db_default=b"", default=b"")),
    ]
