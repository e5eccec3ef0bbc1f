"""The letters that carry a link, in the language of whoever gets them."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from touchstone.notices.api import Letter
from touchstone.people.api import Role
from touchstone.web.templatetags.touchstone import role_name

PLACE = "TOKEN-PLACE"
"""Stands in an address where its secret goes."""


def link_to(name: str) -> str:
    """The full address of a page whose address is a secret, with ``{token}`` where the secret goes."""
    return str(settings.TOUCHSTONE_ORIGIN + reverse(name, args=[PLACE])).replace(PLACE, "{token}")


def invitation_letter(name: str, role: Role, *, place: str, days: int, language: str) -> Letter:
    """The words of an invitation, with ``{link}`` where its link goes."""
    with override(language):
        words = {"name": name, "role": role_name(role), "place": place, "days": days, "link": "{link}"}
        subject = _("An invitation from %(place)s") % words
        return Letter(subject, render_to_string("letters/invitation.txt", words))


def witness_letter(name: str, *, place: str, days: int, language: str) -> Letter:
    """The words to an expert witness, with ``{link}`` where their link goes."""
    with override(language):
        words = {"name": name, "place": place, "days": days, "link": "{link}"}
        subject = _("%(place)s asks you to be a witness") % words
        return Letter(subject, render_to_string("letters/witness.txt", words))
