import django.db.models.deletion
from django.db import migrations, models

from huisheng.ledger import tripwire


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE leader_session_id_seq", "DROP SEQUENCE leader_session_id_seq"),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("announced", "已预告"),
                            ("held", "接听中"),
                            ("ended", "已结束"),
                            ("published", "已公开"),
                            ("cancelled", "已取消"),
                        ]
                    ),
                ),
                ("post", models.TextField()),
                ("portfolio", models.TextField()),
                ("topics", models.TextField()),
                ("starts_at", models.DateTimeField()),
                ("announced_at", models.DateTimeField()),
                ("held_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("calls", models.IntegerField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("published_where", models.TextField(default="")),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_why", models.TextField(default="")),
                ("salt", models.BinaryField(default=b"")),
                (
                    "platform",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "db_table": "leader_session",
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.IntegerField()),
                ("words", models.TextField()),
                ("salt", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="leader_sessions.session",
                    ),
                ),
            ],
            options={
                "db_table": "leader_session_question",
            },
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["platform", "-starts_at"], name="session_newest"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["announced", "held", "ended", "published", "cancelled"])),
                name="session_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("calls__isnull", True), ("ended_at__isnull", True)),
                    models.Q(("calls__isnull", False), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="session_ended_with_calls",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("session", "no"), name="question_no_once"),
        ),
        tripwire.needs_entry("leader_session", "session", "id"),
        tripwire.needs_entry("leader_session_question", "session", "session_id"),
    ]
