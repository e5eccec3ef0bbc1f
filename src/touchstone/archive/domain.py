"""What a document is: its kind, the sorts of file that are taken, a name that is safe everywhere, and how it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from touchstone.ledger.domain import Fact

MEGABYTE = 1_000_000
LONGEST_NAME = 120
LONGEST_NAME_IN_BYTES = 200
LONGEST_TITLE = 200


class FileKind(StrEnum):
    """What a document is for."""

    POLICY = "policy"
    STAFF = "staff"
    PREMISES = "premises"
    RECORD = "record"
    REPORT = "report"
    CORRESPONDENCE = "correspondence"
    OTHER = "other"


class Standing(StrEnum):
    """How one version of a document stands."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Form(StrEnum):
    """How a sort of file is looked into."""

    PDF = "pdf"
    PICTURE = "picture"
    TEXT = "text"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of file that is taken: its media type, its name in words, how it is looked into, and its endings."""

    media_type: str
    said: str
    form: Form
    endings: tuple[str, ...]


OPEN_XML = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

SORTS: tuple[Sort, ...] = (
    Sort("application/pdf", "PDF", Form.PDF, (".pdf",)),
    Sort("image/png", "PNG picture", Form.PICTURE, (".png",)),
    Sort("image/jpeg", "JPEG picture", Form.PICTURE, (".jpg", ".jpeg")),
    Sort("image/webp", "WebP picture", Form.PICTURE, (".webp",)),
    Sort("text/plain", "plain text", Form.TEXT, (".txt",)),
    Sort("text/csv", "CSV", Form.TEXT, (".csv",)),
    Sort(f"{OPEN_XML}.wordprocessingml.document", "Word document", Form.OFFICE, (".docx",)),
    Sort(f"{OPEN_XML}.spreadsheetml.sheet", "Excel workbook", Form.OFFICE, (".xlsx",)),
    Sort(f"{OPEN_XML}.presentationml.presentation", "PowerPoint presentation", Form.OFFICE, (".pptx",)),
    Sort(f"{OPEN_DOCUMENT}.text", "OpenDocument text", Form.OFFICE, (".odt",)),
    Sort(f"{OPEN_DOCUMENT}.spreadsheet", "OpenDocument spreadsheet", Form.OFFICE, (".ods",)),
    Sort(f"{OPEN_DOCUMENT}.presentation", "OpenDocument presentation", Form.OFFICE, (".odp",)),
)
"""Everything that is taken; what is not here is refused."""

BY_ENDING: Mapping[str, Sort] = MappingProxyType({ending: sort for sort in SORTS for ending in sort.endings})
BY_MEDIA_TYPE: Mapping[str, Sort] = MappingProxyType({sort.media_type: sort for sort in SORTS})
PICTURES = frozenset(sort.media_type for sort in SORTS if sort.form is Form.PICTURE)

TAKEN = "PDF, PNG, JPEG, WebP, plain text, CSV, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument"
"""What is taken, for people."""

RESERVED = frozenset(
    {
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"),
    }
)
"""Names that mean a device on Windows, whatever their ending."""

DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control characters, invisible marks (those that turn the direction of writing too), and what is no character."""

FORBIDDEN = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """A file's name as it is kept: the last part of any path, without what no system takes or what deceives the eye.

    ``"..\\\\evil\\u202egnp.exe"`` is ``"evilgnp.exe"``; a name of which nothing remains is ``"document"``.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = FORBIDDEN.sub("_", _visible(last)).strip(" ").rstrip(" .")
    stem, ending = split_name(shown)
    stem = stem.strip(" .") or "document"
    if stem.split(".")[0].strip().lower() in RESERVED:
        stem = f"_{stem}"
    return _shortened(stem, ending) + ending


def clean_title(title: str) -> str:
    """A title as it is kept: on one line, without invisible marks, no longer than there is room for."""
    return _visible(unicodedata.normalize("NFC", title)).strip()[:LONGEST_TITLE].rstrip()


def _visible(text: str) -> str:
    spaced = re.sub(r"\s", " ", text)
    kept = "".join(letter for letter in spaced if unicodedata.category(letter) not in DROPPED_CATEGORIES)
    return " ".join(kept.split())


def split_name(name: str) -> tuple[str, str]:
    """A name's stem and its ending in small letters (with the dot); no ending where there is none."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not ending or len(ending) > 10 or " " in ending:
        return name, ""
    return stem, f".{ending.lower()}"


def _shortened(stem: str, ending: str) -> str:
    stem = stem[: LONGEST_NAME - len(ending)]
    while len(f"{stem}{ending}".encode()) > LONGEST_NAME_IN_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") or "document"


class FileStored(Fact):
    """A file was put on record."""


class FileReplaced(Fact):
    """A file was superseded by a newer version."""


class FileWithdrawn(Fact):
    """A file was withdrawn; it is kept."""


class StoreSwept(Fact):
    """Contents that no record names were removed from the store."""
