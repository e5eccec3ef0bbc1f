"""The catalogue room as Django knows it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "touchstone.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the room's rows of the matrix of permissions, and its acts."""
        for floor in ("permissions", "actions"):
            if find_spec(f"{self.name}.{floor}"):
                import_module(f"{self.name}.{floor}")
