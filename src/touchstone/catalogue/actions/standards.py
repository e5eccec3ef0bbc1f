"""What is done about standards: a file taken in, read, published from a day or set aside; the shipped ones loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from touchstone.catalogue.adapters.files import FileRefused, kind_of, read_file
from touchstone.catalogue.domain.finding import fold, text_of
from touchstone.catalogue.domain.lines import read_lines
from touchstone.catalogue.domain.standards import (
    Book,
    Planned,
    Problem,
    Provenance,
    Standard,
    StandardPublished,
    StandardsFilePublished,
    StandardsFileSetAside,
    StandardsFileTaken,
    content_hash,
)
from touchstone.catalogue.models import Criterion, Outcome, Signpost, StandardsFile, StandardVersion
from touchstone.catalogue.queries.files import WAITING, as_lines, book_of
from touchstone.catalogue.queries.specifications import specification_now
from touchstone.catalogue.queries.standards import (
    latest_numbers,
    plan_publication,
    shipped_standards,
    standards_in_force,
)
from touchstone.ledger.api import Actor, Record, act, record
from touchstone.notices.api import Running, start_job, work
from touchstone.people.api import Impossible, NotOnRecord, permit, require
from touchstone.policy.api import value_on

MANAGE = "catalogue.manage_standards"
ILLUSTRATIVE_SOURCE = "Touchstone, illustrative standards: our own words, published by no awarding body"
LARGEST_BOOK = 20
"""The largest file of standards, in megabytes: a scheme book is text. The awarding body's own limit may be lower."""
READ_AT_ONCE = 300_000
"""Up to so many bytes a file is read while the page waits; a larger one is read by a worker."""
READ_JOB = "catalogue.read_standards_file"


@dataclass(frozen=True, slots=True)
class Source:
    """Whose words a file of standards holds, and from where they are taken."""

    provenance: Provenance
    citation: str


@act
def load_shipped_standards(*, by: Actor, at: datetime) -> int:
    """Publish the illustrative standards that come with the application; answers how many versions that made.

    Cells whose words are in force already, and cells that have anybody else's standards, stay as they are.
    """
    require(permit(MANAGE, by))
    day = timezone.localdate(at)
    shipped = shipped_standards()
    others = {told.standard.cell for told in standards_in_force(day) if told.provenance is not Provenance.ILLUSTRATIVE}
    ours = [standard for standard in shipped if standard.cell not in others]
    first, known = _first_day(day), latest_numbers([standard.cell for standard in ours])
    source = Source(Provenance.ILLUSTRATIVE, ILLUSTRATIVE_SOURCE)
    new = [planned for planned in plan_publication(ours, Provenance.ILLUSTRATIVE, day) if planned.is_new]
    for planned in new:
        _publish(planned, source, from_day=day if planned.standard.cell in known else first, at=at)
    return len(new)


