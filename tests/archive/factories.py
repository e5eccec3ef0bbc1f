"""Files of every sort that is taken, made from nothing, and the organisations and people who store them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO

from django.db import transaction
from openpyxl import Workbook
from PIL import Image

from touchstone.archive.api import MEGABYTE, Described, Examined, FileKind, examine, store_file
from touchstone.archive.domain import OPEN_DOCUMENT, OPEN_XML
from touchstone.ledger.api import Actor, Origin
from touchstone.people.api import OrganisationKind, PersonName, Role, admit_organisation, appoint, enter_person, system

LARGEST = 5 * MEGABYTE
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
THE_SYSTEM = system(Origin("test"))

PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>\nendobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n"
    b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n"
)


def picture(form: str = "PNG", size: tuple[int, int] = (64, 48), *, exif: Image.Exif | None = None) -> bytes:
    """A plain picture."""
    drawn = BytesIO()
    options = {"exif": exif} if exif is not None else {}
    Image.new("RGB", size, (27, 34, 43)).save(drawn, form, **options)
    return drawn.getvalue()


def packed(parts: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive with these parts."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def open_xml(
    main: str = "wordprocessingml.document", more: Mapping[str, bytes] | None = None, *, also: str = ""
) -> bytes:
    """The least that an Office Open XML file holds, with further parts and another media type in its list."""
    overrides = f'<Override PartName="/main.xml" ContentType="{OPEN_XML}.{main}.main+xml"/>'
    types = f'<Types>{overrides}<Default Extension="bin" ContentType="{also}"/></Types>'
    return packed({"[Content_Types].xml": types.encode(), "main.xml": b"<document/>", **(more or {})})


def open_document(kind: str = "text", more: Mapping[str, bytes] | None = None) -> bytes:
    """The least that an OpenDocument file holds, with further parts."""
    return packed({"mimetype": f"{OPEN_DOCUMENT}.{kind}".encode(), "content.xml": b"<office/>", **(more or {})})


def workbook() -> bytes:
    """A workbook as a spreadsheet program writes it."""
    written = BytesIO()
    book = Workbook()
    book["Sheet"].append(["Unit", "Level"])
    book.save(written)
    return written.getvalue()


def examined(content: bytes = PDF, name: str = "policy.pdf") -> Examined:
    """A file that was looked into and is taken."""
    return examine(name, BytesIO(content), largest=LARGEST)


def centre(number: str = "12345", name: str = "Northgate") -> int:
    """A centre on record."""
    return admit_organisation(OrganisationKind.CENTRE, name=name, number=number, by=THE_SYSTEM, at=MOMENT)


def staff(organisation: int, role: Role = Role.COORDINATOR, name: str = "Ann Other") -> Actor:
    """Somebody who holds a role at a centre, as they act."""
    given, family = name.split()
    person = enter_person(PersonName(given, family), organisation=organisation, by=THE_SYSTEM, at=MOMENT)
    appoint(person, role, organisation=organisation, by=THE_SYSTEM, at=MOMENT)
    return Actor(person=person, role=role.value, organisation=organisation, origin=Origin("web"))


def stored_and_undone(by: Actor, content: bytes) -> None:
    """A document that was put into the store by an act that then came to nothing."""
    with transaction.atomic():
        stored(by, content=content, name="undone.txt")
        transaction.set_rollback(True)


def stored(by: Actor, *, content: bytes = PDF, name: str = "policy.pdf", title: str = "", at: datetime = MOMENT) -> int:
    """A document on record at the organisation of whoever stores it."""
    assert by.organisation is not None
    described = Described(FileKind.POLICY, title)
    return store_file(examined(content, name), described, organisation=by.organisation, by=by, at=at)
