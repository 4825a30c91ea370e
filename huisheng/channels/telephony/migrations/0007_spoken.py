from django.db import migrations

# A call's words may be read while none of its orders' words are erased: in that transaction none of them is found by it.
_ERASED = """
CREATE FUNCTION telephony_spoken_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.workorder_spoken WHERE order_id IN (
        SELECT other.order_id FROM public.telephony_callorder own
        JOIN public.telephony_callorder other ON other.call_id = own.call_id WHERE own.order_id = NEW.order_id
    );
    RETURN NULL;
END $$;
CREATE TRIGGER spoken_follows AFTER UPDATE ON workorder_personal FOR EACH ROW
    WHEN (NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL) EXECUTE FUNCTION telephony_spoken_erased();
"""

# Taken in a call whose recording was written down already, at the wrap-up: found by it as the call's other orders are.
_TAKEN = """
CREATE FUNCTION telephony_spoken_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.workorder_spoken (order_id, grams)
    SELECT NEW.order_id, s.grams FROM public.workorder_spoken s
    JOIN public.telephony_callorder c ON c.order_id = s.order_id
    WHERE c.call_id = NEW.call_id AND c.order_id <> NEW.order_id LIMIT 1
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER spoken_follows AFTER INSERT ON telephony_callorder FOR EACH ROW EXECUTE FUNCTION telephony_spoken_taken();
"""


class Migration(migrations.Migration):
    dependencies = [("telephony", "0006_transcripts"), ("workorder", "0010_spoken")]

    operations = [
        migrations.RunSQL(
            _ERASED, "DROP TRIGGER spoken_follows ON workorder_personal; DROP FUNCTION telephony_spoken_erased"
        ),
        migrations.RunSQL(
            _TAKEN, "DROP TRIGGER spoken_follows ON telephony_callorder; DROP FUNCTION telephony_spoken_taken"
        ),
    ]
