from django.db import migrations

# The clocks that run, few among all that ever ran: of a unit for its desk, and all of them for those who press.
_RUNNING = "workorder_clock (unit_id, order_id, name, due_at) WHERE stopped_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial")]

    operations = [migrations.RunSQL(f"CREATE INDEX clock_running ON {_RUNNING}", "DROP INDEX clock_running")]
