"""The specifications that Touchstone ships, and those in a folder of one's own, by name and version.

A file is called ``name.version.yaml``. This door imports no Django, so that the command line starts quickly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.rules.api import Specification, nearest, read_specification

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "DEFAULT",
    "Shelf",
    "SpecificationUnknown",
    "find_shelf",
    "forget_specifications",
    "list_specifications",
    "load_file",
    "load_specification",
]

DEFAULT = "ocr-contact-centre-nvq"
"""The specification that is used when none is named: that of the leaflet."""


class SpecificationUnknown(LookupError):
    """No specification of that name or version; the message names those that there are."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One specification file: its name, version and where it stands."""

    name: str
    version: str
    file: Traversable

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


def list_specifications(folder: Path | None = None) -> tuple[Shelf, ...]:
    """The specifications shipped, and those in ``folder``, by name and version (an own file hides a shipped one)."""
    shelves: dict[tuple[str, str], Shelf] = {}
    for place in (files(__package__), folder):
        for file in sorted(place.iterdir(), key=lambda f: f.name) if place is not None else ():
            if file.name.endswith(".yaml") and file.name.count(".") >= 2:
                name, version = file.name.removesuffix(".yaml").split(".", 1)
                shelves[name, version] = Shelf(name, version, file)
    return tuple(shelves[key] for key in sorted(shelves))


def find_shelf(name: str, version: str | None = None, *, folder: Path | None = None) -> Shelf:
    """The file of a specification; the latest version when none is named. Raises :class:`SpecificationUnknown`."""
    shelves = list_specifications(folder)
    named = [shelf for shelf in shelves if shelf.name == name]
    if not named:
        mend = nearest(name, [shelf.name for shelf in shelves])
        known = ", ".join(dict.fromkeys(shelf.name for shelf in shelves))
        raise SpecificationUnknown(f"There is no specification {name}. {mend or f'There are: {known}.'}")
    wanted = [shelf for shelf in named if version in (None, shelf.version)]
    if not wanted:
        versions = ", ".join(shelf.version for shelf in named)
        raise SpecificationUnknown(f"{name} has no version {version}. It has: {versions}.")
    return max(wanted, key=lambda shelf: _in_order(shelf.version))


def load_specification(reference: str = DEFAULT, *, folder: Path | None = None) -> Specification:
    """A specification by ``name`` or ``name@version``.

    Raises :class:`SpecificationUnknown` when there is none, ``SpecificationRefused`` when its file has mistakes.
    """
    name, _, version = reference.partition("@")
    return _load(name, version or None, folder, ())


@lru_cache(maxsize=64)
def _load(name: str, version: str | None, folder: Path | None, above: tuple[str, ...]) -> Specification:
    shelf = find_shelf(name, version, folder=folder)
    if shelf.name in above:
        chain = " imports ".join((*above, shelf.name))
        raise SpecificationUnknown(f"{chain}: a specification cannot import from itself. Take one import out.")
    return _read(shelf.file.read_text(encoding="utf-8"), str(shelf), folder, (*above, shelf.name))


def forget_specifications() -> None:
    """Read every specification anew when it is next asked for: a file was edited."""
    _load.cache_clear()


def load_file(path: Path) -> Specification:
    """A specification from a file of any name; imported units are looked up beside it and among those shipped."""
    return _read(path.read_text(encoding="utf-8"), path.name, path.parent, ())


def _read(text: str, name: str, folder: Path | None, above: tuple[str, ...]) -> Specification:
    def resolve(other: str, version: str | None) -> Specification:
        return _load(other, version, folder, above)

    return read_specification(text, name=name, resolve=resolve)


def _in_order(version: str) -> tuple[tuple[int, str], ...]:
    """Versions in the order people expect: 2009 before 2010, 1.9 before 1.10."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in version.split("."))
