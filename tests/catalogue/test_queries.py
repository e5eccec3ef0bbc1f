"""What is asked of the catalogue: searched, listed, read anew after an edit; with a constant number of queries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.catalogue.factories import a_standard, office, published
from touchstone.catalogue.api import (
    FoundKind,
    glossary,
    guide_pages,
    known_specifications,
    list_versions,
    load_shipped_standards,
    search_catalogue,
    specification_now,
    standard_on,
    standards_in_force,
)
from touchstone.catalogue.queries import shipped
from touchstone.ledger.api import Actor
from touchstone.people.api import NotOnRecord, Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def admin(the_system: Actor, at: datetime) -> Actor:
    """The awarding body's administrator, who has loaded the shipped standards."""
    administrator = office(Role.ADMINISTRATOR, by=the_system, at=at)
    load_shipped_standards(by=administrator, at=at)
    return administrator


def found(text: str, **options: int | str) -> list[tuple[str, str, int | None]]:
    results = search_catalogue(text, day=DAY, **options)  # type: ignore[arg-type]
    return [(each.kind.value, each.key, each.level) for each in results]


@pytest.mark.usefixtures("admin")
def test_a_code_is_found_first() -> None:
    assert found("cc")[0] == ("unit", "CC", None)
    assert found("03448")[0] == ("qualification", "03448", None)
    assert found("CC 2")[0] == ("standard", "CC", 2)


@pytest.mark.usefixtures("admin")
def test_a_title_is_found_before_a_text_and_the_text_shows_where() -> None:
    assert found("customer care")[0] == ("unit", "CC", None)
    (first, *_) = search_catalogue("wrap-up codes consistent", day=DAY)
    assert (first.kind, first.key) == (FoundKind.STANDARD, "FF")
    assert "rap-up codes" in first.excerpt


@pytest.mark.usefixtures("admin")
def test_the_guide_and_the_glossary_are_found_in_both_languages() -> None:
    assert ("guide_page", "what-is-an-nvq", None) in found("Beth yw NVQ", language="cy")
    assert found("asesydd")[0][0] == "term"


@pytest.mark.usefixtures("admin")
def test_words_that_stand_nowhere_and_no_words_find_nothing() -> None:
    assert (found("zyzzyva"), found(" –!"), found("")) == ([], [], [])


@pytest.mark.usefixtures("admin")
def test_a_search_is_limited() -> None:
    assert len(found("the", limit=7)) == 7


def test_only_what_is_in_force_is_found(admin: Actor, at: datetime) -> None:
    assert ("standard", "CC", 2) in found("underlying need clear")
    published(a_standard(third="Juggle the oranges"), by=admin, at=at)
    assert ("standard", "CC", 2) not in found("underlying need clear")
    assert found("juggle oranges") == [("standard", "CC", 2)]


def test_questions_take_as_many_queries_for_many_standards_as_for_one(
    the_system: Actor, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    administrator = office(Role.ADMINISTRATOR, by=the_system, at=at)
    published(a_standard(), by=administrator, at=at)
    for _ in range(2):
        with django_assert_num_queries(6):
            standards_in_force(DAY)
        with django_assert_num_queries(5):
            standard_on("CC", 2, DAY)
        with django_assert_num_queries(5):
            search_catalogue("customers", day=DAY)
        with django_assert_num_queries(1):
            list_versions()
        load_shipped_standards(by=administrator, at=at)
        assert len(standards_in_force(DAY)) in {1, 45}


@pytest.fixture
def edited_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the guide's files that a test may edit."""
    for file in shipped.shipped("guide").glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(shipped, "shipped", lambda _folder: tmp_path)
    yield tmp_path
    monkeypatch.undo()


def test_an_edited_file_is_seen_without_a_new_start(edited_folder: Path) -> None:
    before = len(glossary())
    file = edited_folder / "glossary.yaml"
    file.write_text(f"{file.read_text('utf-8')}\n  - {{slug: zz, term: {{en: zz, cy: zz}}, meaning: Zz}}\n", "utf-8")
    os.utime(file, ns=(1, 1))
    assert len(glossary()) == before + 1


def test_specifications_are_known_by_name_and_version() -> None:
    assert known_specifications()[0] == "ocr-contact-centre-nvq@2009"
    assert specification_now("contact-centre-diploma").version == "2016"
    assert specification_now("contact-centre-diploma@2013").version == "2013"
    for unknown in ("nothing", "contact-centre-diploma@1999"):
        with pytest.raises(NotOnRecord):
            specification_now(unknown)


def test_every_page_and_term_of_the_guide_has_words_in_both_languages() -> None:
    titles = [(page.title("en-gb"), page.title("cy"), page.summary("cy"), page.words.body) for page in guide_pages()]
    assert [title for title in titles if not all(title)] == []
    assert len({page.slug for page in guide_pages()}) == len(guide_pages())
    assert [term.slug for term in glossary() if not (term.shown("cy") and term.meaning)] == []
