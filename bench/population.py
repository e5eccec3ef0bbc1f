"""Seeded candidates of the five NVQs: most units at the level, some off it, some at two levels."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from touchstone.catalogue.specifications import load_specification
from touchstone.rules.api import Cell, Holding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SEED = 20_261_124
CODES = ("03447", "03448", "03449", "03450", "03451")


def candidate(level: int, units: int, chance: random.Random) -> tuple[Holding, ...]:
    """One candidate on the way to the award at ``level``: about ``units`` units, mandatory ones more often than not."""
    areas = load_specification().units
    taken: dict[Cell, None] = {}
    for code, likely in (("AA", 0.8), ("BB", 0.8)):
        if chance.random() < likely:
            levels = sorted(load_specification().units_by_code[code].values)
            wanted = min(level, 4) if code == "AA" else chance.choice(levels)
            taken[Cell(code, wanted)] = None
    while len(taken) < units:
        group = "optional" if chance.random() < 0.75 else "restricted"
        unit = chance.choice([unit for unit in areas if unit.group == group])
        levels = sorted(unit.values)
        at_level = level in unit.values and chance.random() < 0.7
        taken[Cell(unit.code, level if at_level else chance.choice(levels))] = None
        if chance.random() < 0.1:
            taken[Cell(unit.code, chance.choice(levels))] = None
    return tuple(Holding(cell) for cell in taken)


def candidates(count: int, *, level: int, seed: int = SEED) -> list[tuple[Holding, ...]]:
    """Candidates of one level with 3 to 14 units each."""
    chance = random.Random(seed + level)
    return [candidate(level, chance.randint(3, 14), chance) for _ in range(count)]


def rows_of_bits(count: int, *, seed: int = SEED) -> NDArray[np.uint64]:
    """Many candidates as rows of bits: a few thousand made one by one, then mixed by adding a random unit to each."""
    rng = np.random.default_rng(seed)
    cells = {cell: place for place, cell in enumerate(load_specification().cells)}
    made = [holdings for level in range(1, 6) for holdings in candidates(2_000, level=level, seed=seed)]
    base = np.zeros((len(made), 2), dtype=np.uint64)
    for row, holdings in enumerate(made):
        for holding in holdings:
            place = cells[holding.cell]
            base[row, place // 64] |= np.uint64(1) << np.uint64(place % 64)
    rows = base[rng.integers(0, len(made), count)]
    extra = rng.integers(0, len(cells), count)
    rows[np.arange(count), extra // 64] |= np.uint64(1) << (extra % 64).astype(np.uint64)
    return rows


def texts(count: int, *, seed: int = SEED) -> Iterator[str]:
    """Candidates as they stand in a file: their units, written out."""
    chance = random.Random(seed)
    made = [
        " ".join(str(holding) for holding in candidate(level, chance.randint(3, 14), chance))
        for level in range(1, 6)
        for _ in range(2_000)
    ]
    for _ in range(count):
        yield made[chance.randrange(len(made))]
