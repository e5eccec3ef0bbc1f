"""Each organisation's files are shown within its reach, and a content only through a file within reach.

Anybody may put a content on record. Where it is on record already nothing is written and nothing is said: the row is
put in with `ON CONFLICT DO NOTHING`, without a conflict target and without `RETURNING`, so that PostgreSQL asks only
whether the new row may be written, never whether the old one may be seen.

No content is ever changed, and of a file only how it stands; no file is deleted.
"""

from django.db import migrations

from touchstone.ledger.api import Guard

WITHIN = "organisation_id = ANY (touchstone_organisations())"
SETTLED = "organisation_id, content_id, name, title, kind, media_type, version, first_id, replaces_id, stored_at, stored_by_id"
REFUSED = (
    ("archive_content_settled", "archive_content", "UPDATE", "a content is not changed"),
    ("archive_storedfile_settled", "archive_storedfile", f"UPDATE OF {SETTLED}", "a stored file is not changed"),
    ("archive_storedfile_kept", "archive_storedfile", "DELETE", "a stored file is not deleted"),
)


def _refuse(_apps, editor):
    for name, table, act, said in REFUSED:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN RAISE EXCEPTION '{said}'; END $$"
            )
            editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{said}'); END")


def _allow(_apps, editor):
    for name, table, _act, _said in REFUSED:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_tables"), ("people", "0002_isolation")]

    operations = [
        Guard("archive_storedfile", WITHIN),
        Guard(
            "archive_content",
            "EXISTS (SELECT 1 FROM archive_storedfile file WHERE file.content_id = sha256)",
            writing="true",
        ),
        migrations.RunPython(_refuse, _allow),
    ]
