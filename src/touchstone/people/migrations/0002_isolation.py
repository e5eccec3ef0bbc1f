"""Each centre's people are shown to that centre, to the awarding body, and to the person."""

from django.db import migrations

from touchstone.ledger.api import Guard

WITHIN = "organisation_id = ANY (touchstone_organisations())"
MINE = "person_id = touchstone_person()"


def _order_words_by_letter(_apps, editor):
    """Let the words of names be in the order of their letters' numbers, in whatever language the server is set up.

    The beginnings of words are looked for as a range, up to the sign after the last letter; after "z" that is "{",
    which stands before every letter in the order of a language.
    """
    if editor.connection.vendor == "postgresql":
        editor.execute('ALTER TABLE people_nameword ALTER COLUMN word TYPE varchar(100) COLLATE "C"')


def _nothing(_apps, _editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables"), ("ledger", "0002_append_only")]

    operations = [
        migrations.RunPython(_order_words_by_letter, _nothing),
        Guard("people_coverage", f"{WITHIN} OR {MINE}", writing=WITHIN),
        # A centre knows who its external verifier is, though the role is held at the awarding body.
        Guard(
            "people_appointment",
            f"{WITHIN} OR {MINE} OR EXISTS (SELECT 1 FROM people_coverage coverage"
            f" WHERE coverage.appointment_id = people_appointment.id AND coverage.{WITHIN})",
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
            f" (SELECT 1 FROM people_appointment held WHERE held.person_id = people_person.id AND held.{WITHIN})"
            f" OR EXISTS (SELECT 1 FROM people_coverage coverage"
            f" WHERE coverage.person_id = people_person.id AND coverage.{WITHIN})",
        ),
        Guard("people_nameword", "EXISTS (SELECT 1 FROM people_person person WHERE person.id = person_id)"),
        Guard("people_invitation", WITHIN),
        Guard("people_guestlink", WITHIN),
    ]
