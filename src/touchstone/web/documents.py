"""The addresses of documents."""

from __future__ import annotations

from django.urls import path

from touchstone.web.pages import documents

urlpatterns = [
    path("documents/", documents.documents, name="documents"),
    path("documents.csv", documents.documents_export, name="documents_export"),
    path("documents/add/", documents.add_document, name="add_document"),
    path("documents/<int:file>/", documents.document, name="document"),
    path("documents/<int:file>/download/", documents.download_document, name="download_document"),
    path("documents/<int:file>/open/", documents.open_document, name="open_document"),
    path("documents/<int:file>/preview/", documents.preview_document, name="preview_document"),
    path("documents/<int:file>/replace/", documents.replace_document, name="replace_document"),
    path("documents/<int:file>/withdraw/", documents.retire_document, name="retire_document"),
]
