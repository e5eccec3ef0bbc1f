"""An example of every address of the application: who opens it in the browser, or why there is no page to look at."""

from __future__ import annotations

import json
import re

from tests.deploy.installation import Installation

STRANGER, ADMINISTRATOR, OFFICER, COORDINATOR, CANDIDATE = (
    "a stranger", "Margaret Ellison", "Gareth Llewellyn-Price", "Siân Prosser", "a candidate",
)  # fmt: skip
SECURED, HALFWAY = "somebody with a second step", "somebody before the second step"
ROLES = {
    ADMINISTRATOR: "Awarding-body administrator",
    OFFICER: "Awarding-body officer",
    COORDINATOR: "Centre co-ordinator",
}

NVQ, PARAMETER, GUIDE = "ocr-contact-centre-nvq@2009", "registration_to_first_claim_weeks", "what-is-an-nvq"

Example = tuple[str, str]
"""Who looks, and the address, with names of ``Numbers`` in braces."""

PAGES: dict[str, tuple[Example, ...]] = {
    # Open to everybody
    "": ((STRANGER, "/"),),
    "accessibility/": ((STRANGER, "/accessibility/"),),
    "privacy/": ((STRANGER, "/privacy/"),),
    "search/": ((STRANGER, "/search/"), (COORDINATOR, "/search/?q=pro"), (STRANGER, "/search/?q=zzzz")),
    "catalogue/": ((STRANGER, "/catalogue/"), (STRANGER, "/catalogue/?q=call")),
    "catalogue/specifications/<str:name>/": ((STRANGER, f"/catalogue/specifications/{NVQ}/"),),
    "catalogue/specifications/<str:name>/units/<path:code>/": (
        (STRANGER, "/catalogue/specifications/customer-engagement-package/units/CEP312/"),
    ),
    "catalogue/specifications/<str:name>/<str:code>/": ((STRANGER, f"/catalogue/specifications/{NVQ}/03447/"),),
    "catalogue/units/<str:code>/": ((STRANGER, "/catalogue/units/CC/"),),
    "catalogue/units/<str:code>/<int:level>/": ((STRANGER, "/catalogue/units/CC/2/"),),
    "catalogue/units/<str:code>/<int:level>/versions/<int:number>/": (
        (STRANGER, "/catalogue/units/CC/2/versions/1/"),
    ),
    "catalogue/<str:code>/": ((STRANGER, "/catalogue/03448/"), (STRANGER, "/catalogue/nothing-such/")),
    "glossary/": ((STRANGER, "/glossary/"),),
    "guide/": ((STRANGER, "/guide/"),),
    "guide/advice/": ((STRANGER, "/guide/advice/"),),
    "guide/advice/sent/": ((STRANGER, "/guide/advice/sent/"),),
    "guide/<slug:slug>/": ((STRANGER, f"/guide/{GUIDE}/"),),
    "try/": ((STRANGER, "/try/"),),
    # By a secret link
    "invitation/<str:token>/": ((STRANGER, "/invitation/{invitation_token}/"), (STRANGER, "/invitation/none/")),
    "witness/<str:token>/": ((STRANGER, "/witness/{link_token}/"), (STRANGER, "/witness/none/")),
    "witness/<str:token>/not-me/": ((STRANGER, "/witness/{link_token}/not-me/"),),
    # One's own
    "home/": tuple((who, "/home/") for who in (CANDIDATE, COORDINATOR, OFFICER, ADMINISTRATOR)),
    "role/": ((COORDINATOR, "/role/"), (SECURED, "/role/")),
    "me/": ((COORDINATOR, "/me/"),),
    "notices/": ((COORDINATOR, "/notices/"), (SECURED, "/notices/")),
    "progress/": ((ADMINISTRATOR, "/progress/"), (COORDINATOR, "/progress/")),
    "progress/<int:number>/": ((ADMINISTRATOR, "/progress/{job}/"),),
    # People
    "people/": ((COORDINATOR, "/people/"), (ADMINISTRATOR, "/people/"), (COORDINATOR, "/people/?q=zzzz")),
    "people/<int:number>/": ((COORDINATOR, "/people/{person}/"), (ADMINISTRATOR, "/people/{person}/")),
    "people/<int:number>/name/": ((COORDINATOR, "/people/{person}/name/"),),
    "people/<int:number>/role/": ((ADMINISTRATOR, "/people/{person}/role/"),),
    "people/<int:number>/close/": ((ADMINISTRATOR, "/people/{person}/close/"),),
    "people/<int:number>/erase/": ((ADMINISTRATOR, "/people/{person}/erase/"),),
    "people/roles/<int:number>/end/": ((COORDINATOR, "/people/roles/{appointment}/end/"),),
    "people/invitations/": ((COORDINATOR, "/people/invitations/"),),
    "people/invitations/new/": (
        (COORDINATOR, "/people/invitations/new/"), (ADMINISTRATOR, "/people/invitations/new/"),
    ),
    "people/invitations/<int:number>/": ((COORDINATOR, "/people/invitations/{invitation}/"),),
    "people/witnesses/new/": ((COORDINATOR, "/people/witnesses/new/"),),
    "people/witnesses/<int:number>/link/": ((COORDINATOR, "/people/witnesses/{witness}/link/"),),
    "people/links/<int:number>/withdraw/": ((COORDINATOR, "/people/links/{link}/withdraw/"),),
    # Centres
    "centres/": ((ADMINISTRATOR, "/centres/"),),
    "centres/new/": ((OFFICER, "/centres/new/"),),
    "centres/<int:number>/": ((COORDINATOR, "/centres/{centre}/"), (OFFICER, "/centres/{centre}/")),
    "centres/<int:number>/name/": ((OFFICER, "/centres/{centre}/name/"),),
    "centres/<int:number>/close/": ((OFFICER, "/centres/{centre}/close/"),),
    "centres/<int:number>/external-verifier/": ((OFFICER, "/centres/{centre}/external-verifier/"),),
    "centres/allocations/<int:number>/end/": ((OFFICER, "/centres/allocations/{coverage}/end/"),),
    # Documents
    "documents/": ((COORDINATOR, "/documents/"), (ADMINISTRATOR, "/documents/")),
    "documents/add/": ((COORDINATOR, "/documents/add/"),),
    "documents/<int:file>/": ((COORDINATOR, "/documents/{file}/"),),
    "documents/<int:file>/replace/": ((COORDINATOR, "/documents/{file}/replace/"),),
    "documents/<int:file>/withdraw/": ((COORDINATOR, "/documents/{file}/withdraw/"),),
    # The record of acts
    "ledger/": ((COORDINATOR, "/ledger/"), (ADMINISTRATOR, "/ledger/")),
    "ledger/<int:number>/": ((COORDINATOR, "/ledger/{entry}/"),),
    "ledger/looks/": ((ADMINISTRATOR, "/ledger/looks/"),),
    # The awarding body's rules, guide, standards and advice
    "policy/": ((COORDINATOR, "/policy/"), (ADMINISTRATOR, "/policy/")),
    "policy/<slug:name>/": ((COORDINATOR, f"/policy/{PARAMETER}/"), (ADMINISTRATOR, "/policy/sample_share_low_risk/")),
    "policy/<slug:name>/new/": ((ADMINISTRATOR, f"/policy/{PARAMETER}/new/"),),
    "guide/<slug:slug>/edit/": ((OFFICER, f"/guide/{GUIDE}/edit/"),),
    "guide/<slug:slug>/history/": ((OFFICER, f"/guide/{GUIDE}/history/"),),
    "guide/<slug:slug>/revert/": ((OFFICER, f"/guide/{GUIDE}/revert/"),),
    "advice/": ((OFFICER, "/advice/"),),
    "advice/<int:number>/": ((OFFICER, "/advice/{advice}/"),),
    "standards/": ((ADMINISTRATOR, "/standards/"), (COORDINATOR, "/standards/")),
    "standards/import/": ((ADMINISTRATOR, "/standards/import/"),),
    "standards/import/<int:number>/": (
        (ADMINISTRATOR, "/standards/import/{bad_book}/"), (ADMINISTRATOR, "/standards/import/{good_book}/"),
    ),
    "standards/import/<int:number>/aside/": ((ADMINISTRATOR, "/standards/import/{good_book}/aside/"),),
    # Signing in, and what protects it
    "account/login/": ((STRANGER, "/account/login/"),),
    "account/logout/": ((COORDINATOR, "/account/logout/"),),
    "account/inactive/": ((STRANGER, "/account/inactive/"),),
    "account/signup/": ((STRANGER, "/account/signup/"),),
    "account/reauthenticate/": ((SECURED, "/account/reauthenticate/"),),
    "account/email/": ((SECURED, "/account/email/"),),
    "account/confirm-email/": ((STRANGER, "/account/confirm-email/"),),
    r"account/^confirm-email/(?P<key>[-:\w]+)/$": ((STRANGER, "/account/confirm-email/none-such/"),),
    "account/password/change/": ((SECURED, "/account/password/change/"),),
    "account/password/set/": ((COORDINATOR, "/account/password/set/"),),
    "account/password/reset/": ((STRANGER, "/account/password/reset/"),),
    "account/password/reset/done/": ((STRANGER, "/account/password/reset/done/"),),
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (
        (STRANGER, "{reset}"), (STRANGER, "/account/password/reset/key/1-none/"),
    ),
    "account/password/reset/key/done/": ((STRANGER, "/account/password/reset/key/done/"),),
    "account/sessions/": ((SECURED, "/account/sessions/"),),
    "account/2fa/": ((SECURED, "/account/2fa/"), (COORDINATOR, "/account/2fa/")),
    "account/2fa/authenticate/": ((HALFWAY, "/account/2fa/authenticate/"),),
    "account/2fa/reauthenticate/": ((SECURED, "/account/2fa/reauthenticate/"),),
    "account/2fa/totp/activate/": ((COORDINATOR, "/account/2fa/totp/activate/"),),
    "account/2fa/totp/deactivate/": ((SECURED, "/account/2fa/totp/deactivate/"),),
    "account/2fa/recovery-codes/": ((SECURED, "/account/2fa/recovery-codes/"),),
    "account/2fa/recovery-codes/generate/": ((SECURED, "/account/2fa/recovery-codes/generate/"),),
    "account/2fa/webauthn/": ((SECURED, "/account/2fa/webauthn/"),),
    "account/2fa/webauthn/add/": ((SECURED, "/account/2fa/webauthn/add/"),),
    "account/2fa/webauthn/reauthenticate/": ((SECURED, "/account/2fa/webauthn/reauthenticate/"),),
    "account/2fa/webauthn/keys/<int:pk>/remove/": ((SECURED, "/account/2fa/webauthn/keys/{key}/remove/"),),
    "account/2fa/webauthn/keys/<int:pk>/edit/": ((SECURED, "/account/2fa/webauthn/keys/{key}/edit/"),),
    "account/3rdparty/": ((SECURED, "/account/3rdparty/"),),
    "account/3rdparty/login/cancelled/": ((STRANGER, "/account/3rdparty/login/cancelled/"),),
    "account/3rdparty/login/error/": ((STRANGER, "/account/3rdparty/login/error/"),),
}  # fmt: skip

