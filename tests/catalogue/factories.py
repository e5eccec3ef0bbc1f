"""People and files for the tests of the catalogue, made by the rooms' own acts."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from touchstone.catalogue.api import (
    Criterion,
    CriterionKind,
    Method,
    Outcome,
    Provenance,
    Signpost,
    Source,
    Standard,
    plan_mark,
    plan_publication,
    publish_standards,
    take_standards_file,
    write_file,
)
from touchstone.ledger.api import FULL_REACH, Actor, Origin, reaching
from touchstone.people.api import (
    NotOnRecord,
    OrganisationKind,
    PersonName,
    Role,
    admit_organisation,
    appoint,
    enter_person,
    get_awarding_body,
    hats_of,
)

LICENSED = Source(Provenance.LICENSED, "Scheme book of an awarding body, edition 3, by licence 17")
OWN = Source(Provenance.OWN, "Our standards committee, minute 4")


def awarding_body(*, by: Actor, at: datetime) -> int:
    """The one awarding body, put on record when it is first asked for."""
    try:
        return get_awarding_body().id
    except NotOnRecord:
        return admit_organisation(OrganisationKind.AWARDING_BODY, name="Awarding Body", number="AB", by=by, at=at)


def office(role: Role, *, by: Actor, at: datetime, name: str = "Olwen Rees") -> Actor:
    """Somebody of the awarding body's office, who acts in a role."""
    with reaching(FULL_REACH):
        place = awarding_body(by=by, at=at)
        given, family = name.split(" ", 1)
        person = enter_person(PersonName(given, family), organisation=place, by=by, at=at)
        appoint(person, role, organisation=place, by=by, at=at)
        return next(hat for hat in hats_of(person, timezone.localdate(at)) if hat.role is role).actor(Origin("test"))


def a_standard(area: str = "CC", level: int = 2, *, summary: str = "Helps customers", third: str = "") -> Standard:
    """Small standards of one cell; ``third`` adds a criterion."""
    criteria = [
        Criterion("1.1", CriterionKind.PERFORMANCE, f"Greet customers, {area} {level}", 3, (Method.OBSERVATION,)),
        Criterion("1.2", CriterionKind.KNOWLEDGE, f"Why greetings matter, {area} {level}"),
    ]
    if third:
        criteria.append(Criterion("1.3", CriterionKind.PERFORMANCE, third, simulation=True))
    outcome = Outcome("1", "Help customers", tuple(criteria))
    return Standard(area, level, "Customer care", summary, (outcome,), (Signpost("C2.1a", "Discussing a request"),))


def taken(*standards: Standard, source: Source = LICENSED, kind: str = "csv", by: Actor, at: datetime) -> int:
    """A file with standards that was taken in."""
    return take_standards_file(f"book.{kind}", write_file(kind, standards), source=source, by=by, at=at)


def published(*standards: Standard, source: Source = LICENSED, by: Actor, at: datetime) -> int:
    """Standards that were published from the day of ``at``."""
    day = timezone.localdate(at)
    file = taken(*standards, source=source, by=by, at=at)
    mark = plan_mark(plan_publication(standards, source.provenance, day), day)
    return publish_standards(file, from_day=day, plan=mark, by=by, at=at)
