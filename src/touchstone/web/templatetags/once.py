"""``{% once %}``: the hidden field by which a form that is sent twice does its act once."""

from __future__ import annotations

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from touchstone.web.doing import KEY

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """A key of its own for every form that is shown."""
    return format_html('<input type="hidden" name="{}" value="{}">', KEY, uuid4())
