"""Files of standards: what goes out comes back the same, and what is hostile is refused kindly."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.catalogue.factories import a_standard
from touchstone.catalogue.adapters.files import FORMS, FileRefused, kind_of, read_file, write_file
from touchstone.catalogue.domain.lines import COLUMNS, FORMULA, read_lines, write_lines
from touchstone.catalogue.domain.standards import (
    Book,
    Criterion,
    CriterionKind,
    Method,
    Outcome,
    Signpost,
    Standard,
    in_book_order,
    tidy,
)

ALPHABET = st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"], include_characters=" ")


def texts(longest: int = 60) -> st.SearchStrategy[str]:
    written = st.text(ALPHABET, min_size=1, max_size=longest).map(tidy)
    return written.filter(lambda text: bool(text) and not text.startswith(FORMULA) and text.isprintable())


CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.()/-]{0,5}", fullmatch=True)
COMPONENTS = st.from_regex(r"(C|N|IT|WO|LP|PS)[1-5]\.[1-4][ab]?", fullmatch=True)
METHODS = st.lists(st.sampled_from(Method), unique=True, max_size=4).map(tuple)


@st.composite
def criteria(draw: st.DrawFn, codes: list[str]) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            code,
            draw(st.sampled_from(CriterionKind)),
            draw(texts()),
            draw(st.integers(1, 99)),
            draw(METHODS),
            draw(st.booleans()),
        )
        for code in codes
    )


@st.composite
def standards_of(draw: st.DrawFn, area: str, level: int) -> Standard:
    outcomes = draw(st.lists(CODES, unique=True, min_size=1, max_size=3))
    codes = draw(st.lists(CODES, unique=True, min_size=len(outcomes), max_size=7))
    shares = [codes[place :: len(outcomes)] for place in range(len(outcomes))]
    made = tuple(
        Outcome(code, draw(texts()), draw(criteria(share))) for code, share in zip(outcomes, shares, strict=True)
    )
    components = draw(st.lists(COMPONENTS, unique=True, max_size=2))
    signposts = tuple(Signpost(component, draw(texts())) for component in components)
    return Standard(area, level, draw(texts()), draw(texts()), made, signposts)


@st.composite
def books(draw: st.DrawFn) -> tuple[Standard, ...]:
    areas = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,3}", fullmatch=True)
    cells = draw(st.lists(st.tuples(areas, st.integers(1, 8)), unique=True, min_size=1, max_size=4))
    return tuple(draw(standards_of(area, level)) for area, level in in_book_order(cells))


def book_in(kind: str, content: bytes) -> Book:
    lines, problems = read_file(kind, content)
    book = read_lines(lines)
    return Book(book.standards, (*problems, *book.problems))


@pytest.mark.parametrize("kind", FORMS)
@settings(max_examples=60, deadline=None)
@given(book=books())
def test_any_standards_come_back_from_a_file_as_they_went_in(kind: str, book: tuple[Standard, ...]) -> None:
    content = write_file(kind, book)
    assert kind_of(f"book.{kind}", content) == kind
    assert book_in(kind, content) == Book(book)


def a_workbook(*rows: list[object]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def rows_of(*standards: Standard) -> list[list[object]]:
    lines: list[list[object]] = [[line.get(name) for name in COLUMNS] for line in write_lines(standards)]
    return [list(COLUMNS), *lines]


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A workbook of which one part is another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, part if info.filename == name else old.read(info))
    return out.getvalue()


def refusal_of(kind: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_file(kind, content)
    assert refused.value.mend
    return refused.value.what


SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_that_unpacks_to_something_enormous_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(a_workbook(["area"]), SHEET, b"\x00" * 101_000_000)
    assert len(bomb) < 200_000
    assert refusal_of("xlsx", bomb) == "The workbook unpacks to far more than any scheme book holds."


def test_a_workbook_with_entities_is_refused() -> None:
    laughing = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    content = with_part(a_workbook(["area"]), SHEET, laughing)
    assert refusal_of("xlsx", content) == "The workbook declares entities, which no spreadsheet program writes."


@pytest.mark.parametrize("content", [b"PK\x03\x04 and nothing else", a_workbook(["area"])[:900]])
def test_a_damaged_workbook_is_refused(content: bytes) -> None:
    assert refusal_of("xlsx", content) == "The file is damaged, or is no Excel workbook."


def test_a_cell_with_a_formula_is_told_with_its_row() -> None:
    rows = rows_of(a_standard())
    rows[4][COLUMNS.index("text")] = '=HYPERLINK("http://example.org","x")'
    problems = [(problem.row, problem.column, problem.what) for problem in book_in("xlsx", a_workbook(*rows)).problems]
    assert problems == [(5, "text", "The cell holds a formula.")]


def test_numbers_and_truth_values_of_a_workbook_are_read_as_they_look() -> None:
    rows = rows_of(a_standard())
    for row in rows[1:]:
        row[1] = 2.0
    rows[4][COLUMNS.index("occurrences")] = 3
    rows[4][COLUMNS.index("simulation")] = False
    assert book_in("xlsx", a_workbook(*rows)) == Book((a_standard(),))


LAUGHS = b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


def test_yaml_with_aliases_is_refused_before_anything_is_built() -> None:
    assert refusal_of("yaml", LAUGHS) == "The file uses anchors (&) or aliases (*), which are not read."


def test_yaml_nested_without_end_is_refused() -> None:
    assert refusal_of("yaml", b"[" * 20 + b"]" * 20) == "The file is nested too deeply."


def test_yaml_makes_no_objects() -> None:
    tagged = b"area: !!python/object/apply:os.system ['true']\nlevels: {}\n"
    assert [problem.what for problem in book_in("yaml", tagged).problems] == ["The file holds no standards."]


def test_broken_yaml_is_told_with_its_row() -> None:
    with pytest.raises(FileRefused) as refused:
        read_file("yaml", b"area: CC\nlevels: {1: [}\n")
    assert refused.value.row == 2


def test_problems_of_yaml_carry_the_line_of_the_file() -> None:
    text = write_file("yaml", [a_standard()]).decode().replace("kind: knowledge", "kind: wisdom")
    row = next(number for number, line in enumerate(text.splitlines(), 1) if "Why greetings" in line) - 2
    assert [(p.row, p.column) for p in book_in("yaml", text.encode()).problems] == [(row, "kind")]


@pytest.mark.parametrize("kind", ["csv", "yaml"])
def test_other_encodings_and_characters_of_control_are_refused(kind: str) -> None:
    good = write_file(kind, [a_standard(summary="Helps customers at the café")]).decode("utf-8-sig")
    assert refusal_of(kind, good.encode("utf-16")) == "The file is written in UTF-16."
    assert refusal_of(kind, good.encode("cp1252")) == "The file is not written in UTF-8."
    assert refusal_of(kind, good.replace("café", "caf\x00").encode()) == (
        "The file holds a character of control, which no text has."
    )


def test_a_file_with_semicolons_is_read_as_well() -> None:
    text = "area;level;part;code;text\nCC;2;title;;Customer care, and more\n"
    lines, problems = read_file("csv", text.encode())
    assert ([line["text"] for line in lines], problems) == (["Customer care, and more"], [])


def test_a_missing_column_and_a_quotation_mark_that_never_ends_are_told() -> None:
    assert refusal_of("csv", b"area,level,text\n") == "The column part is missing."
    assert refusal_of("csv", b'area,level,part,text\nCC,1,title,"Care\n').startswith("The file cannot be read as CSV")


def test_a_huge_cell_is_told_and_not_kept() -> None:
    content = b"area,level,part,text\nCC,1,title," + b"x" * 20_000 + b"\n"
    lines, problems = read_file("csv", content)
    assert [(p.row, p.column, p.what) for p in problems] == [
        (2, "text", "The cell holds 20,000 characters; at most 10,000 are read.")
    ]
    assert len(lines[0]["text"]) == 100


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("book.pdf", b"%PDF-1.7", "Files whose names end like this one's are not read."),
        ("book.csv", a_workbook(["area"]), "The name ends with .csv, but the content is an Excel workbook."),
        ("book.xlsx", b"area,level", "The name ends with .xlsx, but the content is plain text."),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, content: bytes, what: str) -> None:
    with pytest.raises(FileRefused) as refused:
        kind_of(name, content)
    assert (refused.value.what, bool(refused.value.mend)) == (what, True)


def test_a_picture_called_csv_is_refused() -> None:
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
    with pytest.raises(FileRefused, match="the content is something else"):
        kind_of("book.csv", picture)


def test_no_text_that_is_exported_begins_like_a_formula() -> None:
    rows = write_file("csv", [a_standard()]).decode("utf-8-sig").splitlines()
    assert [cell for row in rows for cell in row.split(",") if cell.strip('"').startswith(FORMULA)] == []
