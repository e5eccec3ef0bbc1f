"""Whoever is erased leaves no address, key or session behind."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.accounts import SYSTEM, sign_in, someone
from touchstone.ledger.api import FULL_REACH, reaching, verify
from touchstone.people.api import Role, end_appointment, erase_person

pytestmark = pytest.mark.django_db


def test_erasing_a_person_takes_all_by_which_they_signed_in(client: Client) -> None:
    one, other = someone(Role.ASSESSOR), someone(Role.ASSESSOR, email="bea@example.org", name="Bea Sharp")
    account = get_user_model().objects.get(id=one.account)
    sign_in(client, one.email)
    elsewhere = Client()
    sign_in(elsewhere, other.email)
    TOTP.activate(account, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    SocialAccount.objects.create(user=account, provider="openid_connect", uid="1", extra_data={"name": "Ann Other"})
    end_appointment(one.appointment, why="left", by=SYSTEM, at=timezone.now())
    erase_person(one.person, why="asked for it", by=SYSTEM, at=timezone.now())
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [other.email]
    assert list(UserSession.objects.values_list("user", flat=True)) == [other.account]
    assert Authenticator.objects.count() == SocialAccount.objects.count() == 0
    assert client.get(reverse("account_email")).status_code == 302
    assert elsewhere.get(reverse("account_email")).status_code == 200
    with reaching(FULL_REACH):
        assert verify().is_whole
