"""The addresses of the pages."""

from __future__ import annotations

from touchstone.web import catalogue_addresses, documents, entrances, offices

urlpatterns = [
    *catalogue_addresses.urlpatterns,
    *documents.urlpatterns,
    *entrances.urlpatterns,
    *offices.urlpatterns,
]
