"""What the ledger keeps. The database refuses to change or delete any of it; personal values alone can be erased."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act: who did it, in which role, when, from where, and what it changed, chained to the act before.

    Personal data: the number of the person who acted, for as long as the ledger is kept (the award rests on it).
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40)
    organisation = models.BigIntegerField(null=True)
    origin = models.TextField()
    facts = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class Touch(models.Model):
    """One record that an entry touched, and whose record it is: the index by which a record's history is found.

    Personal data: none beyond the record's number.
    """

    id = models.BigIntegerField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="touches")
    record = models.CharField(max_length=120)
    organisation = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["record", "entry"], name="ledger_touch_record"),
            models.Index(fields=["organisation", "entry"], name="ledger_touch_organisation"),
        )

    def __str__(self) -> str:
        return f"{self.record} in {self.entry_id}"


class PersonalValue(models.Model):
    """A personal value that an entry commits to. Erased on lawful request; the entry then still verifies.

    Personal data: the value itself (a name, an address), until it is erased or the record's retention ends.
    """

    id = models.BigIntegerField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="personal_values")
    commitment = models.CharField(max_length=64)
    salt = models.CharField(max_length=64)
    value = models.TextField()
    person = models.BigIntegerField(null=True, db_index=True)
    organisation = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"value in {self.entry_id}"


class Tip(models.Model):
    """The one row that says which entry is the last: whoever writes the next locks it.

    Personal data: none.
    """

    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="ledger_tip_is_one"),)

    def __str__(self) -> str:
        return str(self.number)


class Look(models.Model):
    """One look at a sensitive record: the access log, which is no part of the chain.

    Personal data: who looked at whose record; kept for the months that the policy says, then deleted.
    """

    at = models.DateTimeField(db_index=True)
    person = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40)
    organisation = models.BigIntegerField(null=True)
    record = models.CharField(max_length=120)
    owner = models.BigIntegerField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["record", "at"], name="ledger_look_record"),
            models.Index(fields=["owner", "at"], name="ledger_look_owner"),
        )

    def __str__(self) -> str:
        return f"{self.person} looked at {self.record}"


class Receipt(models.Model):
    """A request that was carried out, by the key its form carried: a repetition is answered, not done again.

    Personal data: the number of the person who asked; deleted after a week.
    """

    key = models.UUIDField(primary_key=True)
    person = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_index=True)
    answer = models.CharField(max_length=500)

    def __str__(self) -> str:
        return str(self.key)
