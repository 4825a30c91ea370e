"""回访 gets a degree of solution and a second grade; 到达现场 says whether unit and citizen met.

``solved`` was true or false. Its column changes its type in place: an UPDATE of old visits would be one without an
entry, which the tripwire refuses.
"""

from django.db import migrations, models
from django.db.models import Q

_SOLUTIONS = ["yes", "partly", "no"]
_GRADES = ["satisfied", "partly", "unsatisfied"]
_MEETINGS = ["met", "cross_region", "not_needed"]
_OF_SOLUTIONS = [("yes", "已解决"), ("partly", "部分解决"), ("no", "未解决")]
_OF_GRADES = [("satisfied", "满意"), ("partly", "基本满意"), ("unsatisfied", "不满意")]
_OF_MEETINGS = [
    ("met", "与市民现场见面沟通"),
    ("cross_region", "因跨区域未与市民现场见面"),
    ("not_needed", "市民表示不需要现场见面"),
]


def _known(name: str, field: str, words: list[str]) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": words}) | Q(**{f"{field}__isnull": True}))


class Migration(migrations.Migration):
    dependencies = [("workorder", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE workorder_visit ALTER COLUMN solved TYPE text
                USING CASE solved WHEN true THEN 'yes' WHEN false THEN 'no' END;
            """,
            """
            ALTER TABLE workorder_visit ALTER COLUMN solved TYPE boolean USING solved = 'yes';
            """,
            state_operations=[
                migrations.AlterField(
                    model_name="visit",
                    name="solved",
                    field=models.TextField(null=True, choices=_OF_SOLUTIONS),
                )
            ],
        ),
        migrations.AddField(model_name="visit", name="process", field=models.TextField(null=True, choices=_OF_GRADES)),
        migrations.AddField(
            model_name="dispatch",
            name="meeting",
            field=models.TextField(default="", db_default="", choices=_OF_MEETINGS),
        ),
        migrations.AddConstraint("visit", _known("visit_solved_known", "solved", _SOLUTIONS)),
        migrations.AddConstraint("visit", _known("visit_process_known", "process", _GRADES)),
        migrations.AddConstraint(
            "dispatch",
            models.CheckConstraint(name="dispatch_meeting_known", condition=Q(meeting__in=["", *_MEETINGS])),
        ),
    ]
