"""A notice is shown to whom it is for and to the organisation that gave it; the outbox to its organisation."""

from django.db import migrations

from touchstone.ledger.api import Guard

WITHIN = "organisation_id = ANY (touchstone_organisations())"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_tables"), ("people", "0002_isolation")]

    operations = [
        Guard("notices_notice", f"person_id = touchstone_person() OR {WITHIN}"),
        Guard("notices_message", WITHIN),
        Guard("notices_job", "person_id = touchstone_person()"),
    ]
