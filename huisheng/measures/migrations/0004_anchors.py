"""Every date by which a measure counts has an index: one pass over a fact looks for its rows by any of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_happenings")]

    operations = [
        migrations.AddIndex("orderfact", models.Index(fields=["platform", "refused_at"], name="fact_order_refused")),
        migrations.AddIndex("returnfact", models.Index(fields=["platform", "asked_at"], name="fact_return_asked")),
        migrations.AddIndex(
            "sessionfact", models.Index(fields=["platform", "announced_at"], name="fact_session_announced")
        ),
    ]
