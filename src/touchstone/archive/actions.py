"""What is done with documents: stored, replaced by a newer version, withdrawn; and how the store is swept.

A file is looked into (:func:`touchstone.archive.api.examine`) before the act begins: that may take long, and needs no
database. The content is put into the store before its record is written, so no record names what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from touchstone.archive.adapters import store
from touchstone.archive.adapters.examining import Examined
from touchstone.archive.domain import (
    FileKind,
    FileReplaced,
    FileStored,
    FileWithdrawn,
    StoreSwept,
    clean_title,
)
from touchstone.archive.models import Content, StoredFile
from touchstone.ledger.api import Actor, Fact, Personal, Record, act, record
from touchstone.people.api import Impossible, NotOnRecord, permit, require

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Described:
    """What people say of a document: its kind and its title (left out: its name)."""

    kind: FileKind
    title: str = ""


@act
def store_file(examined: Examined, described: Described, *, organisation: int, by: Actor, at: datetime) -> int:
    """Put a file on record as a document of an organisation; answers its id."""
    require(permit("archive.store_file", by, organisation=organisation))
    return _store(StoredFile(organisation_id=organisation, kind=described.kind), examined, described.title, by, at=at)


@act
def replace_file(file: int, examined: Examined, *, title: str = "", by: Actor, at: datetime) -> int:
    """Supersede the current version of a document by a newer one; answers the new version's id."""
    before = _locked(file, by)
    require(permit("archive.replace_file", by, organisation=before.organisation_id))
    _refuse_retired(before)
    newer = StoredFile(
        organisation_id=before.organisation_id,
        kind=before.kind,
        version=before.version + 1,
        first_id=before.first_id or before.id,
        replaces_id=before.id,
    )
    stored = _store(newer, examined, title or before.title, by, at=at)
    _retire(before, f"Replaced by version {newer.version}.", FileReplaced, at)
    return stored


@act
def retire_file(file: int, *, why: str, by: Actor, at: datetime) -> None:
    """Withdraw a document: it is no longer in force, and is kept with the reason."""
    kept = _locked(file, by)
    require(permit("archive.retire_file", by, organisation=kept.organisation_id))
    _refuse_retired(kept)
    if not why.strip():
        raise Impossible("A document is withdrawn for a reason.", "Say why.")
    _retire(kept, why.strip()[:LONGEST_REASON], FileWithdrawn, at)


def _locked(file: int, by: Actor) -> StoredFile:
    kept = StoredFile.objects.select_for_update().filter(id=file).first()
    if kept is None or not by.reach.covers(kept.organisation_id):
        raise NotOnRecord(f"file {file}")
    return kept


def _refuse_retired(kept: StoredFile) -> None:
    if kept.retired_at is not None:
        raise Impossible(
            "This version is no longer in force: it was replaced or withdrawn meanwhile.",
            "Look at the document's newest version first.",
        )


def _store(file: StoredFile, examined: Examined, title: str, by: Actor, *, at: datetime) -> int:
    # The row first: until this act ends, a sweep of the store waits for it and then finds the content named.
    Content.objects.bulk_create([Content(sha256=examined.sha256, size=examined.size)], ignore_conflicts=True)
    store.put(examined.sha256, examined.opened)
    file.content_id = examined.sha256
    file.name, file.media_type = examined.name, examined.media_type
    file.title = clean_title(title) or examined.name
    file.stored_at, file.stored_by_id = at, by.person
    file.save(force_insert=True)
    record(FileStored(record=_record(file), organisation=file.organisation_id, after=_values(file, examined.size)))
    return file.id


def _record(file: StoredFile) -> Record:
    return Record("archive.file", str(file.id))


def _values(file: StoredFile, size: int) -> dict[str, str | int | Personal | None]:
    return {
        # Names and titles of documents often name people.
        "name": Personal(file.name),
        "title": Personal(file.title),
        "kind": str(file.kind),
        "media_type": file.media_type,
        "size": size,
        "sha256": file.content_id,
        "version": file.version,
        "replaces": file.replaces_id,
    }


def _retire(kept: StoredFile, why: str, fact: type[Fact], at: datetime) -> None:
    StoredFile.objects.filter(id=kept.id).update(retired_at=at, why=why)
    record(
        fact(
            record=_record(kept),
            organisation=kept.organisation_id,
            before={"in_force": True},
            after={"in_force": False, "why": Personal(why)},
        )
    )


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed from the store: contents that no record names, and files that were never finished."""

    contents: int
    unfinished: int


@act
def sweep_store(found: Sequence[store.Lying], *, by: Actor, at: datetime) -> Swept:
    """Remove what was found in the store without a record, but for what was put on record since. Needs full reach."""
    require(permit("archive.sweep_store", by))
    contents = [each for each in found if each.sha256 and _remove_if_unnamed(each)]
    unfinished = [each for each in found if not each.sha256]
    for each in unfinished:
        store.discard(each.address)
    swept = Swept(len(contents), len(unfinished))
    if contents or unfinished:
        counted = {"contents": swept.contents, "unfinished": swept.unfinished}
        record(StoreSwept(record=Record("archive.store", "content"), after=counted))
    return swept


def _remove_if_unnamed(found: store.Lying) -> bool:
    """Take the content's row for ourselves, so that an act that stores the same bytes waits, and remove them."""
    try:
        with transaction.atomic():
            claim = Content.objects.create(sha256=found.sha256, size=1)
    except IntegrityError:
        return False
    store.discard(found.address)
    claim.delete()
    return True
