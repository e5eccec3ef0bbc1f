"""One centre's co-ordinator writes another centre's addresses by hand, and gets nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.deploy.installation import Installation
from tests.journeys.being import become, one, rows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_tool("chromium", "apt-get install chromium"),
    pytest.mark.xdist_group("demonstration"),
]

OWN, OTHER = "10417", "10588"


@dataclass(frozen=True, slots=True)
class Holding:
    """The numbers of what a centre has, and the words by which one would know it."""

    addresses: tuple[str, ...]
    names: frozenset[str]


def holding_of(installation: Installation, number: str) -> Holding:
    """Read from the database what belongs to a centre."""
    place = one(installation, "SELECT id FROM people_organisation WHERE number = ?", number)

    def first(question: str) -> object:
        return one(installation, f"SELECT {question}", place)

    person = first(
        "person_id FROM people_appointment WHERE organisation_id = ? AND role = 'assessor' AND ended_at IS NULL"
    )
    held = first("id FROM people_appointment WHERE organisation_id = ? AND role = 'assessor' AND ended_at IS NULL")
    witness = first("id FROM people_appointment WHERE organisation_id = ? AND role = 'witness' AND ended_at IS NULL")
    link = first("id FROM people_guestlink WHERE organisation_id = ?")
    file = first(
        "id FROM archive_storedfile WHERE organisation_id = ? AND retired_at IS NULL AND media_type = 'application/pdf'"
    )
    invitation = first(
        "id FROM people_invitation WHERE organisation_id = ? AND accepted_at IS NULL AND withdrawn_at IS NULL"
    )
    entry = first("max(entry_id) FROM ledger_touch WHERE organisation = ? AND record LIKE 'people.%'")
    addresses = (
        f"/centres/{place}/", f"/people/{person}/", f"/people/{person}/name/", f"/people/{person}/role/",
        f"/people/roles/{held}/end/", f"/people/witnesses/{witness}/link/", f"/people/links/{link}/withdraw/",
        f"/documents/{file}/", f"/documents/{file}/download/", f"/documents/{file}/open/",
        f"/documents/{file}/replace/", f"/documents/{file}/withdraw/", f"/people/invitations/{invitation}/",
        f"/ledger/{entry}/",
    )  # fmt: skip
    return Holding(addresses, names_at(installation, place))


def names_at(installation: Installation, place: object) -> frozenset[str]:
    """The family names that occur at this place and at no other."""
    question = """
        SELECT family_name FROM people_person JOIN people_appointment ON people_appointment.person_id = people_person.id
        WHERE family_name <> '' GROUP BY family_name HAVING min(organisation_id) = ? AND max(organisation_id) = ?
    """
    return frozenset(str(name) for (name,) in rows(installation, question, place, place))


def statuses(page: Page, addresses: tuple[str, ...]) -> dict[str, int]:
    """What each address answers in the window's session."""
    return {address: page.request.get(address).status for address in addresses}


def test_every_address_of_another_centre_answers_as_if_there_were_nothing(
    window: Page, demonstrated: Installation
) -> None:
    become(window, "Siân Prosser", role="Centre co-ordinator")
    own, other = holding_of(demonstrated, OWN), holding_of(demonstrated, OTHER)
    # The same addresses with the numbers of one's own centre do open: it is not the way of asking that fails.
    assert statuses(window, own.addresses) == dict.fromkeys(own.addresses, 200)
    assert statuses(window, other.addresses) == dict.fromkeys(other.addresses, 404)
    for address in other.addresses[:2]:
        answer = window.goto(address)
        assert answer is not None
        assert (answer.status, [name for name in other.names if name in window.inner_text("main")]) == (404, [])


def test_nothing_of_another_centre_is_sent_to_it_or_changed_in_it(window: Page, demonstrated: Installation) -> None:
    become(window, "Siân Prosser", role="Centre co-ordinator")
    other = holding_of(demonstrated, OTHER)
    before = one(demonstrated, "SELECT max(number) FROM ledger_entry")
    window.goto("/people/invitations/new/")
    token = window.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    once = "7f1c3c58-6a5e-4b52-9f0e-2f6f0d1f8a11"
    form = {"csrfmiddlewaretoken": token, "once": once, "given_names": "Changed", "family_name": "Name", "why": "x"}
    changing = tuple(each for each in other.addresses if each.split("/")[-2] in {"name", "role", "end", "withdraw"})
    answers = {each: window.request.post(each, form=form | {"version": "1"}).status for each in changing}  # type: ignore[arg-type]  # strings
    assert answers == dict.fromkeys(changing, 404)
    assert one(demonstrated, "SELECT max(number) FROM ledger_entry") == before


LISTS = (
    "/people/", "/people/?centre=10588", "/people.csv", "/people.csv?centre=10588", "/people/invitations/",
    "/people/invitations.csv", "/documents/", "/documents.csv", "/centres.csv", "/ledger/", "/ledger.csv",
    "/ledger.jsonl", "/home/",
)  # fmt: skip


def test_no_list_search_or_export_names_anybody_of_another_centre(window: Page, demonstrated: Installation) -> None:
    own, other = holding_of(demonstrated, OWN), holding_of(demonstrated, OTHER)
    asked = LISTS + tuple(f"/search/?q={name}" for name in ("Humphreys", "Griffiths", "Trevallen", OTHER))
    marks = (other.names - {"Humphreys", "Griffiths"}) | {"Trevallen Borough", "Eleri", "Huw"}
    become(window, "Eleri Humphreys", role="Centre co-ordinator")
    assert [mark for mark in ("Eleri", "Trevallen Borough") if mark in window.request.get("/people/").text()] != []
    become(window, "Siân Prosser", role="Centre co-ordinator")
    texts = {address: window.request.get(address).text() for address in asked}
    assert {address: seen for address, text in texts.items() if (seen := marks_in(text, marks))} == {}
    assert marks_in(texts["/people.csv"], own.names) != []


def marks_in(text: str, marks: frozenset[str] | set[str]) -> list[str]:
    """Which of the marks stand in a text as words."""
    words = "".join(letter if letter.isalpha() else " " for letter in text)
    return sorted(mark for mark in marks if f" {mark} " in f" {words} ")
