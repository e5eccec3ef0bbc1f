"""What is asked of the archive: which documents there are within reach, and how each version stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from touchstone.archive.domain import PICTURES, FileKind, Standing
from touchstone.archive.models import StoredFile
from touchstone.ledger.api import Reach
from touchstone.people.api import NotOnRecord

PAGE = 25


@dataclass(frozen=True, slots=True)
class FileTold:
    """One version of a document as the pages show it."""

    id: int
    first: int
    """The number of the document's first version, by which all its versions are found."""
    organisation: int
    organisation_name: str
    name: str
    title: str
    kind: FileKind
    media_type: str
    size: int
    sha256: str
    version: int
    stored_at: datetime
    stored_by: int | None
    standing: Standing
    retired_at: datetime | None
    why: str
    replaced_by: int | None

    @property
    def is_current(self) -> bool:
        """Whether it is in force: neither superseded nor withdrawn."""
        return self.standing is Standing.CURRENT

    @property
    def is_picture(self) -> bool:
        """Whether a preview can be drawn of it."""
        return self.media_type in PICTURES


@dataclass(frozen=True, slots=True)
class FilesWanted:
    """Which documents a list shows: with a text in title or name, of a kind, of an organisation, also retired ones."""

    search: str = ""
    kind: FileKind | None = None
    organisation: int | None = None
    retired: bool = False


def files_within(reach: Reach) -> QuerySet[StoredFile]:
    """The files of organisations within reach, the newest first."""
    files = StoredFile.objects.order_by("-stored_at", "-id")
    return files if reach.everything else files.filter(organisation__in=reach.organisations)


def list_files(reach: Reach, wanted: FilesWanted, *, start: int = 0, size: int | None = PAGE) -> Sequence[FileTold]:
    """A page of the documents within reach, the newest first (all of them where ``size`` is None): one query."""
    found = _with_all(_wanted(reach, wanted))
    page = found[start:] if size is None else found[start : start + size]
    return tuple(file_told(file) for file in page)


def count_files(reach: Reach, wanted: FilesWanted) -> int:
    """How many documents within reach a list would show."""
    return _wanted(reach, wanted).count()


def _wanted(reach: Reach, wanted: FilesWanted) -> QuerySet[StoredFile]:
    files = files_within(reach)
    if not wanted.retired:
        files = files.filter(retired_at=None)
    if wanted.kind is not None:
        files = files.filter(kind=wanted.kind)
    if wanted.organisation is not None:
        files = files.filter(organisation=wanted.organisation)
    if wanted.search:
        files = files.filter(Q(title__icontains=wanted.search) | Q(name__icontains=wanted.search))
    return files


def _with_all(files: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
    return files.select_related("organisation", "content", "replaced_by")


def get_file(file: int, reach: Reach) -> FileTold:
    """A version of a document within reach. Raises :class:`NotOnRecord`."""
    found = _with_all(files_within(reach)).filter(id=file).first()
    if found is None:
        raise NotOnRecord(f"file {file}")
    return file_told(found)


def list_versions(first: int, reach: Reach) -> Sequence[FileTold]:
    """Every version of a document within reach, the newest first: one query."""
    found = _with_all(files_within(reach)).filter(Q(id=first) | Q(first=first)).order_by("-version")
    return tuple(file_told(file) for file in found)


def file_told(file: StoredFile) -> FileTold:
    """A version of a document as the pages show it."""
    successor: StoredFile | None = getattr(file, "replaced_by", None)
    return FileTold(
        id=file.id,
        first=file.first_id or file.id,
        organisation=file.organisation_id,
        organisation_name=file.organisation.name,
        name=file.name,
        title=file.title,
        kind=FileKind(file.kind),
        media_type=file.media_type,
        size=file.content.size,
        sha256=file.content_id,
        version=file.version,
        stored_at=file.stored_at,
        stored_by=file.stored_by_id,
        standing=_standing(file, successor),
        retired_at=file.retired_at,
        why=file.why,
        replaced_by=successor.id if successor is not None else None,
    )


def _standing(file: StoredFile, successor: StoredFile | None) -> Standing:
    if file.retired_at is None:
        return Standing.CURRENT
    return Standing.SUPERSEDED if successor is not None else Standing.WITHDRAWN
