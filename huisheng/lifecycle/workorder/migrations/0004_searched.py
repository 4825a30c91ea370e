import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# The same as search.terms.folded says in Python: compatibility forms and case folded, one middle dot, nothing unseen.
_FOLDED = r"""
CREATE FUNCTION search_folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        translate(lower(normalize($1, NFKC)), U&'\03C2\30FB\2022\2027\22C5\2219', U&'\03C3\00B7\00B7\00B7\00B7\00B7'),
        U&'[\00AD\200B-\200F\2060\FE00-\FE0F\+0E0100-\+0E01EF]', '', 'g')
$$
"""

# Every two neighbours but white space. A function of the folded text alone, for the index.
_GRAMS = r"""
CREATE FUNCTION search_grams(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    SELECT coalesce(array_agg(a || b), '{}')
    FROM unnest(string_to_array($1, NULL), (string_to_array($1, NULL))[2:]) AS t(a, b)
    WHERE a NOT IN (' ', E'\n') AND b NOT IN (' ', E'\n')
$$
"""

# The one place that says what is searched. The words are locked first: whoever erases them waits, and writes again.
_WRITE = r"""
CREATE FUNCTION workorder_search_write(ids bigint[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    written bigint;
BEGIN
    PERFORM 1 FROM public.workorder_personal WHERE order_id = ANY(ids) ORDER BY order_id FOR SHARE;
    PERFORM 1 FROM public.workorder_note WHERE order_id = ANY(ids) ORDER BY order_id, no FOR SHARE;
    INSERT INTO public.workorder_searched AS held (order_id, text, units)
    SELECT o.id,
           public.search_folded(concat_ws(E'\n', o.number, p.title, p.words, p.place, said.words, sent.names)),
           coalesce(sent.units, '{}') || o.platform_id
    FROM public.workorder o
    LEFT JOIN public.workorder_personal p ON p.order_id = o.id AND p.erased_at IS NULL
    LEFT JOIN LATERAL (
        SELECT string_agg(n.text, E'\n' ORDER BY n.no) AS words
        FROM public.workorder_note n WHERE n.order_id = o.id AND n.erased_at IS NULL
    ) said ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(DISTINCT concat_ws(E'\n', u.name, u.short, other.names), E'\n') AS names,
               array_agg(DISTINCT step::bigint) AS units
        FROM public.workorder_dispatch d
        JOIN public.directory_unit u ON u.id = d.unit_id
        LEFT JOIN LATERAL (
            SELECT string_agg(s.name, E'\n' ORDER BY s.name) AS names
            FROM public.directory_shortname s WHERE s.unit_id = u.id
        ) other ON true
        CROSS JOIN LATERAL unnest(string_to_array(trim('/' from u.path), '/')) AS step
        WHERE d.order_id = o.id
    ) sent ON true
    WHERE o.id = ANY(ids)
    ON CONFLICT (order_id) DO UPDATE SET text = excluded.text, units = excluded.units
        WHERE (held.text, held.units) IS DISTINCT FROM (excluded.text, excluded.units);
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END $$
"""

# Words that are erased or corrected leave the search in the same transaction, whoever does it.
_ERASED = """
CREATE FUNCTION workorder_search_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.workorder_search_write(ARRAY[NEW.order_id]);
    RETURN NULL;
END $$;
CREATE TRIGGER search_follows AFTER UPDATE ON workorder_personal FOR EACH ROW
    WHEN ((OLD.title, OLD.words, OLD.place, OLD.erased_at) IS DISTINCT FROM (NEW.title, NEW.words, NEW.place, NEW.erased_at))
    EXECUTE FUNCTION workorder_search_erased();
CREATE TRIGGER search_follows AFTER UPDATE ON workorder_note FOR EACH ROW
    WHEN ((OLD.text, OLD.erased_at) IS DISTINCT FROM (NEW.text, NEW.erased_at))
    EXECUTE FUNCTION workorder_search_erased();
"""

# the follower writes in batches, so nothing is left for a list of pending entries, which every search would read
_INDEX = """
CREATE INDEX searched_by_pairs ON workorder_searched USING gin (search_grams(text), units) WITH (fastupdate = off)
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("workorder", "0003_sessionitem")]

    operations = [
        migrations.CreateModel(
            name="Searched",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="searched",
                        serialize=False,
                        to="workorder.workorder",
                    ),
                ),
                ("text", models.TextField()),
                ("units", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
            options={"db_table": "workorder_searched"},
        ),
        migrations.RunSQL(_FOLDED, "DROP FUNCTION search_folded"),
        migrations.RunSQL(_GRAMS, "DROP FUNCTION search_grams"),
        migrations.RunSQL(_WRITE, "DROP FUNCTION workorder_search_write"),
        migrations.RunSQL(
            _ERASED,
            "DROP TRIGGER search_follows ON workorder_personal; DROP TRIGGER search_follows ON workorder_note;"
            "DROP FUNCTION workorder_search_erased",
        ),
        migrations.RunSQL(_INDEX, "DROP INDEX searched_by_pairs"),
    ]