LEADS_TO = {"{reset}": "-set-password/"}
"""Where an example leads that is not shown at its own address: a secret does not stay in the browser's line."""

FILES = {
    "advice.csv", "catalogue/standards.<str:form>", "centres.csv", "documents.csv", "ledger.csv", "ledger.jsonl",
    "catalogue/units/<str:code>/<int:level>/versions/<int:number>/standards.<str:form>", "people.csv",
    "people/invitations.csv", "documents/<int:file>/download/", "documents/<int:file>/open/",
    "documents/<int:file>/preview/", "account/2fa/recovery-codes/download/",
}  # fmt: skip
"""What is downloaded or drawn in a page, and is none itself."""

ONLY_SENT = {
    "language/setlang/", "role/wear/", "notices/read/", "notices/<int:number>/read/", "progress/<int:number>/again/",
}  # fmt: skip
"""Addresses to which a form is sent; there is nothing to look at."""

LEADS_ON = {
    "account/login/code/confirm/", "account/2fa/webauthn/login/", "account/3rdparty/signup/",
    "account/social/login/cancelled/", "account/social/login/error/", "account/social/signup/",
    "account/social/connections/", "account/oidc/^(?P<provider_id>[^/]+)/login/",
    "account/oidc/^(?P<provider_id>[^/]+)/login/callback/",
}  # fmt: skip
"""Steps that only lead to another address, or that are not there without an organisation's own sign-in."""

