"""Template words of the parts: the names of roles, what remains, and the numbers below a list."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.translation import gettext_lazy as _

register = template.Library()

ROLE_NAMES = {
    "candidate": _("Candidate"),
    "trainer": _("Trainer"),
    "assessor": _("Assessor"),
    "internal_verifier": _("Internal verifier"),
    "coordinator": _("Centre co-ordinator"),
    "witness": _("Expert witness"),
    "employer": _("Employer or line manager"),
    "external_verifier": _("External verifier"),
    "officer": _("Awarding-body officer"),
    "administrator": _("Awarding-body administrator"),
}
"""The words for each role, as the leaflet has them."""


@register.filter
def role_name(role: str) -> Any:
    """A role in words; what is no role stays as it is."""
    return ROLE_NAMES.get(str(role), role)


@register.filter
def less(number: Any, taken: Any) -> Any:
    """What remains of a number when another is taken from it; never below nothing."""
    return max(number - taken, 0)


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The page numbers to link: all of a short list, the ends and the neighbours of a long one."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
