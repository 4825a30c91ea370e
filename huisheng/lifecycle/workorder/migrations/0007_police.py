"""The number that the police gave the matter. The default stands in the database: no row is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workorder", "0006_spot")]

    operations = [
        migrations.AddField("workorder", "police_no", models.TextField(db_default="", default="")),
    ]
