from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rehearsal", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Happened",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("run", models.TextField()),
                ("ref", models.TextField()),
                ("key", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "rehearsal_happened",
                "constraints": [models.UniqueConstraint(fields=("run", "ref"), name="rehearsal_happened_once")],
            },
        ),
    ]
