"""The ledger is only added to, begins with an empty tip, and is shown by reach."""

from django.db import migrations

from touchstone.ledger.adapters.isolation import FUNCTIONS, AddedOnly, Guard
from touchstone.ledger.domain import FIRST_PREVIOUS


def _functions(_apps, editor):
    if editor.connection.vendor == "postgresql":
        for function in FUNCTIONS:
            editor.execute(function)


def _tip(apps, _editor):
    apps.get_model("ledger", "Tip").objects.get_or_create(id=1, defaults={"number": 0, "hash": FIRST_PREVIOUS})


def _nothing(_apps, _editor):
    pass


WITHIN = "organisation = ANY (touchstone_organisations())"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]

    operations = [
        migrations.RunPython(_functions, _nothing),
        migrations.RunPython(_tip, _nothing),
        AddedOnly("ledger_entry"),
        AddedOnly("ledger_touch"),
        AddedOnly("ledger_personalvalue", erasable=True),
        AddedOnly("ledger_look", erasable=True),
        Guard(
            "ledger_entry",
            "person = touchstone_person() OR EXISTS"
            f" (SELECT 1 FROM ledger_touch touch WHERE touch.entry_id = number AND touch.{WITHIN})",
            writing="true",
        ),
        Guard("ledger_touch", WITHIN, writing="true"),
        Guard("ledger_personalvalue", f"person = touchstone_person() OR {WITHIN}", writing="true"),
        Guard("ledger_receipt", "person IS NOT DISTINCT FROM touchstone_person()", writing="true"),
        Guard("ledger_look", f"person = touchstone_person() OR owner = touchstone_person() OR {WITHIN}"),
    ]
