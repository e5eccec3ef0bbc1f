"""Each centre's people are shown to that centre, to the awarding body, and to the person."""

from django.db import migrations

from touchstone.ledger.api import Guard

WITHIN = "organisation_id = ANY (touchstone_organisations())"
MINE = "person_id = touchstone_person()"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables"), ("ledger", "0002_append_only")]

    operations = [
        Guard("people_appointment", f"{WITHIN} OR {MINE}", writing=WITHIN),
        Guard(
            "people_coverage",
            f"{WITHIN} OR EXISTS (SELECT 1 FROM people_appointment held WHERE held.id = appointment_id AND held.{MINE})",
            writing=WITHIN,
        ),
        Guard(
            "people_organisation",
            "kind = 'awarding_body' OR id = ANY (touchstone_organisations()) OR EXISTS"
            f" (SELECT 1 FROM people_appointment held WHERE held.organisation_id = people_organisation.id AND held.{MINE})",
            writing="id = ANY (touchstone_organisations())",
        ),
        Guard(
            "people_person",
            "id = touchstone_person() OR entered_by_id = ANY (touchstone_organisations()) OR EXISTS"
            f" (SELECT 1 FROM people_appointment held WHERE held.person_id = people_person.id AND held.{WITHIN})",
        ),
        Guard("people_nameword", "EXISTS (SELECT 1 FROM people_person person WHERE person.id = person_id)"),
        Guard("people_invitation", WITHIN),
        Guard("people_guestlink", WITHIN),
    ]
