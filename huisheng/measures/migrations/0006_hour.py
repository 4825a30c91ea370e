"""The hour of the day at which a call came."""

from django.db import migrations, models

_FILL = "UPDATE fact_call SET hour = extract(hour FROM offered_at AT TIME ZONE 'Asia/Shanghai')"


class Migration(migrations.Migration):
    dependencies = [("measures", "0005_via")]

    operations = [
        migrations.AddField("callfact", "hour", models.SmallIntegerField(default=0), preserve_default=False),
        migrations.RunSQL(f"{_FILL} WHERE offered_at IS NOT NULL", migrations.RunSQL.noop),
    ]