WELSH: tuple[Example, ...] = (
    (STRANGER, "/"), (STRANGER, "/catalogue/"), (STRANGER, "/catalogue/03448/"), (STRANGER, "/catalogue/units/CC/2/"),
    (STRANGER, "/guide/"), (STRANGER, f"/guide/{GUIDE}/"), (STRANGER, "/glossary/"), (STRANGER, "/account/login/"),
    (COORDINATOR, "/home/"), (COORDINATOR, "/people/"), (COORDINATOR, "/people/{person}/"),
    (COORDINATOR, "/documents/"), (COORDINATOR, "/ledger/"), (COORDINATOR, "/people/invitations/new/"),
)  # fmt: skip

ROUTES = """
import json
from touchstone.cli.application import entered
with entered():
    from django.urls import URLResolver, get_resolver
    def walk(resolver, before):
        for pattern in resolver.url_patterns:
            route = before + str(pattern.pattern)
            yield from walk(pattern, route) if isinstance(pattern, URLResolver) else [route]
    print(json.dumps(sorted(set(walk(get_resolver(), "")))))
"""


def routes(installation: Installation) -> set[str]:
    """Every address pattern that the installation has."""
    return set(json.loads(installation.script(ROUTES)))


def without_page() -> set[str]:
    """The address patterns behind which no page is."""
    return FILES | ONLY_SENT | LEADS_ON


def filled(address: str, numbers: dict[str, str]) -> str:
    """An example's address with the numbers of this installation's records."""
    return re.sub(r"{(\w+)}", lambda name: numbers[name[1]], address)
