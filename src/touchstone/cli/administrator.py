"""``touchstone administrator``: the first person of an installation, who invites everybody else."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from touchstone.cli.application import address_of, entered, now, operator
from touchstone.cli.refusals import CannotAnswer
from touchstone.cli.screen import say, write_text

VALID_DAYS = 3


def administrator(
    name: Annotated[str, Parameter(show_default=False, help="Given and family name, as “Siân Price”.")],
    email: Annotated[str, Parameter(show_default=False, help="The address with which they will sign in.")],
    /,
    *,
    awarding_body: Annotated[str, Parameter(help="The awarding body's name, where none is on record yet.")] = "OCR",
    number: Annotated[str, Parameter(help="Its number, where none is on record yet.")] = "AB",
) -> int:
    """Invite an awarding-body administrator: prints the link, which is good once and for three days."""
    with entered():
        from touchstone.ledger.api import FULL_REACH, reaching
        from touchstone.people.api import Impossible

        try:
            with reaching(FULL_REACH):
                token = _invite(name, email, awarding_body, number)
        except Impossible as refused:
            raise CannotAnswer(refused.why, refused.mend) from None
        link = address_of("invitation", token)
    say(f"{name} becomes an administrator by opening this link within {VALID_DAYS} days. Hand it to nobody else:")
    write_text(f"{link}\n")
    return 0


def _invite(name: str, email: str, awarding_body: str, number: str) -> str:
    from touchstone.people.api import PersonName, Role, invite_person

    given, _, family = name.strip().rpartition(" ")
    if not given or "@" not in email:
        raise CannotAnswer(
            "A name has a given and a family name, and an address has an @.",
            "Write: touchstone administrator “Siân Price” sian@awarding-body.example",
        )
    by, at = operator(), now()
    return invite_person(
        PersonName(given, family),
        email,
        Role.ADMINISTRATOR,
        organisation=_awarding_body(awarding_body, number),
        valid_days=VALID_DAYS,
        by=by,
        at=at,
    ).token


def _awarding_body(name: str, number: str) -> int:
    """The awarding body on record, or one that is put on record now."""
    from touchstone.people.api import NotOnRecord, OrganisationKind, admit_organisation, get_awarding_body

    try:
        return get_awarding_body().id
    except NotOnRecord:
        return admit_organisation(OrganisationKind.AWARDING_BODY, name=name, number=number, by=operator(), at=now())
