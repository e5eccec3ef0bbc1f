"""The addresses of the catalogue, its standards, the guide, advice, and long work."""

from __future__ import annotations

from django.urls import path

from touchstone.web.pages import advice, catalogue, guide, standards, work

urlpatterns = [
    path("advice/", advice.advice, name="advice"),
    path("advice.csv", advice.advice_export, name="advice_export"),
    path("advice/<int:number>/", advice.advice_request, name="advice_request"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/specifications/<str:name>/", catalogue.specification, name="specification"),
    path("catalogue/specifications/<str:name>/units/<path:code>/", catalogue.unit, name="specification_unit"),
    path(
        "catalogue/specifications/<str:name>/<str:code>/", catalogue.qualification, name="specification_qualification"
    ),
    path("catalogue/standards.<str:form>", catalogue.all_standards, name="all_standards"),
    path("catalogue/units/<str:code>/", catalogue.unit, name="unit"),
    path("catalogue/units/<str:code>/<int:level>/", catalogue.unit_standards, name="unit_standards"),
    path(
        "catalogue/units/<str:code>/<int:level>/versions/<int:number>/",
        catalogue.standards_version,
        name="standards_version",
    ),
    path(
        "catalogue/units/<str:code>/<int:level>/versions/<int:number>/standards.<str:form>",
        catalogue.standards_download,
        name="standards_download",
    ),
    path("catalogue/<str:code>/", catalogue.qualification, name="qualification"),
    path("glossary/", guide.glossary_shown, name="glossary"),
    path("guide/", guide.guide, name="guide"),
    path("guide/advice/", advice.ask_advice, name="ask_advice"),
    path("guide/advice/sent/", advice.advice_asked, name="advice_asked"),
    path("guide/<slug:slug>/", guide.guide_page_shown, name="guide_page"),
    path("guide/<slug:slug>/edit/", guide.edit_guide, name="edit_guide"),
    path("guide/<slug:slug>/history/", guide.guide_history, name="guide_history"),
    path("guide/<slug:slug>/revert/", guide.revert_guide, name="revert_guide"),
    path("standards/", standards.standards, name="standards"),
    path("standards/import/", standards.import_standards, name="import_standards"),
    path("standards/import/<int:number>/", standards.standards_file, name="standards_file"),
    path("standards/import/<int:number>/aside/", standards.set_file_aside, name="set_file_aside"),
    path("progress/", work.all_work, name="all_work"),
    path("progress/<int:number>/", work.work, name="work"),
    path("progress/<int:number>/again/", work.work_again, name="work_again"),
]
