"""The files of standards that were uploaded, and what each holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from touchstone.catalogue.domain.lines import COLUMNS, Line, read_lines, write_lines
from touchstone.catalogue.domain.standards import Book, Problem, Provenance, Standard
from touchstone.catalogue.models import StandardsFile
from touchstone.people.api import NotOnRecord

READING, WAITING, PUBLISHED, SET_ASIDE = "reading", "waiting", "published", "set_aside"


@dataclass(frozen=True, slots=True)
class FileTold:
    """An uploaded file: its state, whose words it holds, and what is wrong with it."""

    id: int
    name: str
    size: int
    provenance: Provenance
    source: str
    uploaded_at: datetime
    uploaded_by: int | None
    state: str
    problems: tuple[Problem, ...] = ()
    job: int | None = None
    published_from: date | None = None


def list_standards_files(*, size: int = 20) -> tuple[FileTold, ...]:
    """The files that were uploaded, the latest first. One query."""
    rows = StandardsFile.objects.defer("content", "lines").order_by("-id")[:size]
    return tuple(_told(row) for row in rows)


def get_standards_file(file: int) -> FileTold:
    """One file. Raises ``NotOnRecord``. One query."""
    return _told(_row(file))


def book_in(file: int) -> Book:
    """What a file holds. Raises ``NotOnRecord``. One query."""
    return book_of(_row(file))


def book_of(row: StandardsFile) -> Book:
    """What the row of a file that was read holds."""
    book = read_lines(Line(number, dict(zip(COLUMNS, cells, strict=True))) for number, cells in enumerate(row.lines, 2))
    return book if row.lines else Book((), tuple(Problem(*problem) for problem in row.problems))


def as_lines(standards: Iterable[Standard]) -> list[list[str]]:
    """Standards as they are kept beside a file until they are published."""
    return [[line.get(column, "") for column in COLUMNS] for line in write_lines(standards)]


def _row(file: int) -> StandardsFile:
    row = StandardsFile.objects.defer("content").filter(id=file).first()
    if row is None:
        raise NotOnRecord(f"standards file {file}")
    return row


def _told(row: StandardsFile) -> FileTold:
    return FileTold(
        row.id,
        row.name,
        row.size,
        Provenance(row.provenance),
        row.source,
        row.uploaded_at,
        row.uploaded_by_id,
        row.state,
        tuple(Problem(*problem) for problem in row.problems),
        row.job,
        row.published_from,
    )
