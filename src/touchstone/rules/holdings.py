"""Units as people write them, ``AA@2 BB@1 CC@2:rpl``, read against a specification; every mistake is reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from touchstone.rules.mistakes import Mistake, UnitsRefused, nearest
from touchstone.rules.problem import Holding
from touchstone.rules.specification import ASSESSED, Cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from touchstone.rules.specification import Specification

_WORD = re.compile(r"[^\s,;]+")
_TOKEN = re.compile(
    r"^(?P<code>[A-Za-z0-9][A-Za-z0-9._/\-]*)(?:@(?P<level>\d{1,2}))?(?::(?P<route>[a-z0-9][a-z0-9.\-]*))?$"
)


def parse_holdings(specification: Specification, text: str | Iterable[str]) -> tuple[Holding, ...]:
    """The holdings that a text (or several words) names, in order.

    A word is ``CODE@LEVEL``, with ``:route`` when the unit is held by another route than assessment; the level may be
    left out where the unit has one level only. Raises :class:`UnitsRefused` with every mistake: unknown unit, a level
    that the unit does not have, an unknown route, the same unit at the same level twice. ``column`` of a mistake is the
    position of the word's first character, from 1.
    """
    written = text if isinstance(text, str) else " ".join(text)
    found: dict[Holding, int] = {}
    mistakes: list[Mistake] = []
    for match in _WORD.finditer(written):
        column = match.start() + 1
        holding = _read(specification, match[0], column, mistakes)
        if holding is None:
            continue
        if any(held.cell == holding.cell for held in found):
            mistakes.append(Mistake(0, column, f"{holding.cell} is given twice.", "Keep one of them."))
        found[holding] = column
    if mistakes:
        raise UnitsRefused(mistakes)
    return tuple(found)


def _read(specification: Specification, word: str, column: int, mistakes: list[Mistake]) -> Holding | None:
    """The holding that one word names, or ``None`` with the mistake added."""
    found = _understand(specification, word)
    if isinstance(found, Holding):
        return found
    mistakes.append(Mistake(0, column, *found))
    return None


def _understand(specification: Specification, word: str) -> Holding | tuple[str, str]:
    """The holding, or what is wrong and what mends it."""
    match = _TOKEN.match(word)
    if match is None:
        return f"“{word}” is not a unit at a level.", "Write the unit's code, @ and the level, as AA@2."
    code, level = match["code"], match["level"]
    known = levels_of(specification)
    levels = known.get(code)
    if levels is None:
        mend = nearest(code, list(known)) or f"“touchstone spec show {specification.name}” lists the units."
        return f"There is no unit {code} in {specification}.", mend
    if level is None and len(levels) > 1:
        return f"{code} is given without a level.", f"Add one: {_offers(code, levels)}."
    chosen = int(level) if level is not None else levels[0]
    if chosen not in levels:
        return f"{code} has no level {chosen}.", f"It has {_offers(code, levels)}."
    return _by_route(specification, Cell(code, chosen), match["route"] or ASSESSED)


def _by_route(specification: Specification, cell: Cell, route: str) -> Holding | tuple[str, str]:
    if route == ASSESSED:
        return Holding(cell)
    unit = specification.units_by_code.get(cell.code)
    routes = [r for r in specification.routes if r.name == route]
    if unit is None or not routes:
        names = ", ".join(sorted({r.name for r in specification.routes}))
        mend = f"It has: {names}." if names else "Leave the part after the colon out."
        return f"{specification} knows no route “{route}” for {cell}.", mend
    if not any(r.over.matches(unit, cell.level, route) for r in routes):
        return f"{cell} cannot be held by {route}.", "“touchstone spec show” lists which units can."
    return Holding(cell, route)


def levels_of(specification: Specification) -> dict[str, list[int]]:
    """The levels at which each code can be held, as a unit or as what counts as one, whatever the day."""
    levels = {unit.code: sorted(unit.values) for unit in specification.units}
    for equivalence in specification.equivalences:
        held = levels.setdefault(equivalence.held.code, [])
        if equivalence.held.level not in held:
            held.append(equivalence.held.level)
    return levels


def _offers(code: str, levels: list[int]) -> str:
    offers = [f"{code}@{level}" for level in levels]
    return f"{', '.join(offers[:-1])} or {offers[-1]}" if len(offers) > 1 else offers[0]
