"""Asking for advice, and the office's list."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.web.signed_in import signed_in
from tests.web.world import queries_of
from touchstone.catalogue.api import Asked, Way, ask_for_advice, list_advice
from touchstone.ledger.api import FULL_REACH, Origin, list_looks, reaching
from touchstone.notices.api import Letter
from touchstone.notices.models import Message
from touchstone.people.api import Role, bareheaded

pytestmark = pytest.mark.django_db
STRANGER = bareheaded(None, Origin("test"))
LETTER = Letter("{reference}", "{reference}")


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    cache.clear()


def filled(**changes: str | list[str]) -> dict[str, str | list[str]]:
    sent: dict[str, str | list[str]] = {
        "name": "Rhodri Vaughan",
        "organisation": "Vaughan & Co",
        "email": "rhodri@example.org",
        "telephone": "",
        "way": "visit",
        "topics": ["resourcing", "documents"],
        "message": "How many staff?",
        "website": "",
        "once": str(uuid4()),
    }
    return sent | changes


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


def asked() -> list[str]:
    with reaching(FULL_REACH):
        return [told.reference for told in list_advice(day=timezone.localdate())]


def ask_by(number: int) -> None:
    wanted = Asked(f"Asker {number}", Way.CALL, ("documents",), email=f"asker{number}@example.org")
    ask_for_advice(wanted, letter=LETTER, by=STRANGER, at=timezone.now())


def test_a_stranger_asks_and_is_given_a_reference(client: Client) -> None:
    answer = client.post("/guide/advice/", filled())
    (reference,) = asked()
    assert (answer.status_code, answer["Location"]) == (302, f"/guide/advice/sent/?reference={reference}")
    assert reference in text_of(client.get(answer["Location"]))
    with reaching(FULL_REACH):
        letter = Message.objects.get(to="rhodri@example.org")
    assert (reference in letter.subject, reference in letter.body, "/guide/" in letter.body) == (True, True, True)


def test_a_request_that_is_sent_twice_is_one_request(client: Client) -> None:
    sent = filled()
    first, second = (client.post("/guide/advice/", sent)["Location"] for _ in range(2))
    assert (first, len(asked())) == (second, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "", "telephone": ""}, "Enter an e-mail address or a telephone number"),
        ({"topics": []}, "Choose at least one topic"),
        ({"website": "http://spam.example"}, "Leave this box empty"),
        ({"telephone": "call me"}, "Enter a telephone number"),
        ({"name": ""}, "Enter your name"),
    ],
)
def test_what_is_missing_is_told_beside_what_was_typed(
    changes: dict[str, str | list[str]], said: str, client: Client
) -> None:
    page = text_of(client.post("/guide/advice/", filled(**changes)))
    assert (said in page, "How many staff?" in page, asked()) == (True, True, [])


def test_nobody_asks_more_than_five_times_an_hour(client: Client) -> None:
    statuses = [client.post("/guide/advice/", filled()).status_code for _ in range(7)]
    assert (statuses, len(asked())) == ([302] * 5 + [429] * 2, 5)


def test_the_office_reads_and_answers_and_the_look_is_noted(client: Client) -> None:
    ask_by(1)
    signed_in(client, Role.OFFICER)
    with reaching(FULL_REACH):
        number = list_advice(day=timezone.localdate())[0].id
    assert "asker1@example.org" in text_of(client.get(f"/advice/{number}/"))
    with reaching(FULL_REACH):
        assert [look.record for look in list_looks()] == [f"catalogue.advice_request/{number}"]
    client.post(f"/advice/{number}/", {"answer": "Called on Monday.", "once": str(uuid4())})
    assert "Called on Monday." in text_of(client.get(f"/advice/{number}/"))
    again = client.post(f"/advice/{number}/", {"answer": "Again.", "once": str(uuid4())})
    assert "answered already" in text_of(again)


def test_the_list_is_filtered_and_exported(client: Client) -> None:
    for number in range(3):
        ask_by(number)
    signed_in(client, Role.OFFICER)
    assert "3 requests" in text_of(client.get("/advice/"))
    assert "Nothing fits these filters" in text_of(client.get("/advice/?state=answered"))
    exported = b"".join(client.get("/advice.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(exported)))
    assert [row[1] for row in rows] == ["name", "Asker 0", "Asker 1", "Asker 2"]


def test_the_list_takes_as_many_queries_for_many_as_for_one(client: Client) -> None:
    signed_in(client, Role.OFFICER)
    client.get("/advice/")
    ask_by(1)
    assert queries_of(client, "/advice/") == 9
    for number in range(30):
        ask_by(number)
    assert queries_of(client, "/advice/") == 9


@pytest.mark.parametrize("address", ["/advice/", "/advice.csv", "/advice/1/"])
def test_who_asked_is_the_offices_to_see(address: str, client: Client) -> None:
    ask_by(1)
    assert client.get(address).status_code == 302
    signed_in(client, Role.COORDINATOR)
    answer = client.get(address)
    assert (answer.status_code, b"asker1" in answer.content) == (403, False)


def test_a_request_that_is_not_there_is_not_found(client: Client) -> None:
    signed_in(client, Role.OFFICER)
    assert client.get("/advice/99/").status_code == 404
