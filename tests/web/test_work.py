"""The pages of long work: a large file is read by a worker, and only its owner sees how far it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.catalogue.factories import a_standard
from tests.web.signed_in import acting, signed_in
from tests.web.world import queries_of
from touchstone.catalogue.api import get_standards_file, write_file
from touchstone.ledger.api import Actor, act, reaching
from touchstone.notices.adapters.work import run
from touchstone.notices.api import start_job
from touchstone.notices.domain import QUIET_SECONDS
from touchstone.notices.models import Job
from touchstone.people.api import Role

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


@act
def ask(title: str, *, by: Actor, at: Any) -> int:
    """Ask for long work."""
    return start_job("tests.nothing", title, what={}, by=by, at=at)


def test_a_large_book_is_read_by_a_worker_and_then_previewed(client: Client) -> None:
    by = acting(signed_in(client, Role.ADMINISTRATOR))
    content = write_file("csv", [a_standard()]) + b",,,,,,,,,\r\n" * 40_000
    sent = {
        "file": SimpleUploadedFile("book.csv", content),
        "provenance": "own",
        "source": "Ours",
        "once": str(uuid4()),
    }
    address = client.post("/standards/import/", sent)["Location"]
    work = client.get(address)["Location"]
    assert "Waiting for its turn" in text_of(client.get(work))
    assert run.func(int(work.rstrip("/").rsplit("/", 1)[1]), 1)
    done = text_of(client.get(work))
    assert (f'href="{address}">See the result' in done, 'hx-trigger="every 2s"' in done) == (True, False)
    assert "1 new version" in text_of(client.get(address))
    with reaching(by.reach):
        assert get_standards_file(int(address.rstrip("/").rsplit("/", 1)[1])).problems == ()


def test_work_whose_worker_was_lost_is_offered_again(client: Client) -> None:
    by = acting(signed_in(client, Role.OFFICER))
    job = ask("Long work", by=by, at=timezone.now())
    assert "Try again" not in text_of(client.get(reverse("work", args=[job])))
    quiet = timezone.now() - timedelta(seconds=QUIET_SECONDS + 5)
    with reaching(by.reach):
        Job.objects.filter(id=job).update(state="running", beat_at=quiet)
    page = text_of(client.get(reverse("work", args=[job])))
    assert ("Try again" in page, "stopped in the middle" in page) == (True, True)
    assert client.post(reverse("work_again", args=[job]), {"once": str(uuid4())})["Location"] == reverse(
        "work", args=[job]
    )
    assert "Waiting for its turn" in text_of(client.get(reverse("work", args=[job])))


def test_work_under_way_shows_how_far_it_is_and_asks_again_by_itself(client: Client) -> None:
    by = acting(signed_in(client, Role.OFFICER))
    job = ask("Long work", by=by, at=timezone.now())
    with reaching(by.reach):
        Job.objects.filter(id=job).update(state="running", beat_at=timezone.now(), done=3, total=7)
    page = text_of(client.get(reverse("work", args=[job])))
    assert ('<progress value="3" max="7"' in page, 'hx-trigger="every 2s"' in page, "Look again" in page) == (True,) * 3


def test_anybody_elses_work_is_not_found(client: Client) -> None:
    job = ask("Long work", by=acting(signed_in(client, Role.OFFICER)), at=timezone.now())
    other = Client()
    assert other.get(reverse("work", args=[job])).status_code == 302
    signed_in(other, Role.ADMINISTRATOR, email="bob@example.org")
    answers = [
        other.get(reverse("work", args=[job])),
        other.post(reverse("work_again", args=[job]), {"once": str(uuid4())}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "No long work yet" in text_of(other.get(reverse("all_work")))


def test_the_list_takes_as_many_queries_for_many_as_for_one(client: Client) -> None:
    by = acting(signed_in(client, Role.OFFICER))
    client.get(reverse("all_work"))
    for count in (1, 30):
        for number in range(count):
            ask(f"Work {number}", by=by, at=timezone.now())
        assert queries_of(client, reverse("all_work")) == 8
