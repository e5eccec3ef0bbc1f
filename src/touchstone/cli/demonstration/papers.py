"""The papers of the centres, made here: small PDFs, texts, tables and a drawing, and how they were put on record."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from touchstone.archive.api import MEGABYTE, Described, FileKind, examine, replace_file, retire_file, store_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from touchstone.cli.demonstration.cast import Centre
    from touchstone.cli.demonstration.chronicle import Chronicle
    from touchstone.cli.demonstration.company import Company

SEASONED, SETTLED, NEW = 500, 350, 30
"""Days after which a centre has all of the papers, most of them, some."""


class Papers:
    """Writes into a chronicle which papers centres put on record."""

    def __init__(self, chronicle: Chronicle, company: Company) -> None:
        self.chronicle, self.company = chronicle, company

    def add(self, centre: Centre, rows: Sequence[Mapping[str, Any]]) -> None:
        """A centre's papers: the longer it has been one, the more."""
        number = (
            len(rows) if centre.since > SEASONED else 5 if centre.since > SETTLED else 2 if centre.since > NEW else 0
        )
        for place, row in enumerate(rows[:number]):
            if centre.closed < min(row["days"], centre.since - 20):
                self._add(centre, row, place)

    def _add(self, centre: Centre, row: Mapping[str, Any], place: int) -> None:
        days = min(row["days"], centre.since - 20)
        cell: list[int] = []

        def store(at: datetime) -> None:
            examined = examine(row["file"], BytesIO(written(row, centre.name, 1)), largest=MEGABYTE)
            described = Described(FileKind(row["kind"]), row["title"])
            here, by = self.company.organisations[centre.key], self.company.manager_of(centre.key, at.date())
            cell.append(store_file(examined, described, organisation=here, by=by, at=at))

        def replace(at: datetime) -> None:
            examined = examine(row["file"], BytesIO(written(row, centre.name, 2)), largest=MEGABYTE)
            replace_file(cell[0], examined, by=self.company.manager_of(centre.key, at.date()), at=at)

        def withdraw(at: datetime) -> None:
            by = self.company.manager_of(centre.key, at.date())
            retire_file(cell[0], why=row["withdrawn"], by=by, at=at)

        self.chronicle.add(days, store, minute=310 + place)
        if row["versions"] > 1:
            self.chronicle.add(days // 3, replace, minute=330 + place)
        if "withdrawn" in row:
            self.chronicle.add(days // 2, withdraw, minute=350 + place)


def written(row: Mapping[str, Any], centre: str, version: int) -> bytes:
    """A paper as bytes, in the form that its name says."""
    lines = [line.replace("{centre}", centre) for line in row["text"]]
    ending = row["file"].rpartition(".")[2]
    if ending == "pdf":
        return pdf([*lines, "", f"Version {version}"])
    if ending == "png":
        return plan(len(centre))
    return ("\n".join(lines) + "\n").encode()


def pdf(lines: Sequence[str]) -> bytes:
    """One A4 page of text, the first line larger. Letters outside Windows-1252 are left out."""
    sizes = [18, *[11] * (len(lines) - 1)]
    shown = "".join(f"/F1 {size} Tf ({_escaped(line)}) Tj 0 -26 Td\n" for size, line in zip(sizes, lines, strict=True))
    content = f"BT 60 770 Td\n{shown}ET".encode("cp1252", "ignore")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, said in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, said)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(out) + end % (rows, len(out))


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


WIDTH, HEIGHT, DESK = 320, 200, 40
WALL, FLOOR, SEAT = 40, 250, 180


@lru_cache(maxsize=64)
def plan(desks: int) -> bytes:
    """A drawing of a room with so many desks, in grey, as PNG."""
    rows = b"".join(b"\0" + bytes(_shade(x, y, desks) for x in range(WIDTH)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _shade(x: int, y: int, desks: int) -> int:
    if min(x, y, WIDTH - 1 - x, HEIGHT - 1 - y) < 4:
        return WALL
    column, row = x // DESK, y // (2 * DESK)
    is_desk = DESK // 5 < x % DESK < DESK - 5 and DESK < y % (2 * DESK) < 2 * DESK - 12
    return SEAT if is_desk and row * (WIDTH // DESK) + column < desks else FLOOR


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
