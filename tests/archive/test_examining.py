"""A file is taken for what is in it, not for what its name says; what is refused is refused with its reason."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from PIL import Image

from tests.archive.factories import LARGEST, PDF, open_document, open_xml, packed, picture, workbook
from touchstone.archive.api import TAKEN, FileRefused, examine, preview
from touchstone.archive.domain import OPEN_DOCUMENT, OPEN_XML

PAGE = b"<html><script>alert(document.domain)</script></html>"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PDF", PDF, "application/pdf"),
        ("a.png", picture("PNG"), "image/png"),
        ("a.jpg", picture("JPEG"), "image/jpeg"),
        ("a.jpeg", picture("JPEG"), "image/jpeg"),
        ("a.webp", picture("WEBP"), "image/webp"),
        ("a.txt", b"one line", "text/plain"),
        ("a.txt", "Siân – café\n".encode(), "text/plain"),
        ("a.txt", "Siân – café\n".encode("cp1252"), "text/plain"),
        ("a.txt", "Siân\n".encode("utf-16"), "text/plain"),
        ("a.csv", "\ufeffunit,level\nAA,2\n".encode(), "text/csv"),
        ("a.docx", open_xml(), f"{OPEN_XML}.wordprocessingml.document"),
        ("a.xlsx", workbook(), f"{OPEN_XML}.spreadsheetml.sheet"),
        ("a.pptx", open_xml("presentationml.presentation"), f"{OPEN_XML}.presentationml.presentation"),
        ("a.odt", open_document(), f"{OPEN_DOCUMENT}.text"),
        ("a.ods", open_document("spreadsheet"), f"{OPEN_DOCUMENT}.spreadsheet"),
        # A few signs that a page could begin with mean nothing in the midst of a file.
        ("a.pdf", b"%PDF-1.4\n<a>\xe2<a \xe3<DIV>" + PDF, "application/pdf"),
        ("a.txt", b"Ann <a at example.org>\n<div> is a tag.", "text/plain"),
        ("a.odp", open_document("presentation"), f"{OPEN_DOCUMENT}.presentation"),
    ],
)
def test_what_is_in_order_is_taken(name: str, content: bytes, media_type: str) -> None:
    found = examine(name, BytesIO(content), largest=LARGEST)
    assert (found.name, found.media_type, found.size) == (name.lower(), media_type, len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.opened.read() == content


def bomb_of_pixels() -> bytes:
    """A PNG of a few bytes that says it is 40,000 pixels wide and high."""
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress(b"\0" * 5001 * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def overlapping() -> bytes:
    """An archive whose list names the same bytes under several names."""
    whole = bytearray(open_xml(more={"word/a.xml": b"a" * 500, "word/b.xml": b"a" * 500}))
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        first = archive.getinfo("word/a.xml").header_offset
    place = whole.rfind(b"PK\x01\x02")
    whole[place + 42 : place + 46] = struct.pack("<I", first)
    return bytes(whole)


def locked() -> bytes:
    """An office file whose list of parts says that they are encrypted."""
    whole = bytearray(open_xml())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = whole.find(mark)
        whole[start + place] |= 1
    return bytes(whole)


def spoilt() -> bytes:
    """An office file of which one part does not have its check sum."""
    whole = bytearray(open_xml(more={"word/a.xml": bytes(range(256)) * 4}))
    place = whole.find(b"word/a.xml") + len(b"word/a.xml") + 20
    whole[place] ^= 0xFF
    return bytes(whole)


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>'

LIES = "but that is not what is in it"
HIDDEN = "something else is hidden in it"
MACROS = "macros"
UNPACKS = "unpacks to"
DAMAGED = "is damaged or was not saved completely"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        # Nothing, and too much.
        ("a.pdf", b"", "This file is empty."),
        ("a.pdf", PDF + b"%" * LARGEST, "more than 5 MB, the most that is taken"),
        # Names of what is not taken.
        ("a", PDF, "has no ending"),
        ("a.unknown", PDF, "Files that end in .unknown are not taken."),
        ("a.pdf.exe", PDF, "Programs are not taken."),
        ("a\u202efdp.exe", PDF, "Programs are not taken."),
        ("a.docm", open_xml(), MACROS),
        ("a.xlsb", workbook(), MACROS),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "of the older sort"),
        ("a.html", PAGE, "Web pages"),
        ("a.svg", b"<svg onload='alert(1)'/>", "Web pages"),
        ("a.zip", packed({"a.txt": b"a"}), "Packed folders"),
        ("a.heic", b"\0\0\0\x18ftypheic", "HEIC"),
        ("a.gif", b"GIF89a/*" + b"a" * 50 + b"*/=1;alert(1)", "Pictures in this form"),
        # Endings that lie.
        ("a.pdf", b"MZ\x90\0\3\0\0\0" + b"\0" * 600, LIES),
        ("a.pdf", picture("PNG"), LIES),
        ("a.png", picture("JPEG"), LIES),
        ("a.jpg", PDF, LIES),
        ("a.png", b"GIF89a/*" + b"a" * 50 + b"*/=1;alert(1)", LIES),
        ("a.webp", b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 100, LIES),
        ("a.docx", workbook(), LIES),
        ("a.docx", packed({"a.txt": b"a"}), LIES),
        ("a.docx", PDF, LIES),
        ("a.odt", open_document("spreadsheet"), LIES),
        ("a.txt", PDF, LIES),
        ("a.csv", packed({"a.txt": b"a"}), LIES),
        ("a.txt", b"MZ\x90\0\3\0\0\0" + b"\0" * 600, "signs that no text has"),
        ("a.txt", b"text\x00more", "signs that no text has"),
        ("a.txt", b"\xff\xfe\x00", "signs that no text has"),
        ("a.txt", PAGE, "begins as a web page"),
        ("a.csv", b"  \n<!DOCTYPE html><p>x", "begins as a web page"),
        ("a.txt", b"<?xml version='1.0'?><svg/>", "begins as a web page"),
        ("a.txt", b"\xef\xbb\xbf<!-- --><p>x", "begins as a web page"),
        ("a.txt", b"Dear all,\n" + PAGE, "begins as a web page"),
        ("a.txt", b"#!/bin/sh\nrm -rf ~", "begins as a web page"),
        # Two things at once.
        ("a.pdf", PAGE + PDF, LIES),
        ("a.pdf", b"%PDF-1.4\n" + PAGE + PDF, HIDDEN),
        ("a.pdf", PDF + packed({"a.class": b"a"}), HIDDEN),
        ("a.png", picture("PNG") + packed({"a.txt": b"a"}), HIDDEN),
        ("a.png", picture("PNG") + PAGE, HIDDEN),
        ("a.jpg", picture("JPEG") + b"<?php system($_GET[0]); ?>", HIDDEN),
        ("a.txt", b"harmless\n" + packed({"a.txt": b"a"}), LIES),
        ("a.docx", PAGE + open_xml(), LIES),
        ("a.docx", open_xml() + PAGE, DAMAGED),
        # Bombs.
        ("a.png", bomb_of_pixels(), UNPACKS),
        ("a.docx", open_xml(more={"word/media/a.bin": b"\0" * 30_000_000}), UNPACKS),
        ("a.docx", open_xml(more={f"word/{n}.xml": b"" for n in range(10_001)}), UNPACKS),
        ("a.docx", overlapping(), UNPACKS),
        ("a.docx", open_xml(more={"word/a.xml": ENTITIES}), HIDDEN),
        # Programs and locks.
        ("a.docx", open_xml(more={"word/vbaProject.bin": b"a"}), MACROS),
        ("a.xlsx", open_xml("sheet.macroEnabled"), MACROS),
        ("a.docx", open_xml(more={"other.bin": b"a"}, also="application/vnd.ms-office.vbaProject"), MACROS),
        ("a.odt", open_document(more={"Basic/Standard/Module1.xml": b"<a/>"}), MACROS),
        ("a.odt", open_document(more={"Scripts/python/a.py": b"a"}), MACROS),
        ("a.docx", locked(), "locked with a password"),
        ("a.docx", open_xml(more={"../../evil.xml": b"a"}), HIDDEN),
        ("a.docx", open_xml(more={"Main.XML": b"<a/>"}), HIDDEN),
        # Damage.
        ("a.pdf", PDF[:100], DAMAGED),
        ("a.png", picture("PNG")[:60], DAMAGED),
        ("a.jpg", picture("JPEG", (400, 400))[:900], DAMAGED),
        ("a.docx", open_xml()[:200], DAMAGED),
        ("a.docx", spoilt(), DAMAGED),
    ],
)
def test_what_is_not_in_order_is_refused_with_its_reason(name: str, content: bytes, why: str) -> None:
    with pytest.raises(FileRefused) as refused:
        examine(name, BytesIO(content), largest=LARGEST)
    assert why in refused.value.why
    assert refused.value.mend


def test_a_refusal_for_the_ending_says_what_is_taken() -> None:
    with pytest.raises(FileRefused) as refused:
        examine("a.xyz", BytesIO(b"a"), largest=LARGEST)
    assert refused.value.mend == f"What is taken: {TAKEN}."


def test_a_file_of_just_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    assert examine("a.txt", BytesIO(b"a" * 1000), largest=1000).size == 1000
    with pytest.raises(FileRefused) as refused:
        examine("a.txt", BytesIO(b"a" * 1001), largest=1000)
    assert refused.value.why == "This file has more than 0.001 MB, the most that is taken."


def test_the_preview_of_a_picture_has_nothing_of_what_the_camera_wrote() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Maker of cameras", 6
    exif.get_ifd(0x8825)[1] = "N"
    taken = picture("JPEG", (400, 200), exif=exif)
    assert b"Maker of cameras" in taken
    drawn = preview(taken, "image/jpeg")
    with Image.open(BytesIO(drawn)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("WEBP", (200, 400), {})
    assert b"Maker of cameras" not in drawn


def test_the_preview_of_a_large_picture_is_smaller() -> None:
    with Image.open(BytesIO(preview(picture("PNG", (3200, 800)), "image/png"))) as shown:
        assert shown.size == (1600, 400)


def test_a_picture_that_unpacks_to_too_much_has_no_preview() -> None:
    with pytest.raises(FileRefused):
        preview(bomb_of_pixels(), "image/png")
