"""Persons, accounts, organisations, and who holds which role where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from touchstone.people.domain import OrganisationKind, PersonName, Role


class Organisation(models.Model):
    """An awarding body or an assessment centre: whose records everything else is.

    Personal data: none.
    """

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in OrganisationKind])
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=20, unique=True)
    admitted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (models.Index(fields=["kind", "name"], name="people_organisation_name"),)

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A living person, once, whatever they are to the system.

    Personal data: names, as long as a role, a registration or a certificate rests on them; erased on lawful request.
    """

    given_names = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    known_as = models.CharField(max_length=100, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (models.Index(fields=["family_name", "given_names"], name="people_person_name"),)

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> PersonName:
        """The person's name."""
        return PersonName(self.given_names, self.family_name, self.known_as)


class NameWord(models.Model):
    """One word of a person's name, folded, by which they are found.

    Personal data: part of a name; goes when the person's name changes or is erased.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=100)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["word", "person"], name="people_nameword_once"),)

    def __str__(self) -> str:
        return self.word


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of an address."""
        return self.get(email__iexact=username or "")


class Account(AbstractBaseUser):
    """What a person signs in with.

    Personal data: e-mail address and hashed password, until the account is closed and its retention ends.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    email = models.EmailField(max_length=254)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, blank=True)
    opened_at = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="people_account_email_once"),)

    def __str__(self) -> str:
        return self.email


class Appointment(models.Model):
    """One person holds one role at one organisation, from a day and perhaps until a day (included).

    A role that was ended has ``ended_at``, and does not hold for the rest of its last day.

    Personal data: who works or learns where, in which role; kept as long as decisions taken under it are.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=[(role.value, role.name) for role in Role])
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(until_day=None),
                name="people_appointment_once",
            ),
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")), name="people_appointment_days"
            ),
        )
        indexes = (
            models.Index(fields=["organisation", "role", "person"], name="people_appointment_role"),
            models.Index(fields=["role", "id"], name="people_appointment_anywhere"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} at {self.organisation_id}"


class Coverage(models.Model):
    """An external verifier is allocated to a centre, from a day and perhaps until a day (included).

    Personal data: as of the appointment.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="coverages")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["appointment", "organisation"], condition=Q(until_day=None), name="people_coverage_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.appointment_id} covers {self.organisation_id}"


class Invitation(models.Model):
    """Somebody is asked to take a role; the link that they got by e-mail is kept as a hash only.

    Personal data: name and e-mail address of the invited; deleted 90 days after acceptance, withdrawal or expiry.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.name) for role in Role])
    email = models.EmailField(max_length=254)
    given_names = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["organisation", "invited_at"], name="people_invitation_place"),)

    def __str__(self) -> str:
        return f"{self.role} at {self.organisation_id}"


class GuestLink(models.Model):
    """A link by which a guest (an expert witness) acts without an account, kept as a hash only.

    Personal data: which person the link is for; deleted 90 days after it expires or is withdrawn.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["organisation", "issued_at"], name="people_guestlink_place"),)

    def __str__(self) -> str:
        return f"link for {self.person_id}"
