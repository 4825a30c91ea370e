import django.db.models.deletion
from django.db import migrations, models

# Words that are erased or corrected leave their traces in the same transaction; the reader "search" makes them anew.
_ERASED = """
CREATE FUNCTION workorder_trace_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.workorder_trace WHERE order_id = NEW.order_id;
    RETURN NULL;
END $$;
CREATE TRIGGER traces_follow AFTER UPDATE ON workorder_personal FOR EACH ROW
    WHEN ((OLD.title, OLD.words, OLD.place, OLD.erased_at) IS DISTINCT FROM (NEW.title, NEW.words, NEW.place, NEW.erased_at))
    EXECUTE FUNCTION workorder_trace_erased();
"""


class Migration(migrations.Migration):
    dependencies = [("workorder", "0007_police")]

    operations = [
        migrations.CreateModel(
            name="Trace",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "order_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="traces",
                        to="workorder.workorder",
                    ),
                ),
            ],
            options={"db_table": "workorder_trace"},
        ),
        migrations.RunSQL(
            _ERASED, "DROP TRIGGER traces_follow ON workorder_personal; DROP FUNCTION workorder_trace_erased"
        ),
    ]
