from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0002_two_platforms"),
    ]

    operations = [
        migrations.AddField(
            model_name="orderfact",
            name="session",
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="CheckFact",
            fields=[
                ("check_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("last_no", models.IntegerField()),
                ("platform", models.BigIntegerField()),
                ("unit", models.BigIntegerField(null=True)),
                ("kind", models.TextField()),
                ("source", models.TextField()),
                ("at", models.DateTimeField(null=True)),
                ("sampled", models.IntegerField()),
                ("passed", models.IntegerField()),
                ("unvisited", models.IntegerField()),
                ("unsatisfied", models.IntegerField()),
                ("service", models.IntegerField(null=True)),
                ("knowledge", models.IntegerField(null=True)),
                ("errors", models.IntegerField()),
                ("marks", models.IntegerField()),
                ("struck_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "fact_check",
                "indexes": [models.Index(fields=["platform", "at"], name="fact_check_at")],
            },
        ),
        migrations.CreateModel(
            name="GivenFact",
            fields=[
                ("given_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("last_no", models.IntegerField()),
                ("platform", models.BigIntegerField()),
                ("measure", models.TextField()),
                ("first", models.TextField()),
                ("last", models.TextField()),
                ("part", models.TextField()),
                ("key", models.TextField()),
                ("numerator", models.BigIntegerField(null=True)),
                ("denominator", models.BigIntegerField(null=True)),
                ("value", models.BigIntegerField(null=True)),
                ("source", models.TextField()),
            ],
            options={
                "db_table": "fact_given",
                "indexes": [models.Index(fields=["platform", "measure", "first"], name="fact_given_measure")],
            },
        ),
        migrations.CreateModel(
            name="RecordFact",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("last_no", models.IntegerField()),
                ("platform", models.BigIntegerField()),
                ("unit", models.BigIntegerField(null=True)),
                ("kind", models.TextField()),
                ("at", models.DateTimeField(null=True)),
                ("count", models.IntegerField()),
                ("pool", models.IntegerField(null=True)),
                ("struck_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "fact_record",
                "indexes": [models.Index(fields=["platform", "at"], name="fact_record_at")],
            },
        ),
        migrations.CreateModel(
            name="SessionFact",
            fields=[
                ("session_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("last_no", models.IntegerField()),
                ("platform", models.BigIntegerField()),
                ("unit", models.BigIntegerField()),
                ("post", models.TextField()),
                ("announced_at", models.DateTimeField(null=True)),
                ("starts_at", models.DateTimeField(null=True)),
                ("held_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("calls", models.IntegerField()),
                ("questions", models.IntegerField()),
                ("published_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "fact_session",
                "indexes": [models.Index(fields=["platform", "held_at"], name="fact_session_held")],
            },
        ),
    ]
