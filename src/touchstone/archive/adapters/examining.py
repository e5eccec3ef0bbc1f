"""Whether a file that somebody sends is taken: by its size, its name and, above all, by what is really in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO

import puremagic

from touchstone.archive.adapters.office import ends_as_archive, office_type
from touchstone.archive.adapters.pictures import MARKUP, check_picture
from touchstone.archive.adapters.refusals import FileRefused, damaged, hidden_inside
from touchstone.archive.adapters.store import hash_of
from touchstone.archive.domain import BY_ENDING, MEGABYTE, TAKEN, Form, Sort, clean_name, split_name

HEAD = 4096
TAIL = 2048
SNIFFED = 1500
"""As far as browsers look into a file when they guess what it is."""
PIECE = 1024 * 1024

ARCHIVE = b"PK\x03\x04"
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:(?:!doctype|html|head|body|script|iframe|svg|img|a|div|table|style|meta)[\s>/]|!--|\?xml)",
    re.IGNORECASE,
)
"""How a page begins: anywhere but at the beginning, these few signs may stand in any file."""
ALWAYS_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
TEXT_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}

KIND_REASONS = (
    (
        (".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm", ".potm", ".ppsm"),
        "Office files with macros are not taken: a program is in them.",
        "Save it without macros (as .docx, .xlsx or .pptx) or as PDF.",
    ),
    (
        (".doc", ".dot", ".xls", ".xlt", ".ppt", ".pps", ".rtf"),
        "Office files of the older sort are not taken: programs can hide in them.",
        "Save it as .docx, .xlsx, .pptx or PDF.",
    ),
    ((".heic", ".heif"), "Pictures in the form HEIC are not taken.", "Send it as JPEG: most telephones offer that."),
    ((".gif", ".bmp", ".tif", ".tiff", ".avif"), "Pictures in this form are not taken.", "Save it as PNG or JPEG."),
    (
        (".svg", ".htm", ".html", ".xhtml", ".mht", ".xml"),
        "Web pages and drawings in SVG are not taken.",
        "Print it to PDF.",
    ),
    (
        (".zip", ".7z", ".rar", ".gz", ".tar"),
        "Packed folders are not taken: what is in them cannot be checked.",
        "Unpack it and add its files one by one.",
    ),
    (
        (".exe", ".com", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".msi", ".scr", ".jar", ".sh", ".lnk", ".app", ".apk"),
        "Programs are not taken.",
        "Add the document itself.",
    ),
)


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was looked into and is taken: its clean name, what it is, its size in bytes and its SHA-256."""

    name: str
    media_type: str
    size: int
    sha256: str
    opened: IO[bytes]


def examine(name: str, opened: IO[bytes], *, largest: int) -> Examined:
    """Look into a file of at most ``largest`` bytes. Raises FileRefused, with the reason and what mends it."""
    size = opened.seek(0, 2)
    _refuse_size(size, largest)
    cleaned = clean_name(name)
    sort = _sort_of(cleaned)
    opened.seek(0)
    head = opened.read(HEAD)
    _check_form(sort, head, opened)
    return Examined(cleaned, sort.media_type, size, hash_of(opened), opened)


def _refuse_size(size: int, largest: int) -> None:
    if size == 0:
        raise FileRefused("This file is empty.", "Check that it was saved, and choose it again.")
    if size > largest:
        # Nothing about its own size: no more of it may have been kept than shows that it is too large.
        raise FileRefused(
            f"This file has more than {largest / MEGABYTE:g} MB, the most that is taken.",
            "Save it smaller, or split it.",
        )


def _sort_of(name: str) -> Sort:
    ending = split_name(name)[1]
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    for endings, why, mend in KIND_REASONS:
        if ending in endings:
            raise FileRefused(why, mend)
    said = f"Files that end in {ending} are not taken." if ending else "This file's name has no ending such as .pdf."
    raise FileRefused(said, f"What is taken: {TAKEN}.")


