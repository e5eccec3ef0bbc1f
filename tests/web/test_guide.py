"""The public guide and the glossary; their editing by the awarding body, and nobody's text lost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.web.signed_in import signed_in
from tests.web.world import queries_of
from touchstone.catalogue.api import edits_of, glossary, guide_page, guide_pages
from touchstone.people.api import Role
from touchstone.web.markdown import allowed, as_html, wrong_links

pytestmark = pytest.mark.django_db
SLUG = "what-is-an-nvq"


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


def filled(**changes: str) -> dict[str, str]:
    page = guide_page(SLUG)
    names = ("title", "title_cy", "summary", "summary_cy", "body")
    words = {name: getattr(page.words, name) for name in names}
    return words | {"version": str(page.version), "once": str(uuid4())} | changes


def test_every_page_of_the_guide_opens_for_a_stranger_and_is_linked(client: Client) -> None:
    front = text_of(client.get("/guide/"))
    slugs = [page.slug for page in guide_pages()]
    assert [slug for slug in slugs if f'href="/guide/{slug}/"' not in front] == []
    bodies = {slug: text_of(client.get(f"/guide/{slug}/")) for slug in slugs}
    assert [slug for slug, body in bodies.items() if "<script>" in body or "](" in body] == []
    assert '<table class="govuk-table">' in bodies[SLUG]


def test_every_link_of_the_shipped_guide_leads_somewhere(client: Client) -> None:
    addresses = set()
    for page in guide_pages():
        html = as_html(page.words.body)
        addresses |= {part.split('"')[0] for part in html.split('href="')[1:]}
    inside = sorted(address for address in addresses if address.startswith("/"))
    statuses = {address: client.get(address).status_code for address in inside}
    assert {address: status for address, status in statuses.items() if status != 200} == {}
    assert [address for address in addresses if not allowed(address)] == []


def test_the_guide_has_welsh_titles_and_says_that_its_text_is_english(client: Client) -> None:
    page = text_of(client.get(f"/guide/{SLUG}/", headers={"accept-language": "cy"}))
    assert ("Beth yw NVQ?" in page, 'lang="en-gb"' in page) == (True, True)


def test_the_glossary_shows_every_term_with_its_place(client: Client) -> None:
    page = text_of(client.get("/glossary/"))
    assert [term.slug for term in glossary() if f'id="{term.slug}"' not in page] == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](https://elsewhere.example/)", "<p>[x](https://elsewhere.example/)</p>\n"),
        ("[x](//elsewhere.example/)", "<p>[x](//elsewhere.example/)</p>\n"),
        ("[x](/catalogue/)", '<p><a href="/catalogue/" class="govuk-link">x</a></p>\n'),
        ("[x](tel:024)", '<p><a href="tel:024" class="govuk-link">x</a></p>\n'),
        ("![x](/picture.png)", '<p>!<a href="/picture.png" class="govuk-link">x</a></p>\n'),
        ("# Heading", "<h2>Heading</h2>\n"),
        ('[x](/a "b<c")', '<p><a href="/a" title="b&lt;c" class="govuk-link">x</a></p>\n'),
    ],
)
def test_a_text_becomes_html_that_can_do_no_harm(text: str, html: str) -> None:
    assert as_html(text) == html


def test_a_table_carries_no_style_of_its_own() -> None:
    assert "style" not in as_html("| a | b |\n|:-:|--:|\n| 1 | 2 |")


def test_wrong_links_are_named() -> None:
    assert wrong_links("[a](/ok/) [b](http://x.example) [c](mailto:a@example.org)") == ["http://x.example"]


def test_an_officer_edits_looks_first_and_goes_back_to_the_shipped_words(client: Client) -> None:
    signed_in(client, Role.OFFICER)
    preview = text_of(client.post(f"/guide/{SLUG}/edit/", filled(body="Ours **alone**", preview="1")))
    assert ("Ours <strong>alone</strong>" in preview, edits_of(SLUG)) == (True, ())
    answer = client.post(f"/guide/{SLUG}/edit/", filled(body="Ours **alone**"))
    assert (answer.status_code, answer["Location"]) == (302, f"/guide/{SLUG}/")
    page = text_of(client.get(f"/guide/{SLUG}/"))
    assert "Ours <strong>alone</strong>" in page
    assert "The awarding body’s own words, edited on" in page
    assert "Ours **alone**" in text_of(client.get(f"/guide/{SLUG}/history/"))
    assert "Go back to the shipped words?" in text_of(client.get(f"/guide/{SLUG}/revert/"))
    client.post(f"/guide/{SLUG}/revert/", {"version": "1", "once": str(uuid4())})
    assert not guide_page(SLUG).is_own


def test_a_form_that_is_sent_twice_edits_once(client: Client) -> None:
    signed_in(client, Role.OFFICER)
    sent = filled(body="Ours")
    answers = [client.post(f"/guide/{SLUG}/edit/", sent) for _ in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, f"/guide/{SLUG}/")] * 2
    assert len(edits_of(SLUG)) == 1


def test_who_saves_second_sees_both_texts_and_chooses(client: Client) -> None:
    signed_in(client, Role.OFFICER)
    stale = filled(body="Mine", title="My title")
    client.post(f"/guide/{SLUG}/edit/", filled(body="Theirs"))
    conflict = text_of(client.post(f"/guide/{SLUG}/edit/", stale), 409)
    assert [words in conflict for words in ("Mine", "Theirs", "My title", "Ann Other")] == [True] * 4
    resolved = stale | {"version": "1", "resolving": "1", "once": str(uuid4())}
    resolved |= {"body__choice": "both", "body__both": "Theirs\n\nMine"}
    resolved |= {"title__choice": "yours", "title__yours": "My title"}
    for name in ("title_cy", "summary", "summary_cy"):
        resolved |= {f"{name}__choice": "theirs"}
    assert client.post(f"/guide/{SLUG}/edit/", resolved).status_code == 302
    assert (guide_page(SLUG).words.body, guide_page(SLUG).words.title) == ("Theirs\n\nMine", "My title")


def test_a_link_to_elsewhere_is_not_saved(client: Client) -> None:
    signed_in(client, Role.OFFICER)
    page = text_of(client.post(f"/guide/{SLUG}/edit/", filled(body="[x](https://elsewhere.example/)")))
    assert "A link may not lead to https://elsewhere.example/" in page
    assert edits_of(SLUG) == ()


@pytest.mark.parametrize("address", ["edit", "history", "revert"])
def test_only_the_office_edits_the_guide(address: str, client: Client) -> None:
    assert client.get(f"/guide/{SLUG}/{address}/").status_code == 302
    signed_in(client, Role.ASSESSOR)
    assert client.get(f"/guide/{SLUG}/{address}/").status_code == 403
    assert client.post(f"/guide/{SLUG}/edit/", filled(body="x")).status_code == 403


def test_a_page_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/guide/nowhere/").status_code == 404


def test_the_guide_takes_a_constant_number_of_queries(client: Client) -> None:
    for address, count in {"/guide/": 1, f"/guide/{SLUG}/": 2, "/glossary/": 1}.items():
        assert queries_of(client, address) == count
