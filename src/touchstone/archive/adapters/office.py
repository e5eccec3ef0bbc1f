"""Office files, which are ZIP archives: what they hold, what it unpacks to, and that no program is in it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from touchstone.archive.adapters.refusals import FileRefused, damaged, hidden_inside
from touchstone.archive.domain import BY_MEDIA_TYPE, OPEN_XML

MOST_PARTS = 10_000
MOST_UNPACKED = 1_000_000_000
STEEPEST = 200
"""How many times its size a part may unpack to; text packs to a twentieth, long tables to a hundredth."""
SMALL = 10_000_000
"""A part that unpacks to less is not weighed for steepness."""

PIECE = 1024 * 1024
END = b"PK\x05\x06"
LONGEST_END = 22 + 65_535
CONTENT_TYPES = "[Content_Types].xml"

MAIN_PARTS = {
    f"{OPEN_XML}.wordprocessingml.document.main+xml".encode(): f"{OPEN_XML}.wordprocessingml.document",
    f"{OPEN_XML}.spreadsheetml.sheet.main+xml".encode(): f"{OPEN_XML}.spreadsheetml.sheet",
    f"{OPEN_XML}.presentationml.presentation.main+xml".encode(): f"{OPEN_XML}.presentationml.presentation",
}
PROGRAMS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|basic/.*|scripts/.*|.*\.(exe|dll|js|vbs|jar|class))$", re.I)
MACRO_TYPES = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What the library raises over an archive that is damaged, packed in a way it does not know, or locked."""


def ends_as_archive(opened: IO[bytes]) -> bool:
    """Whether a file ends as a ZIP archive does, whatever it begins with."""
    size = opened.seek(0, 2)
    opened.seek(max(0, size - LONGEST_END))
    tail = opened.read()
    opened.seek(0)
    place = tail.rfind(END)
    if place < 0 or place + 22 > len(tail):
        return False
    return place + 22 + int.from_bytes(tail[place + 20 : place + 22], "little") == len(tail)


def office_type(opened: IO[bytes]) -> str | None:
    """The media type of an office file, or None where the archive is none that is taken.

    Raises FileRefused where the archive is damaged, a bomb, locked, or carries a program.
    """
    try:
        with zipfile.ZipFile(opened) as archive:
            _check_list(archive, opened)
            found = _type_of(archive)
            if found is not None:
                _check_parts(archive, BY_MEDIA_TYPE[found].said)
            return found
    except UNREADABLE as error:
        if isinstance(error, FileRefused):
            raise
        raise damaged("an office file") from None
    finally:
        opened.seek(0)


def _check_list(archive: zipfile.ZipFile, opened: IO[bytes]) -> None:
    """What the archive's own list of parts gives away, before anything is unpacked."""
    parts = archive.infolist()
    size = opened.seek(0, 2)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _bomb()
    if any(part.file_size > SMALL and part.file_size > STEEPEST * max(part.compress_size, 1) for part in parts):
        raise _bomb()
    if _overlaps(parts, size):
        raise _bomb()
    if any(part.flag_bits & 0x1 for part in parts):
        raise FileRefused("This file is locked with a password.", "Save it without a password and choose the new file.")
    if len({part.filename.casefold() for part in parts}) != len(parts) or any(_strays(part.filename) for part in parts):
        raise hidden_inside("an office file")
    if any(PROGRAMS.search(part.filename) for part in parts):
        raise _program()


def _overlaps(parts: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether parts share bytes, as in a bomb that packs the same bytes many times, or reach past the end."""
    ordered = sorted(parts, key=lambda part: part.header_offset)
    ends = [part.header_offset + 30 + len(part.orig_filename) + part.compress_size for part in ordered]
    starts = [*(part.header_offset for part in ordered[1:]), size]
    return any(end > start for end, start in zip(ends, starts, strict=True))


def _strays(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name


def _type_of(archive: zipfile.ZipFile) -> str | None:
    names = archive.namelist()
    if CONTENT_TYPES in names:
        listed = archive.read(CONTENT_TYPES)
        if MACRO_TYPES.search(listed):
            raise _program()
        return next((media_type for main, media_type in MAIN_PARTS.items() if main in listed), None)
    if names[:1] == ["mimetype"]:
        said = archive.read("mimetype").decode("ascii", "replace").strip()
        return said if said in BY_MEDIA_TYPE else None
    return None


def _check_parts(archive: zipfile.ZipFile, said: str) -> None:
    """Unpack every part, keeping nothing: its size, its check sum, and no text that multiplies itself."""
    unpacked = 0
    for part in archive.infolist():
        for piece in _unpacked(archive, part):
            unpacked += len(piece)
            if unpacked > MOST_UNPACKED:
                raise _bomb()
            if part.filename.lower().endswith((".xml", ".rels")) and ENTITY.search(piece):
                raise hidden_inside(f"a {said}")


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as opened:
        while piece := opened.read(PIECE):
            yield piece


def _bomb() -> FileRefused:
    return FileRefused(
        "This office file unpacks to far more than its size, as files do that are made to fill a disk.",
        "Open it in the program that made it, save it again and choose the new file.",
    )


def _program() -> FileRefused:
    return FileRefused(
        "This office file carries a program (macros), which could run on the computer of whoever opens it.",
        "Save it without macros (as .docx, .xlsx or .pptx) or as PDF, and choose the new file.",
    )
