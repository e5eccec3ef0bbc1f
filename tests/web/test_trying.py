"""The demonstration's way in, and that there is none anywhere else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, include, path, reverse
from pytest_django import Settings

from tests.web.accounts import is_signed_in, organisation, someone
from touchstone.people.api import Role
from touchstone.web.pages import trying

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]

urlpatterns = [path("try/", trying.people_to_be, name="try"), path("", include("touchstone.project.urls"))]
"""The addresses as the demonstration has them."""


@pytest.fixture
def demonstration(settings: Settings) -> None:
    """The demonstration's addresses and mode."""
    settings.TOUCHSTONE_MODE = "demonstration"
    settings.ROOT_URLCONF = __name__
    clear_url_caches()


def names_on(page: str) -> list[str]:
    """Whom the page offers to be, in its order."""
    return re.findall(r'name="appointment" value="\d+">([^<]+)</button>', page)


@pytest.mark.usefixtures("demonstration")
def test_people_are_offered_by_role_and_organisation(client: Client) -> None:
    place = organisation()
    someone(Role.ASSESSOR, at=place)
    someone(Role.COORDINATOR, at=place, email="bea@example.org", name="Bea Sharp")
    page = client.get("/try/").content.decode()
    assert names_on(page) == ["Ann Other", "Bea Sharp"]
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == ["Assessor", "Centre co-ordinator"]
    assert page.count(">Northgate</dt>") == 2


@pytest.mark.usefixtures("demonstration")
def test_one_click_signs_in_as_somebody_under_the_hat_that_was_chosen(client: Client) -> None:
    place = organisation()
    ann = someone(Role.ASSESSOR, at=place)
    admin = someone(Role.ADMINISTRATOR, email="bea@example.org", name="Bea Sharp")
    for one in (ann, admin):
        answer = client.post("/try/", {"appointment": one.appointment})
        assert answer.headers["Location"] == reverse("home")
        assert client.session["_auth_user_id"] == str(one.account)
        assert client.session["hat"] == one.appointment
    # The demonstration asks nobody for a second step.
    assert client.get(reverse("account_email")).status_code == 200


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("wrong", ["", "0", "999999", "abc", "1; DROP TABLE", "²"])
def test_whom_nobody_is_cannot_be_chosen(client: Client, wrong: str) -> None:
    assert client.post("/try/", {"appointment": wrong}).status_code == 404
    assert not is_signed_in(client)


@pytest.mark.usefixtures("demonstration")
def test_eight_of_a_role_are_shown_and_a_search_finds_the_others(client: Client) -> None:
    place = organisation()
    for letter in "abcdefghij":
        someone(Role.CANDIDATE, at=place, email=f"{letter}@example.org", name=f"{letter.upper()}nna Other")
    page = client.get("/try/").content.decode()
    assert names_on(page) == [f"{letter}nna Other" for letter in "ABCDEFGH"]
    assert "There are more: search by name to find them." in page
    assert names_on(client.get("/try/?q=jn").content.decode()) == ["Jnna Other"]
    assert "Nobody is found" in client.get("/try/?q=zz").content.decode()


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("many", [1, 50])
def test_the_page_asks_one_question_a_role_for_any_number(client: Client, many: int) -> None:
    place = organisation()
    for number in range(many):
        someone(Role.CANDIDATE, at=place, email=f"n{number}@example.org", name=f"Anna Number{number}")
    with CaptureQueriesContext(connection) as asked:
        client.get("/try/")
    # Beside these, PostgreSQL is told whose rows it may show.
    assert len([query for query in asked if query["sql"].startswith("SELECT") and "people_" in query["sql"]]) == 9


def test_there_is_no_such_page_anywhere_else(client: Client) -> None:
    assert client.get("/try/").status_code == 404
    assert client.post("/try/", {"appointment": "1"}).status_code == 404


def test_the_page_itself_refuses_outside_the_demonstration_also_where_an_address_leads_to_it(
    client: Client, settings: Settings
) -> None:
    ann = someone(Role.ASSESSOR)
    settings.ROOT_URLCONF = __name__
    settings.TOUCHSTONE_MODE = "production"
    clear_url_caches()
    assert client.get("/try/").status_code == 404
    assert client.post("/try/", {"appointment": ann.appointment}).status_code == 404
    assert not is_signed_in(client)


@pytest.mark.parametrize(("mode", "known"), [("production", False), ("demonstration", True)])
def test_the_address_is_known_to_the_demonstration_only(mode: str, known: bool, tmp_path: Path) -> None:
    program = (
        "import django; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "try: print(resolve('/try/').url_name)\n"
        "except Resolver404: print('unknown')\n"
    )
    given = {
        "DJANGO_SETTINGS_MODULE": "touchstone.project.settings",
        "TOUCHSTONE_MODE": mode,
        "TOUCHSTONE_DATA": str(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
    }
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], **given},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == ("try" if known else "unknown")
