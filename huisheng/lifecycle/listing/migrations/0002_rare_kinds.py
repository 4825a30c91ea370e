from django.db import migrations

# Most matters ask for help or for advice, and are found on the way; a list of one of the rare kinds would seek long.
_RARE = "workorder (kind, id) WHERE kind <> 'help' AND kind <> 'consult'"


class Migration(migrations.Migration):
    dependencies = [("listing", "0001_initial")]

    operations = [migrations.RunSQL(f"CREATE INDEX workorder_by_kind ON {_RARE}", "DROP INDEX workorder_by_kind")]
