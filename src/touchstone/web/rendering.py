"""How forms are drawn: the templates of this room stand before Django's own."""

from __future__ import annotations

from pathlib import Path

import django.forms
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Engine
from django.utils.functional import cached_property


class FormRenderer(DjangoTemplates):
    """Draws forms, fields and widgets from `templates/django/forms`, and from Django's own where none is there.

    Django's renderer of the same name looks into its own folder first, so an application could not replace a widget.
    """

    @cached_property
    def engine(self) -> Engine:
        """The engine whose first folder is this room's."""
        ours = Path(__file__).parent / "templates"
        djangos = Path(django.forms.__file__).parent / "templates"
        return Engine({"NAME": "touchstone-forms", "APP_DIRS": True, "DIRS": [ours, djangos], "OPTIONS": {}})
