"""Records that an example's address needs: found in the demonstration, or put there by the rooms' own acts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

from tests.deploy.installation import Installation, until

PASSWORD = "proved on dark slate"
EMAIL = "ann.example@northgate.example"

SCRIPT = """
import json
from touchstone.cli.application import entered, now
with entered():
    from allauth.account.forms import default_token_generator
    from allauth.account.models import EmailAddress
    from allauth.account.utils import user_pk_to_url_str
    from django.contrib.auth import get_user_model
    from django.utils import timezone
    from touchstone.archive.models import StoredFile
    from touchstone.catalogue.api import Pages, Provenance, Source, list_advice, take_standards_file, write_file
    from touchstone.catalogue.api import standards_in_force
    from touchstone.catalogue.models import StandardsFile
    from touchstone.ledger.api import FULL_REACH, Origin, reaching
    from touchstone.ledger.models import Touch
    from touchstone.people.api import PersonName, Role, accept_invitation, bareheaded, hats_of, invite_person
    from touchstone.people.api import issue_guest_link, system
    from touchstone.people.models import Appointment, Coverage

    at, origin = now(), Origin("test")
    day = timezone.localdate(at)

    def acting(family, role):
        held = Appointment.objects.get(person__family_name=family, role=role, ended_at=None)
        return next(hat for hat in hats_of(held.person_id, day) if hat.role is role).actor(origin)

    with reaching(FULL_REACH):
        boss, admin = acting("Prosser", Role.COORDINATOR), acting("Ellison", Role.ADMINISTRATOR)
        place = boss.organisation
        held = Appointment.objects.filter(organisation=place, role=Role.ASSESSOR, ended_at=None).first()
        witness = Appointment.objects.filter(organisation=place, role=Role.WITNESS, ended_at=None).first()
        link = issue_guest_link(witness.id, valid_days=9, by=boss, at=at)
        name, invite = PersonName("Ann", "Example"), dict(organisation=place, valid_days=9, by=boss, at=at)
        open_one = invite_person(name, "open.example@northgate.example", Role.TRAINER, **invite)
        taken = invite_person(name, EMAIL, Role.ASSESSOR, **invite)
        accept_invitation(taken.token, password=PASSWORD, by=bareheaded(None, origin), at=at)
        source = Source(Provenance.OWN, "Committee, minute 4")
        spoilt = b"area,level,part,code,text\\nCC,9,title,,Care\\n"
        bad = take_standards_file("bad.csv", spoilt, source=source, by=admin, at=at)
        book = write_file("csv", [each.standard for each in standards_in_force(day)])
        pages = Pages("/standards/import/{file}/", "/progress/{job}/")
        good = take_standards_file("book.csv", book.replace(b"ustomer", b"aller") , source=source, by=admin, at=at)
        large = take_standards_file("large.csv", book + b"\\n" * 400_000, source=source, pages=pages, by=admin, at=at)
        user = get_user_model().objects.get(email=EMAIL)
        forgot = invite_person(name, "forgot@northgate.example", Role.ASSESSOR, **invite)
        accept_invitation(forgot.token, password=PASSWORD, by=bareheaded(None, origin), at=at)
        who = get_user_model().objects.get(email="forgot@northgate.example")
        EmailAddress.objects.update_or_create(user=user, email=EMAIL, defaults={"verified": True, "primary": True})
        reset = f"/account/password/reset/key/{user_pk_to_url_str(who)}-{default_token_generator.make_token(who)}/"
        print(json.dumps({
            "person": held.person_id, "appointment": held.id, "witness": witness.id, "centre": place,
            "link": link.link, "link_token": link.token,
            "invitation": open_one.invitation, "invitation_token": open_one.token,
            "coverage": Coverage.objects.filter(ended_at=None, organisation=place).first().id,
            "file": StoredFile.objects.filter(organisation=place, retired_at=None).first().id,
            "entry": Touch.objects.filter(organisation=place).order_by("-entry").first().entry_id,
            "advice": list_advice(day=day)[0].id, "bad_book": bad, "good_book": good,
            "job": StandardsFile.objects.get(id=large).job, "reset": reset,
        }))
"""


def put_on_record(installation: Installation) -> dict[str, str]:
    """Put the records there and answer their numbers, by the names that the examples use."""
    script = SCRIPT.replace("EMAIL", repr(EMAIL)).replace("PASSWORD", repr(PASSWORD))
    found: dict[str, object] = json.loads(installation.script(script).splitlines()[-1])
    return {name: str(value) for name, value in found.items()}


STEP = 30
"""Seconds for which one code of an authenticator app is shown."""


def code_of(secret: str) -> str:
    """The six figures that an authenticator app shows now for the key that it was given (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, _step().to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def next_code_of(secret: str) -> str:
    """The code after the one that is shown now, once it is shown: each is good once."""
    shown = _step()
    until(lambda: _step() > shown, "the app shows another code")
    return code_of(secret)


def _step() -> int:
    return int(time.time()) // STEP
