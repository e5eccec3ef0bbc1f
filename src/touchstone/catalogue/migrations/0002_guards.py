"""Published standards are only added to; what was uploaded and who asked for advice is the awarding body's to see."""

from django.db import migrations

from touchstone.ledger.api import AddedOnly, Guard

OFFICE = "touchstone_everything()"
PUBLISHED = ("standardversion", "outcome", "criterion", "signpost")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_tables"), ("ledger", "0002_append_only")]

    operations = [
        *(AddedOnly(f"catalogue_{name}") for name in PUBLISHED),
        *(Guard(f"catalogue_{name}", "true", writing=OFFICE) for name in PUBLISHED),
        AddedOnly("catalogue_guideedit"),
        Guard("catalogue_guideedit", "true", writing=OFFICE),
        Guard("catalogue_standardsfile", OFFICE),
        Guard("catalogue_advicerequest", OFFICE),
    ]
