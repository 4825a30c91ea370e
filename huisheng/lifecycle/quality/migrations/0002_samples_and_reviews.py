import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("spot", "抽查回访"), ("mystery", "拨测"), ("upload", "数据监测"), ("bonus", "质效"), ("review", "直办复核"),
]  # fmt: skip
DRAWN = [("concluded", "单位办结件"), ("answered", "直接答复件")]
VERDICTS = [
    ("", "未看"), ("passed", "合格"), ("unvisited", "未回访"), ("unsatisfied", "不满意"), ("failed", "其他不合格"),
]  # fmt: skip


def _to(where: str, **more: object) -> models.ForeignKey[object, object]:
    given = {"related_name": "+", "on_delete": django.db.models.deletion.PROTECT, "db_index": False, **more}
    return models.ForeignKey(to=where, **given)


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_accounts"),
        ("workorder", "0004_searched"),
        ("quality", "0001_initial"),
    ]

    operations = [
        migrations.AlterField("check", "kind", models.TextField(choices=KINDS)),
        migrations.RemoveConstraint("check", "check_kind_known"),
        migrations.AddConstraint(
            "check",
            models.CheckConstraint(
                condition=models.Q(kind__in=["spot", "mystery", "upload", "bonus", "review"]), name="check_kind_known"
            ),
        ),
        migrations.AddField("check", "order", _to("workorder.workorder", null=True, related_name="reviews")),
        migrations.AddField("check", "found", models.TextField(default="", db_default="")),
        migrations.AddField("check", "complete", models.BooleanField(null=True)),
        migrations.AddConstraint(
            "check",
            models.UniqueConstraint(
                condition=models.Q(order__isnull=False, struck_at__isnull=True), fields=("order",), name="review_once"
            ),
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("of", models.TextField(choices=DRAWN)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("seed", models.TextField()),
                ("population", models.IntegerField()),
                ("size", models.IntegerField()),
                ("drawn_at", models.DateTimeField()),
                ("check_key", models.BigIntegerField(null=True)),
                ("platform", _to("directory.unit")),
                ("unit", _to("directory.unit", null=True)),
                ("seat", _to("directory.seat")),
            ],
            options={
                "db_table": "quality_sample",
                "indexes": [models.Index(fields=["platform", "-id"], name="sample_newest")],
            },
        ),
        migrations.CreateModel(
            name="SampleItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.SmallIntegerField()),
                ("verdict", models.TextField(choices=VERDICTS, default="")),
                ("words", models.TextField(default="")),
                ("judged_at", models.DateTimeField(null=True)),
                ("order", _to("workorder.workorder")),
                (
                    "sample",
                    _to("quality.sample", on_delete=django.db.models.deletion.CASCADE, related_name="items"),
                ),
                ("seat", _to("directory.seat", null=True)),
            ],
            options={
                "db_table": "quality_sampleitem",
                "constraints": [models.UniqueConstraint(fields=("sample", "no"), name="sample_item_once")],
            },
        ),
    ]
