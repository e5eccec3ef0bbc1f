"""A file is written aside and put in its place when all of it is good; so a bad row leaves no half an answer behind."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.cli.answers import unwritable
from touchstone.cli.screen import write_text

if TYPE_CHECKING:
    from collections.abc import Iterator


class Staged:
    """A file written aside: ``path`` is where to write it now, ``keep`` puts it where it belongs."""

    def __init__(self, path: Path, target: Path | None) -> None:
        self.path, self.target = path, target

    def keep(self) -> None:
        """Put the finished file in its place: its own name, or standard output."""
        if self.target is not None:
            self.path.replace(self.target)
            return
        binary = getattr(sys.stdout, "buffer", None)
        if binary is None:
            write_text(self.path.read_text(encoding="utf-8"))
            return
        sys.stdout.flush()
        with self.path.open("rb") as written:
            shutil.copyfileobj(written, binary)
        binary.flush()


@contextmanager
def staged(target: Path | None) -> Iterator[Staged]:
    """A file beside its target (or, for standard output, in a folder of its own); gone at the end unless it is kept."""
    if target is None:
        with tempfile.TemporaryDirectory(prefix="touchstone-") as folder:
            yield Staged(Path(folder) / "answer", None)
        return
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        aside.touch()
    except OSError as error:
        raise unwritable(target, error) from None
    try:
        yield Staged(aside, target)
    finally:
        aside.unlink(missing_ok=True)
