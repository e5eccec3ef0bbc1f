"""The values that the awarding body has set, beside those that are shipped."""

from __future__ import annotations

from django.db import models


class ParameterValue(models.Model):
    """A parameter's value from a day on; a later row for the same day supersedes it. Never changed or deleted.

    Personal data: none.
    """

    name = models.CharField(max_length=60)
    from_day = models.DateField()
    value = models.TextField()
    source = models.TextField()
    set_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["name", "from_day", "id"], name="policy_value_of_day"),)

    def __str__(self) -> str:
        return f"{self.name} from {self.from_day}"
