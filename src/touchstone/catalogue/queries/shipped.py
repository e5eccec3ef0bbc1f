"""What is shipped as files: read once, and read again when a file is edited."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import yaml

T = TypeVar("T")
Stamp = tuple[tuple[str, int, int], ...]


def load_yaml(text: str) -> Any:
    """What a YAML text of ours holds."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def shipped(folder: str) -> Path:
    """A folder of the catalogue's files."""
    return Path(str(files("touchstone.catalogue").joinpath(folder)))


def stamp_of(folder: Path) -> Stamp:
    """The YAML files of a folder with the moment of their last change: another stamp, another content."""
    found = ((file, file.stat()) for file in sorted(folder.glob("*.yaml")))
    return tuple((file.name, status.st_mtime_ns, status.st_size) for file, status in found)


def seen_anew(folder: str) -> Callable[[Callable[[Path], T]], Callable[[], T]]:
    """Make a function of a shipped folder keep its answer until a file of the folder is edited."""

    def mark(read: Callable[[Path], T]) -> Callable[[], T]:
        @lru_cache(maxsize=1)
        def kept(place: Path, _stamp: Stamp) -> T:
            return read(place)

        @wraps(read)
        def answer() -> T:
            place = shipped(folder)
            return kept(place, stamp_of(place))

        return answer

    return mark