def _first_day(day: date) -> date:
    """The day from which the leaflet's specification holds: standards were there from the start."""
    return specification_now().valid.start or day


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is led to: ``{file}`` and ``{job}`` stand for the numbers of the file and of the work."""

    file: str = ""
    work: str = ""


NO_PAGES = Pages()


@act
def take_standards_file(
    name: str, content: bytes, *, source: Source, pages: Pages = NO_PAGES, by: Actor, at: datetime
) -> int:
    """Take in a file of standards; it is read now, or by a worker where it is large. Answers the file's id.

    ``pages`` are the addresses that the notice at the end of a worker's reading leads to.
    Raises ``Impossible`` for a file that is empty, too large, or not what its name says.
    """
    require(permit(MANAGE, by))
    _refuse_size(content, timezone.localdate(at))
    try:
        kind = kind_of(name, content)
    except FileRefused as refused:
        raise Impossible(refused.what, refused.mend) from None
    kept = _keep(name, kind, content, source=source, by=by, at=at)
    if len(content) <= READ_AT_ONCE:
        _keep_book(kept.id, _read(kind, content))
    else:
        what = {"file": kept.id, "page": pages.file.replace("{file}", str(kept.id))}
        job = start_job(READ_JOB, name, what=what, page=pages.work, by=by, at=at)
        StandardsFile.objects.filter(id=kept.id).update(job=job)
    return kept.id


def _refuse_size(content: bytes, day: date) -> None:
    if not content:
        raise Impossible("The file is empty.", "Choose the file that holds the standards.")
    limit = min(value_on("upload_limit_megabytes", day), LARGEST_BOOK)
    if len(content) > limit * 1_000_000:
        why = f"The file has {len(content) / 1_000_000:.1f} MB; a file of standards has at most {limit} MB."
        raise Impossible(why, "Divide it into several files, each with some areas.")


def _keep(name: str, kind: str, content: bytes, *, source: Source, by: Actor, at: datetime) -> StandardsFile:
    kept = StandardsFile.objects.create(
        name=name[-200:],
        kind=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        provenance=source.provenance,
        source=source.citation,
        uploaded_by_id=by.person,
        uploaded_at=at,
        state="reading",
    )
    after = {"name": kept.name, "sha256": kept.sha256, "provenance": source.provenance.value, "source": source.citation}
    record(StandardsFileTaken(record=_record(kept.id), after=after))
    return kept


def _record(file: int) -> Record:
    return Record("catalogue.standards_file", str(file))


def _read(kind: str, content: bytes, *, progress: Running | None = None) -> Book:
    try:
        lines, problems = read_file(kind, content)
    except FileRefused as refused:
        return Book((), (Problem(refused.row, "", refused.what, refused.mend),))
    watched = progress.watch(lines) if progress else lines
    book = read_lines(watched) if lines or not problems else Book(())
    found = sorted((*problems, *book.problems), key=lambda problem: problem.row)
    return Book(book.standards, tuple(found))


def _keep_book(file: int, book: Book) -> None:
    StandardsFile.objects.filter(id=file, state="reading").update(
        state=WAITING,
        problems=[problem.as_data() for problem in book.problems],
        lines=[] if book.problems else as_lines(book.standards),
    )


@work(READ_JOB)
def read_standards_file(running: Running, what: dict[str, Any]) -> str:
    """Read a large file that was taken in. It changes no record but the file's own reading, so it can be done again."""
    kept = StandardsFile.objects.filter(id=what["file"]).first()
    if kept is None or kept.state != "reading":
        return ""
    book = _read(kept.kind, bytes(kept.content), progress=running)
    _keep_book(kept.id, book)
    return str(what["page"])


@act
def publish_standards(file: int, *, from_day: date, plan: str, by: Actor, at: datetime) -> int:
    """Publish what a file holds from a day on, as one act; answers how many versions that made.

    ``plan`` is the mark of the preview that was looked at (:func:`plan_mark`). Raises ``Impossible`` where the file
    has problems, the day has passed, or something was published since the preview was made.
    """
    require(permit(MANAGE, by))
    kept = _waiting(file)
    _refuse_past(from_day, at)
    if kept.problems:
        raise Impossible("The file has problems, so nothing of it is published.", "Mend them and upload it again.")
    planned = plan_publication(book_of(kept).standards, Provenance(kept.provenance), from_day)
    if plan_mark(planned, from_day) != plan:
        raise Impossible("Standards were published after this preview was made.", "Look at the preview again.")
    new = [each for each in planned if each.is_new]
    if not new:
        raise Impossible("Everything in the file is in force on that day already.", "Set the file aside.")
    _publish_all(new, Source(Provenance(kept.provenance), kept.source), from_day=from_day, at=at)
    _close(kept, "published", at=at, from_day=from_day)
    record(StandardsFilePublished(record=_record(file), after={"from_day": from_day, "versions": len(new)}))
    return len(new)


