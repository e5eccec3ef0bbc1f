"""Every address of the application."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("touchstone.web.urls")),
    path("account/", include("allauth.urls")),
]