def _check_form(sort: Sort, head: bytes, opened: IO[bytes]) -> None:
    checks = {Form.PDF: _check_pdf, Form.PICTURE: _check_picture, Form.TEXT: _check_text, Form.OFFICE: _check_office}
    checks[sort.form](sort, head, opened)


def _check_pdf(sort: Sort, head: bytes, opened: IO[bytes]) -> None:
    _refuse_other(sort, head)
    if MARKUP.search(head[:SNIFFED]) or ends_as_archive(opened):
        raise hidden_inside("a PDF")
    size = opened.seek(0, 2)
    opened.seek(max(0, size - TAIL))
    if b"%%EOF" not in opened.read():
        raise damaged("a PDF")


def _check_picture(sort: Sort, head: bytes, opened: IO[bytes]) -> None:
    _refuse_other(sort, head)
    if ends_as_archive(opened):
        raise hidden_inside(f"a {sort.said}")
    check_picture(opened, sort.media_type, sort.said)


def _check_office(sort: Sort, head: bytes, opened: IO[bytes]) -> None:
    if not head.startswith(ARCHIVE):
        raise _lies(sort, head)
    if not ends_as_archive(opened):
        raise damaged(f"a {sort.said}")
    found = office_type(opened)
    if found != sort.media_type:
        raise _lies(sort, head)


def _check_text(sort: Sort, head: bytes, opened: IO[bytes]) -> None:
    if _recognised(head) or head.startswith(ARCHIVE) or ends_as_archive(opened):
        raise _lies(sort, head)
    if PAGE.match(head) or MARKUP.search(head[:SNIFFED]) or head.startswith(b"#!"):
        raise FileRefused(
            "This file says that it is plain text, but it begins as a web page or a program does.",
            "Save it as plain text, or print it to PDF.",
        )
    if not _is_text(head, opened):
        raise FileRefused(
            "This file says that it is text, but it holds signs that no text has, or it is written in a coding that is"
            " not known.",
            "Save it as text in UTF-8 and choose the new file.",
        )


def _is_text(head: bytes, opened: IO[bytes]) -> bool:
    coding = next((coding for mark, coding in TEXT_MARKS.items() if head.startswith(mark)), None)
    if coding == "utf-16":
        return _decodes(opened, coding)
    opened.seek(0)
    while piece := opened.read(PIECE):
        if ALWAYS_BINARY.search(piece):
            return False
    return _decodes(opened, "utf-8") or _decodes(opened, "cp1252")


def _decodes(opened: IO[bytes], coding: str) -> bool:
    import codecs

    opened.seek(0)
    decoder = codecs.getincrementaldecoder(coding)()
    try:
        while piece := opened.read(PIECE):
            if "\x00" in decoder.decode(piece):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _recognised(head: bytes) -> str | None:
    """The media type that the first bytes are the signature of."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for mark, media_type in SIGNATURES if head.startswith(mark)), None)


def _refuse_other(sort: Sort, head: bytes) -> None:
    """Refuse where the first bytes are not those of the sort; a second opinion must not contradict them."""
    if _recognised(head) != sort.media_type or sort.media_type not in _opinions(head):
        raise _lies(sort, head)


def _opinions(head: bytes) -> dict[str, str]:
    """What the library of signatures takes the first bytes for: names by media type, the likeliest first."""
    try:
        return {found.mime_type: found.name for found in puremagic.magic_string(head)}
    except puremagic.PureError:
        return {}


def _lies(sort: Sort, head: bytes) -> FileRefused:
    seems = next((name for media_type, name in _opinions(head).items() if media_type != sort.media_type), "")
    really = f" It looks like this instead: {seems}." if seems else ""
    return FileRefused(
        f"This file's name says {sort.said} ({sort.endings[0]}), but that is not what is in it.{really}",
        "Save it in the form that its name says, and choose the new file.",
    )