def _refuse_past(from_day: date, at: datetime) -> None:
    if from_day < timezone.localdate(at):
        why = "Standards are not published for days that have passed: work was judged on them."
        raise Impossible(why, "Choose today or a later day.")


def _waiting(file: int) -> StandardsFile:
    kept = StandardsFile.objects.select_for_update().filter(id=file).first()
    if kept is None:
        raise NotOnRecord(f"standards file {file}")
    if kept.state != WAITING:
        states = {"reading": "still being read", "published": "published already", "set_aside": "set aside already"}
        raise Impossible(f"This file is {states[kept.state]}.", "Look at the list of files.")
    return kept


def plan_mark(planned: Sequence[Planned], from_day: date) -> str:
    """A mark of what a preview shows: another plan, another mark."""
    said = [f"{each.standard.cell} {each.number} {each.in_force} {each.is_new}" for each in planned]
    return hashlib.sha256("\n".join([str(from_day), *said]).encode()).hexdigest()[:24]


def _publish_all(planned: Iterable[Planned], source: Source, *, from_day: date, at: datetime) -> None:
    try:
        with transaction.atomic():
            for each in planned:
                _publish(each, source, from_day=from_day, at=at)
    except IntegrityError:
        why = "Somebody else published standards of the same areas at the same moment."
        raise Impossible(why, "Look at the preview again.") from None


def _publish(planned: Planned, source: Source, *, from_day: date, at: datetime) -> None:
    standard = planned.standard
    row = StandardVersion.objects.create(
        area=standard.area,
        level=standard.level,
        number=planned.number,
        title=standard.title,
        summary=standard.summary,
        provenance=source.provenance,
        source=source.citation,
        from_day=from_day,
        published_at=at,
        content_hash=content_hash(standard, source.provenance),
        words=f" {fold(f'{standard.area} level {standard.level}')} {text_of(standard)}",
    )
    _write_content(row, standard)
    after: dict[str, str | int | date] = {
        "number": row.number,
        "from_day": from_day,
        "provenance": row.provenance,
        "content": row.content_hash,
    }
    key = f"{standard.area}/{standard.level}/{row.number}"
    record(StandardPublished(record=Record("catalogue.standards", key), after=after))


def _write_content(row: StandardVersion, standard: Standard) -> None:
    outcomes = Outcome.objects.bulk_create(
        Outcome(version=row, place=place, code=outcome.code, title=outcome.title)
        for place, outcome in enumerate(standard.outcomes)
    )
    criteria = [
        (kept, each) for kept, outcome in zip(outcomes, standard.outcomes, strict=True) for each in outcome.criteria
    ]
    Criterion.objects.bulk_create(
        Criterion(
            version=row,
            outcome=kept,
            place=place,
            code=each.code,
            kind=each.kind,
            text=each.text,
            occurrences=each.occurrences,
            methods=[method.value for method in each.methods],
            simulation=each.simulation,
        )
        for place, (kept, each) in enumerate(criteria)
    )
    Signpost.objects.bulk_create(
        Signpost(version=row, place=place, component=signpost.component, note=signpost.note)
        for place, signpost in enumerate(standard.signposts)
    )


@act
def set_standards_file_aside(file: int, *, by: Actor, at: datetime) -> None:
    """Set a file aside: nothing of it is published, and its content is emptied."""
    require(permit(MANAGE, by))
    kept = StandardsFile.objects.select_for_update().filter(id=file).first()
    if kept is None:
        raise NotOnRecord(f"standards file {file}")
    if kept.state in {"published", "set_aside"}:
        raise Impossible("This file is closed already.", "Look at the list of files.")
    _close(kept, "set_aside", at=at, from_day=None)
    record(StandardsFileSetAside(record=_record(file), before={"name": kept.name}))


def _close(kept: StandardsFile, state: str, *, at: datetime, from_day: date | None) -> None:
    StandardsFile.objects.filter(id=kept.id).update(
        state=state, closed_at=at, published_from=from_day, content=b"", lines=[]
    )
