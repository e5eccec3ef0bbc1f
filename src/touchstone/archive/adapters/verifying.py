"""Whether the store still holds what the records say, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass

from touchstone.archive.adapters.store import ContentMissing, measure
from touchstone.archive.models import Content, StoredFile

CHUNK = 500


@dataclass(frozen=True, slots=True)
class FileFlaw:
    """One content that is missing from the store or was altered there, and the files on record that have it."""

    sha256: str
    kind: str
    """missing or altered"""
    files: tuple[str, ...]
    """Each file as "12 name.pdf of Northgate"."""

    @property
    def said(self) -> str:
        """The flaw as a sentence."""
        what = "is not in the store" if self.kind == "missing" else "was altered in the store"
        return f"The content {self.sha256} {what}. Files that have it: {'; '.join(self.files) or 'none'}."


@dataclass(frozen=True, slots=True)
class FilesVerification:
    """What a verification of the store found: how many contents and bytes were read, and every flaw."""

    contents: int
    size: int
    flaws: tuple[FileFlaw, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every content lies in the store as it was put there."""
        return not self.flaws


def verify_files() -> FilesVerification:
    """Read every stored content and hash it anew. Needs full reach. Time grows with the store, memory does not."""
    contents = size = 0
    flaws = []
    for content in Content.objects.order_by("sha256").iterator(chunk_size=CHUNK):
        contents += 1
        size += content.size
        kind = _flaw_of(content)
        if kind:
            flaws.append(FileFlaw(content.sha256, kind, _files_with(content.sha256)))
    return FilesVerification(contents, size, tuple(flaws))


def _flaw_of(content: Content) -> str:
    try:
        found = measure(content.sha256)
    except ContentMissing:
        return "missing"
    return "" if found == (content.sha256, content.size) else "altered"


def _files_with(sha256: str) -> tuple[str, ...]:
    files = StoredFile.objects.filter(content=sha256).select_related("organisation").order_by("id")
    return tuple(f"{file.id} {file.name} of {file.organisation.name}" for file in files)
