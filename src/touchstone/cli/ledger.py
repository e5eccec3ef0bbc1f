"""``touchstone ledger``: is the record of acts whole, and sign what it now is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from touchstone.cli.application import entered, heads_folder, now
from touchstone.cli.options import ANSWER, Output, form_of_answer
from touchstone.cli.refusals import CannotAnswer
from touchstone.cli.screen import progress, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from touchstone.cli.data import Data
    from touchstone.ledger.api import StoredHead, Verification

WHOLE, FLAWED = 0, 1


def verify(
    *,
    heads: Annotated[Path | None, Parameter(help="The folder of signed heads (default: TOUCHSTONE_HEADS).")] = None,
    key: Annotated[
        Path | None, Parameter(help="The public key to check them with (default: the one beside them).")
    ] = None,
    format: Annotated[
        Literal["text", "json"] | None, Parameter(group=ANSWER, help="How to answer (default: text).")
    ] = None,
    output: Output = None,
) -> int:
    """Read the whole record and name every entry that was altered, removed or moved."""
    form = form_of_answer(format, output, known=("text", "json"))
    with entered():
        found = _verify(_read_heads(heads, key))
    _write(found, form, output)
    return WHOLE if found.is_whole else FLAWED


def _read_heads(folder: Path | None, key: Path | None) -> list[StoredHead]:
    from touchstone.ledger.api import read_heads

    place: Path = folder or heads_folder()
    if folder is not None and not (folder / "heads.jsonl").is_file():
        raise CannotAnswer(f"{folder} has no heads.jsonl.", "Name the folder in which signed heads are kept.")
    try:
        return read_heads(place, public_key=key)
    except ValueError as refused:
        raise CannotAnswer(f"The heads cannot be checked: {refused}", "Name their public key with --key.") from None


def _verify(heads: list[StoredHead]) -> Verification:
    from touchstone.ledger.api import FULL_REACH, count_entries, reaching
    from touchstone.ledger.api import verify as verify_ledger

    with reaching(FULL_REACH), progress("Reading the ledger") as show:
        return verify_ledger(heads, tell_progress=_shown(show, count_entries(FULL_REACH)))


def _shown(show: Callable[[float, int], None], entries: int) -> Callable[[int], None]:
    return lambda read: show(min(1.0, read / max(1, entries)), read)


def _write(found: Verification, form: str, output: Path | None) -> None:
    from touchstone.cli.answers import put, write_json

    if form == "json":
        return write_json(_data(found), output)
    counted = f"{found.entries:,} entries and {found.heads:,} signed heads were read"
    if found.is_whole:
        return put(f"The ledger is whole: {counted}.\n", output)
    lines = [f"The ledger is not whole: {counted}, {len(found.flaws):,} flaws were found.", ""]
    lines += [f"{_place(flaw.kind, flaw.number):>12}  {flaw.kind:<10} {flaw.said}" for flaw in found.flaws]
    return put("\n".join(lines) + "\n", output)


def _place(kind: str, number: int) -> str:
    return f"{'head line' if kind == 'head' else 'entry'} {number}"


def _data(found: Verification) -> Data:
    flaws = [{"number": flaw.number, "kind": flaw.kind, "said": flaw.said} for flaw in found.flaws]
    return {"whole": found.is_whole, "entries": found.entries, "heads": found.heads, "flaws": flaws}


def seal() -> int:
    """Sign the ledger's present head and keep that outside the database."""
    with entered():
        from touchstone.project.api import seal as sign_head

        number = sign_head(now())
        say(f"Entry {number} is signed as the ledger's last, in {heads_folder()}.")
    return 0
