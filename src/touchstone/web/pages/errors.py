"""Pages for what went wrong before a page was found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django gives it
    """A form was sent that this browser did not get from us in this session."""
    return render(request, "403_csrf.html", status=403)
