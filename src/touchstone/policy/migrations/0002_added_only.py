"""The awarding body's values are only added to, by the awarding body."""

from django.db import migrations

from touchstone.ledger.api import AddedOnly, Guard


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_tables"), ("ledger", "0002_append_only")]

    operations = [
        AddedOnly("policy_parametervalue"),
        Guard("policy_parametervalue", "true", writing="touchstone_everything()"),
    ]
