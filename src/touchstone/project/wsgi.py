"""What a WSGI server calls."""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "touchstone.project.settings")
django.setup()

if settings.TOUCHSTONE_TRACES:
    from touchstone.project.traces import begin_traces

    begin_traces(settings.TOUCHSTONE_TRACES)

application = get_wsgi_application()
