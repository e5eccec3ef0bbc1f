"""The specifications on the shelf, as they stand in their files at this moment."""

from __future__ import annotations

from functools import lru_cache

from touchstone.catalogue.queries.shipped import Stamp, shipped, stamp_of
from touchstone.catalogue.specifications import (
    DEFAULT,
    forget_specifications,
    list_specifications,
    load_specification,
)
from touchstone.people.api import NotOnRecord
from touchstone.rules.api import Specification


def specification_now(name: str = DEFAULT) -> Specification:
    """A specification by ``name`` or ``name@version``, as its file now reads. Raises ``NotOnRecord``.

    Raises ``SpecificationRefused`` when an edited file has mistakes.
    """
    names = known_specifications()
    if name not in names and name not in {full.partition("@")[0] for full in names}:
        raise NotOnRecord(f"specification {name}")
    return _loaded(name, stamp_of(shipped("specifications")))


def known_specifications() -> tuple[str, ...]:
    """Every specification on the shelf as ``name@version``, the leaflet's first."""
    return _listed(stamp_of(shipped("specifications")))


def latest_specifications() -> tuple[Specification, ...]:
    """The latest version of every specification, the leaflet's first."""
    names = dict.fromkeys(full.partition("@")[0] for full in known_specifications())
    return tuple(specification_now(name) for name in names)


@lru_cache(maxsize=1)
def _listed(_stamp: Stamp) -> tuple[str, ...]:
    forget_specifications()
    names = [str(shelf) for shelf in list_specifications()]
    return tuple(sorted(names, key=lambda name: not name.startswith(f"{DEFAULT}@")))


@lru_cache(maxsize=64)
def _loaded(name: str, _stamp: Stamp) -> Specification:
    return load_specification(name)
