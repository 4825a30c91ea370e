import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0003_settings_of_platforms"),
        ("workorder", "0004_searched"),
    ]

    operations = [
        migrations.CreateModel(
            name="Key",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="portal_key",
                        serialize=False,
                        to="workorder.workorder",
                    ),
                ),
                ("digest", models.BinaryField()),
                ("public", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "portal_key",
            },
        ),
        migrations.CreateModel(
            name="Riddle",
            fields=[
                ("device", models.BinaryField(primary_key=True, serialize=False)),
                ("drawn", models.BooleanField()),
                ("asked_sealed", models.BinaryField()),
                ("answers_sealed", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "portal_riddle",
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("device", models.BinaryField()),
                ("ref", models.TextField()),
                ("said_sealed", models.BinaryField(default=b"")),
                ("began_at", models.DateTimeField()),
                ("touched_at", models.DateTimeField(db_index=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorder.workorder",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "db_table": "portal_draft",
            },
        ),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.SmallIntegerField()),
                ("name_sealed", models.BinaryField()),
                ("data_sealed", models.BinaryField()),
                ("small_sealed", models.BinaryField(default=b"")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="portal.draft"
                    ),
                ),
            ],
            options={
                "db_table": "portal_draftfile",
            },
        ),
        migrations.CreateModel(
            name="Hit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "deed",
                    models.TextField(
                        choices=[
                            ("filings", "反映"),
                            ("codes", "索要验证码"),
                            ("wrong", "查错"),
                            ("acts", "办事"),
                            ("questions", "提问"),
                        ]
                    ),
                ),
                ("whose", models.TextField()),
                ("blind", models.BinaryField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "portal_hit",
                "indexes": [models.Index(fields=["deed", "whose", "blind", "at"], name="hit_counted")],
            },
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.BinaryField()),
                ("device", models.BinaryField()),
                ("digest", models.BinaryField()),
                ("sent_at", models.DateTimeField(db_index=True)),
                ("tries", models.SmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "platform",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                    ),
                ),
            ],
            options={
                "db_table": "portal_code",
                "indexes": [models.Index(fields=["platform", "phone", "device", "-id"], name="code_of_phone")],
            },
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["platform", "device", "-id"], name="draft_of_device"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("ref",), name="draft_ref_once"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sent_at__isnull", True)), fields=("platform", "device"), name="draft_one_a_device"
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfile",
            constraint=models.UniqueConstraint(fields=("draft", "no"), name="draft_file_once"),
        ),
    ]
