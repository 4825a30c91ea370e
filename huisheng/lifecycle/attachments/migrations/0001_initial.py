import django.db.models.deletion
from django.db import migrations, models

from huisheng.ledger import tripwire


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0001_initial"),
        ("workorder", "0004_searched"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.SmallIntegerField()),
                ("entry", models.IntegerField()),
                ("name", models.TextField()),
                (
                    "sort",
                    models.TextField(
                        choices=[
                            ("jpeg", "照片（JPG）"),
                            ("png", "图片（PNG）"),
                            ("webp", "图片（WebP）"),
                            ("pdf", "PDF"),
                            ("docx", "Word"),
                            ("xlsx", "Excel"),
                        ]
                    ),
                ),
                ("size", models.IntegerField()),
                ("content", models.TextField()),
                ("salt", models.BinaryField()),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorder.workorder",
                    ),
                ),
            ],
            options={
                "db_table": "attachment",
                "constraints": [
                    models.UniqueConstraint(fields=("order", "no"), name="attachment_no_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sort__in", ["jpeg", "png", "webp", "pdf", "docx", "xlsx"])),
                        name="attachment_sort_known",
                    ),
                ],
            },
        ),
        tripwire.needs_entry("attachment", "workorder", "order_id"),
    ]
