"""Whether a passkey can be used under the address that a browser asked for."""

from __future__ import annotations

from ipaddress import ip_address

from django import template
from django.http import HttpRequest

register = template.Library()


@register.filter
def takes_passkeys(request: HttpRequest) -> bool:
    """Whether the host is a name: browsers keep passkeys for names, never for numbers such as ``127.0.0.1``."""
    host = request.get_host()
    try:
        ip_address(host.rpartition(":")[0].strip("[]") or host)
    except ValueError:
        return True
    return False
