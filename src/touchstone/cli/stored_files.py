"""``touchstone files``: are the stored files what they were, and what lies there for nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from touchstone.cli.application import entered, now, operator
from touchstone.cli.options import ANSWER, Output, form_of_answer
from touchstone.cli.screen import say

if TYPE_CHECKING:
    from pathlib import Path

    from touchstone.archive.api import FilesVerification

WHOLE, FLAWED = 0, 1
IDLE = timedelta(days=1)


def verify(
    *,
    format: Annotated[
        Literal["text", "json"] | None, Parameter(group=ANSWER, help="How to answer (default: text).")
    ] = None,
    output: Output = None,
) -> int:
    """Read every stored file and name what is missing or altered."""
    form = form_of_answer(format, output, known=("text", "json"))
    with entered():
        from touchstone.archive.api import verify_files
        from touchstone.ledger.api import FULL_REACH, reaching

        with reaching(FULL_REACH):
            found = verify_files()
    _write(found, form, output)
    return WHOLE if found.is_whole else FLAWED


def sweep() -> int:
    """Remove from the store what has lain there for a day and is on no record."""
    with entered():
        from touchstone.archive.api import find_unnamed, sweep_store
        from touchstone.ledger.api import FULL_REACH, reaching

        with reaching(FULL_REACH):
            found = find_unnamed(before=now() - IDLE)
        swept = sweep_store(found, by=operator(), at=now())
    say(f"{swept.contents:,} contents on no record and {swept.unfinished:,} unfinished files were removed.")
    return WHOLE


def _write(found: FilesVerification, form: str, output: Path | None) -> None:
    from touchstone.cli.answers import put, write_json

    if form == "json":
        flaws = [{"sha256": flaw.sha256, "kind": flaw.kind, "files": list(flaw.files)} for flaw in found.flaws]
        return write_json(
            {"whole": found.is_whole, "contents": found.contents, "bytes": found.size, "flaws": flaws}, output
        )
    counted = f"{found.contents:,} contents with {found.size:,} bytes were read"
    if found.is_whole:
        return put(f"The stored files are whole: {counted}.\n", output)
    lines = [f"The stored files are not whole: {counted}, {len(found.flaws):,} flaws were found.", ""]
    return put("\n".join([*lines, *(flaw.said for flaw in found.flaws)]) + "\n", output)
