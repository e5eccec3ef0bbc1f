"""The addresses by which people come in: invitations, guest links, the language switch, the demonstration."""

from __future__ import annotations

from allauth.mfa.webauthn.views import add_webauthn
from django.conf import settings
from django.db import transaction
from django.urls import URLPattern, path

from touchstone.web.pages import guest, invited, language, trying

urlpatterns: list[URLPattern] = [
    # allauth's own page, in one transaction: a passkey and its entry in the ledger are both kept, or neither.
    path("account/2fa/webauthn/add/", transaction.atomic(add_webauthn), name="mfa_add_webauthn"),
    path("invitation/<str:token>/", invited.invitation, name="invitation"),
    path("language/setlang/", language.choose, name="set_language"),
    path("witness/<str:token>/", guest.witness, name="witness"),
    path("witness/<str:token>/not-me/", guest.not_me, name="witness_not_me"),
]

if settings.TOUCHSTONE_MODE == "demonstration":
    urlpatterns.append(path("try/", trying.people_to_be, name="try"))
