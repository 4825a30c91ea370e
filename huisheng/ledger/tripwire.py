"""Guards in the database itself, put on tables by migrations.

``needs_entry``: a live row that changes without an entry stops the transaction at commit: the newest entry of its
stream must have been written by this very transaction. Live rows are never deleted.
``append_only``: UPDATE and DELETE are refused to everybody; the application's role hasn't even the right to try.
No session variable switches these off (django-pgtrigger's can be ignored by one, which is why these aren't its).
"""

from django.db import migrations

FUNCTIONS = migrations.RunSQL(
    """
    CREATE FUNCTION ledger_needs_entry() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        name text := TG_ARGV[0] || ':' || (to_jsonb(NEW) ->> TG_ARGV[1]);
        written bigint;
    BEGIN
        -- named with its schema: the application may make temporary tables, and one called ledger_entry would be read
        SELECT txid INTO written FROM public.ledger_entry WHERE stream = name ORDER BY no DESC LIMIT 1;
        IF written IS DISTINCT FROM pg_current_xact_id()::text::bigint THEN
            RAISE EXCEPTION 'tripwire: % of % without an entry in %', TG_OP, TG_TABLE_NAME, name
                USING ERRCODE = 'HS002';
        END IF;
        IF TG_OP = 'UPDATE' AND to_jsonb(OLD) -> TG_ARGV[1] IS DISTINCT FROM to_jsonb(NEW) -> TG_ARGV[1] THEN
            RAISE EXCEPTION 'tripwire: a row of % leaves its stream for %', TG_TABLE_NAME, name
                USING ERRCODE = 'HS002';
        END IF;
        RETURN NULL;
    END $$;
    CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '%: % of % is refused', TG_ARGV[0], TG_OP, TG_TABLE_NAME USING ERRCODE = 'HS001';
    END $$;
    """,
    "DROP FUNCTION ledger_needs_entry; DROP FUNCTION ledger_refuses;",
)


def needs_entry(table: str, stream: str, key: str) -> migrations.RunSQL:
    """Put the tripwire on a live table: ``key`` is its column that names the stream ``stream:KEY``."""
    return migrations.RunSQL(
        f"""
        CREATE CONSTRAINT TRIGGER needs_entry AFTER INSERT OR UPDATE ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_needs_entry('{stream}', '{key}');
        CREATE TRIGGER never_deleted BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_refuses('tripwire');
        """,
        f"DROP TRIGGER needs_entry ON {table}; DROP TRIGGER never_deleted ON {table};",
    )


def append_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE and DELETE on a table."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_refuses('append-only');
        """,
        f"DROP TRIGGER append_only ON {table};",
    )
