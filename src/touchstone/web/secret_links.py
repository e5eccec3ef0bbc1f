"""Pages whose address is a secret: no cache keeps them, and no other page learns their address."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control

Answer = Callable[[HttpRequest], HttpResponseBase]

SECRET = frozenset(
    {
        "account_confirm_email",
        "account_reset_password_from_key",
        "invitation",
        "witness",
        "witness_not_me",
    }
)
"""The names of addresses that carry a secret."""

HOST_ONLY = "strict-origin"
"""What other pages learn of such an address: the host. With ``no-referrer``, browsers would send the page's own forms
without an origin, and the check against forged forms would refuse them."""


def secret_links(get_response: Answer) -> Answer:
    """Answer pages with a secret address so that the address stays with whoever holds it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.resolver_match is not None and request.resolver_match.url_name in SECRET:
            response["Referrer-Policy"] = HOST_ONLY
            response["X-Robots-Tag"] = "noindex, nofollow"
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        return response

    return answer
