"""Why an award cannot be earned: all smallest sets of clauses that cannot be met together, and all smallest reliefs.

The clauses of a qualification are few, so every minimal conflict (no clause of it can be dropped without its becoming
satisfiable) and every relaxation (a minimal set of clauses whose relief makes the rest satisfiable) is found: sets
known to be satisfiable or not settle their subsets and supersets, and each open set is grown or shrunk until it is
extreme.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.rules.check import columns_of, judge_for
from touchstone.rules.dynamic import UNIT_WEIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from touchstone.rules.compiling import RuleSet
    from touchstone.rules.problem import Holding, Problem

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """By how much one clause is missed when the others are met: ``units`` or ``value``; a share has no such amount."""

    clause: str
    short: int
    measure: str


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A smallest set of clauses without which everything else is met, and the least by which each must give way."""

    dropped: tuple[str, ...]
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """All minimal conflicts and all relaxations of one outcome for what is held; none of either when it is earned."""

    problem: Problem
    minimal: tuple[tuple[str, ...], ...]
    relaxations: tuple[Relaxation, ...]


def find_conflicts(rules: RuleSet, holdings: Iterable[Holding], *, place: int = 0, amounts: bool = True) -> Conflicts:
    """All minimal conflicts and relaxations of the outcome at ``place`` for what is held.

    ``amounts`` adds to each relaxation by how much each clause must give way. Raises :class:`UnitsRefused` for a unit
    that the specification does not have.
    """
    problem, held = rules.problems[place], columns_of(rules, holdings)
    names = tuple(clause.name for clause in problem.clauses)

    def is_met(kept: Names) -> bool:
        return judge_for(rules, place, frozenset(names) - kept).is_met(held)

    largest, minimal = find_extremes(names, is_met)
    everything = frozenset(names)
    dropped = [_in_order(everything - kept, names) for kept in largest if kept != everything]
    reliefs = [Relaxation(d, _shortfalls(problem, held, d) if amounts else ()) for d in dropped]
    conflicts = sorted((_in_order(m, names) for m in minimal), key=lambda m: (len(m), m))
    return Conflicts(problem, tuple(conflicts), tuple(sorted(reliefs, key=lambda r: (len(r.dropped), r.dropped))))


def _in_order(names: Iterable[str], order: tuple[str, ...]) -> tuple[str, ...]:
    chosen = set(names)
    return tuple(name for name in order if name in chosen)


def find_extremes(names: tuple[str, ...], is_met: Callable[[Names], bool]) -> tuple[list[Names], list[Names]]:
    """All largest satisfiable and all smallest unsatisfiable sets of names, for a monotone question."""
    largest: list[Names] = []
    minimal: list[Names] = []
    while (seed := _open_set(names, largest, minimal)) is not None:
        if is_met(seed):
            largest.append(_grown(seed, names, minimal, is_met))
        else:
            minimal.append(_shrunk(seed, names, largest, is_met))
    return largest, minimal


def _grown(seed: Names, names: tuple[str, ...], minimal: list[Names], is_met: Callable[[Names], bool]) -> Names:
    for name in names:
        more = seed | {name}
        if name not in seed and not any(conflict <= more for conflict in minimal) and is_met(more):
            seed = more
    return seed


def _shrunk(seed: Names, names: tuple[str, ...], largest: list[Names], is_met: Callable[[Names], bool]) -> Names:
    for name in names:
        less = seed - {name}
        if name in seed and not any(less <= big for big in largest) and not is_met(less):
            seed = less
    return seed


def _open_set(names: tuple[str, ...], largest: list[Names], minimal: list[Names]) -> Names | None:
    """A set inside no known satisfiable set and around no known conflict, or ``None`` when all sets are settled."""

    def extend(place: int, chosen: Names) -> Names | None:
        if any(conflict <= chosen for conflict in minimal):
            return None
        rest = frozenset(names[place:])
        if any(chosen | rest <= big for big in largest):
            return None
        if place == len(names):
            return chosen
        with_it = extend(place + 1, chosen | {names[place]})
        return with_it if with_it is not None else extend(place + 1, chosen)

    return extend(0, frozenset())


def _shortfalls(problem: Problem, held: frozenset[int], dropped: tuple[str, ...]) -> tuple[Shortfall, ...]:
    """The least by which the dropped clauses must give way together, with all others met."""
    from touchstone.rules.exact import Encoding, Model, Slack  # the solver loads only when a relief is priced

    model = Model()
    encoding = Encoding(model, problem, held, {})
    encoding.open()
    bounds: dict[str, tuple[int, int]] = {}
    for clause in problem.clauses:
        encoding.slack = Slack.BOUNDS if clause.name in dropped else Slack.NONE
        before = len(model.costs)
        encoding.require(clause)
        bounds[clause.name] = (before, len(model.costs))
    solution = model.solve()
    assert solution is not None, "a relaxation can be met"
    found = []
    for name in dropped:
        amounts = [i for i in range(*bounds[name]) if i not in encoding.hundredths]
        missed = [(model.costs[i], solution[0][i]) for i in amounts if model.costs[i] and solution[0][i]]
        units = sum(value for cost, value in missed if cost == UNIT_WEIGHT)
        worth = sum(value for cost, value in missed if cost != UNIT_WEIGHT)
        found += [Shortfall(name, units, "units")] if units else []
        found += [Shortfall(name, worth, "value")] if worth else []
    return tuple(found)
