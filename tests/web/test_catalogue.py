"""The public catalogue: every page for a stranger, with what the specification and the standards say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.catalogue.factories import a_standard, office, published
from tests.web.world import queries_of
from touchstone.catalogue.adapters.files import read_file
from touchstone.catalogue.api import Standard, load_shipped_standards, standards_in_force
from touchstone.catalogue.domain.lines import read_lines
from touchstone.catalogue.specifications import load_specification
from touchstone.ledger.api import Actor
from touchstone.people.api import Role

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def admin(the_system: Actor) -> Actor:
    """The awarding body's administrator, who has loaded the shipped standards."""
    administrator = office(Role.ADMINISTRATOR, by=the_system, at=NOW)
    load_shipped_standards(by=administrator, at=NOW)
    return administrator


def text_of(answer: Any) -> str:
    """What a page says, blanks put in order."""
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def test_the_catalogue_shows_five_qualifications_and_marks_the_illustrations(client: Client) -> None:
    page = text_of(client.get("/catalogue/"))
    specification = load_specification()
    codes = [each.code for each in specification.qualifications]
    assert [code for code in codes if f'href="/catalogue/{code}/"' in page] == codes
    units = [unit.code for unit in specification.units]
    assert [code for code in units if f'href="/catalogue/units/{code}/"' in page] == units
    assert page.count(">Illustration</strong>") == 6


@pytest.mark.parametrize("code", ["03447", "03448", "03449", "03450", "03451"])
def test_a_qualification_shows_every_clause_with_its_place_in_the_leaflet(code: str, client: Client) -> None:
    page = text_of(client.get(f"/catalogue/{code}/"))
    rules = list(load_specification().get_qualification(code).rules())
    assert [rule.says for rule in rules if rule.says not in page] == []
    assert [rule.cite.words for rule in rules if f"“{rule.cite.words}”" not in page] == []
    assert "NI185/0907" in page


def test_every_page_of_every_specification_opens(client: Client) -> None:
    for name in ("contact-centre-diploma@2013", "applied-computing-degree", "digital-user-awards@2011"):
        specification = load_specification(name)
        addresses = [f"/catalogue/specifications/{name}/"]
        addresses += [f"/catalogue/specifications/{name}/{each.code}/" for each in specification.qualifications]
        addresses += [f"/catalogue/specifications/{name}/units/{each.code}/" for each in specification.units[:3]]
        assert [address for address in addresses if "This is an illustration" not in text_of(client.get(address))] == []


@pytest.mark.usefixtures("admin")
def test_a_unit_shows_its_levels_values_uses_and_signposts(client: Client) -> None:
    page = text_of(client.get("/catalogue/units/CC/"))
    unit = load_specification().units_by_code["CC"]
    assert [value for value in unit.values.values() if f">{value} unit values</span>" not in page] == []
    assert (
        'At least 60 unit values of optional units count at level 2. <span class="ts-source">(this unit at level 2)'
        in page
    )
    assert ["C1.1" in page, "C2.1" in page, page.count('href="/catalogue/units/CC/')] == [True, True, 5]


@pytest.mark.usefixtures("admin")
def test_the_standards_are_shown_in_full_and_as_what_they_are(client: Client) -> None:
    page = text_of(client.get("/catalogue/units/CC/2/"))
    told = next(each for each in standards_in_force(timezone.localdate(NOW)) if each.standard.cell == ("CC", 2))
    shown = page.replace("&#x27;", "'").replace("&quot;", '"')
    assert [criterion.text for criterion in told.standard.criteria if criterion.text not in shown] == []
    assert "not the scheme book of any awarding body" in page
    assert "simulation is allowed" in page


def test_a_level_without_standards_says_so_and_one_that_does_not_exist_is_not_found(client: Client) -> None:
    assert "No standards are published here" in text_of(client.get("/catalogue/units/W16/5/"))
    assert [client.get(f"/catalogue/units/{place}/").status_code for place in ("W16/1", "NOPE", "NOPE/1")] == [404] * 3
    assert client.get("/catalogue/99999/").status_code == 404
    assert client.get("/catalogue/specifications/nothing/").status_code == 404


def test_an_earlier_version_keeps_its_page(client: Client, admin: Actor) -> None:
    published(a_standard(), by=admin, at=NOW)
    old, new = (text_of(client.get(f"/catalogue/units/CC/2/versions/{number}/")) for number in (1, 2))
    assert ("Not in force today" in old, "Not in force today" in new) == (True, False)
    assert "Greet customers, CC 2" in text_of(client.get("/catalogue/units/CC/2/"))
    assert client.get("/catalogue/units/CC/2/versions/3/").status_code == 404


def standards_in(answer: Any, form: str) -> tuple[Standard, ...]:
    assert answer.status_code == 200
    return read_lines(read_file(form, answer.content)[0]).standards


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("form", ["csv", "xlsx", "yaml"])
def test_standards_are_taken_away_as_files_that_can_be_read_in_again(form: str, client: Client) -> None:
    in_force = tuple(told.standard for told in standards_in_force(timezone.localdate(NOW)))
    without_ids = standards_in(client.get(f"/catalogue/standards.{form}"), form)
    assert len(without_ids) == 45
    assert [list(each.lines()) for each in without_ids] == [list(each.lines()) for each in in_force]
    answer = client.get(f"/catalogue/units/CC/2/versions/1/standards.{form}")
    assert answer["Content-Disposition"] == f'attachment; filename="CC-level-2-illustrative-version-1.{form}"'
    assert [each.cell for each in standards_in(answer, form)] == [("CC", 2)]


def test_standards_in_no_other_form_are_there(client: Client) -> None:
    assert [client.get(f"/catalogue/standards.{form}").status_code for form in ("csv", "exe")] == [404, 404]


@pytest.mark.usefixtures("admin")
def test_a_search_leads_to_what_it_finds(client: Client) -> None:
    page = text_of(client.get("/catalogue/", {"q": "abusive customer"}))
    assert 'href="/catalogue/units/CC/1/"' in page
    assert "Nothing was found" in text_of(client.get("/catalogue/", {"q": "zyzzyva"}))
    assert "&lt;script&gt;" in text_of(client.get("/catalogue/", {"q": "<script>"}))


def test_pages_take_as_many_queries_for_many_standards_as_for_one(client: Client, the_system: Actor) -> None:
    admin = office(Role.ADMINISTRATOR, by=the_system, at=NOW)
    published(a_standard(), by=admin, at=NOW)
    counts = {"/catalogue/": 0, "/catalogue/03448/": 0, "/catalogue/units/CC/": 6, "/catalogue/units/CC/2/": 6}
    for _ in range(2):
        for address, count in counts.items():
            assert queries_of(client, address) == count
        assert queries_of(client, "/catalogue/?q=customers") == 5
        load_shipped_standards(by=admin, at=NOW)


def test_a_version_that_begins_later_is_not_shown_before(client: Client, admin: Actor) -> None:
    published(a_standard(), by=admin, at=NOW + timedelta(days=30))
    page = text_of(client.get(reverse("unit_standards", args=["CC", 2])))
    assert "Greet customers, CC 2" not in page
    assert 'href="/catalogue/units/CC/2/versions/2/"' in page
