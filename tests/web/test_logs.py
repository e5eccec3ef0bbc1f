"""No secret link is in the log, whatever goes wrong on its page."""

from __future__ import annotations

import logging

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils.log import log_response

from tests.web.accounts import organisation
from touchstone.project.logs import NoPaths, logging_settings

TOKEN = "a-secret-that-nobody-may-read-in-a-log"


def said(caplog: pytest.LogCaptureFixture) -> str:
    """What our filter lets through of what was logged."""
    for record in caplog.records:
        NoPaths().filter(record)
    return " | ".join(record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_what_django_logs_of_a_refused_request_names_the_pattern(caplog: pytest.LogCaptureFixture, status: int) -> None:
    request = RequestFactory().get(f"/invitation/{TOKEN}/")
    request.resolver_match = resolve(request.path)
    response = HttpResponse(status=status)
    with caplog.at_level(logging.INFO, logger="django.request"):
        log_response("%s: %s", "Refused", request.path, response=response, request=request)
    assert said(caplog) == "Refused: invitation/<str:token>/"


@pytest.mark.django_db
def test_a_form_from_elsewhere_does_not_put_its_address_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    organisation()
    with caplog.at_level(logging.INFO):
        answer = Client(enforce_csrf_checks=True).post(f"/witness/{TOKEN}/not-me/")
    assert answer.status_code == 403
    assert caplog.records != []
    assert TOKEN not in said(caplog)


def test_the_filter_stands_before_everything_that_is_written() -> None:
    settings = logging_settings("ERROR", "json")
    assert [handler["filters"] for handler in settings["handlers"].values()] == [["no_paths"]]
