"""The same questions put to general solvers, each with a model written by hand from the leaflet's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
from ortools.sat.python import cp_model

from touchstone.catalogue.specifications import load_specification
from touchstone.rules.api import Cell

if TYPE_CHECKING:
    from collections.abc import Collection

TOTAL = {1: 40, 2: 100, 3: 180, 4: 280, 5: 350}
AT_LEVEL = {1: 25, 2: 60, 3: 110, 4: 170, 5: 210}
UNIT_WEIGHT = 100_000


class Question:
    """Which cells may count, and the leaflet's sums over them, for one level."""

    def __init__(self, level: int, cells: Collection[Cell]) -> None:
        units = load_specification().units_by_code
        self.cells = sorted(cells)
        self.level = level
        self.values = [units[cell.code].values[cell.level] for cell in self.cells]
        groups = [units[cell.code].group for cell in self.cells]
        self.at_level = [
            value if group != "mandatory" and cell.level == level else 0
            for value, group, cell in zip(self.values, groups, self.cells, strict=True)
        ]
        self.restricted = [place for place, group in enumerate(groups) if group == "restricted"]
        develop = Cell("AA", min(level, 4))
        self.develop = [place for place, cell in enumerate(self.cells) if cell == develop]
        self.safety = [place for place, cell in enumerate(self.cells) if cell.code == "BB"]
        self.areas: dict[str, list[int]] = {}
        for place, cell in enumerate(self.cells):
            self.areas.setdefault(cell.code, []).append(place)


def by_cp_sat(question: Question, new: Collection[Cell] = ()) -> int | None:
    """OR-Tools CP-SAT, one worker: the fewest new units with which the award is earned, ``None`` when it cannot be."""
    model = cp_model.CpModel()
    counted = [model.new_bool_var(str(cell)) for cell in question.cells]
    for places in question.areas.values():
        if len(places) > 1:
            model.add_at_most_one(counted[place] for place in places)
    model.add(sum(v * x for v, x in zip(question.values, counted, strict=True)) >= TOTAL[question.level])
    model.add(sum(v * x for v, x in zip(question.at_level, counted, strict=True) if v) >= AT_LEVEL[question.level])
    model.add(sum(counted[place] for place in question.restricted) <= 2)
    model.add(sum(counted[place] for place in question.develop) >= 1)
    model.add(sum(counted[place] for place in question.safety) >= 1)
    fresh = set(new)
    if fresh:
        model.minimize(sum(x for cell, x in zip(question.cells, counted, strict=True) if cell in fresh))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    return round(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def nearest_by_cp_sat(question: Question) -> tuple[int, int, list[Cell]]:
    """OR-Tools CP-SAT, one worker, asked for what a check answers: (penalty, largest total, cells counted).

    The penalty is that of a check: 100,000 for each mandatory unit and 1 for each unit value that is lacking.
    """
    model = cp_model.CpModel()
    counted = [model.new_bool_var(str(cell)) for cell in question.cells]
    for places in question.areas.values():
        if len(places) > 1:
            model.add_at_most_one(counted[place] for place in places)
    short_total, short_level = (model.new_int_var(0, most[question.level], "") for most in (TOTAL, AT_LEVEL))
    short_develop, short_safety = model.new_bool_var(""), model.new_bool_var("")
    total = sum(v * x for v, x in zip(question.values, counted, strict=True))
    model.add(total + short_total >= TOTAL[question.level])
    at_level = sum(v * x for v, x in zip(question.at_level, counted, strict=True) if v)
    model.add(at_level + short_level >= AT_LEVEL[question.level])
    model.add(sum(counted[place] for place in question.restricted) <= 2)
    model.add(sum(counted[place] for place in question.develop) + short_develop >= 1)
    model.add(sum(counted[place] for place in question.safety) + short_safety >= 1)
    penalty = UNIT_WEIGHT * (short_develop + short_safety) + short_total + short_level
    model.minimize(10_000 * penalty - total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.solve(model)
    chosen = [cell for cell, x in zip(question.cells, counted, strict=True) if solver.boolean_value(x)]
    return solver.value(penalty), solver.value(total), chosen


def by_highs(question: Question, new: Collection[Cell] = ()) -> int | None:
    """HiGHS, one thread: the same."""
    rows: list[tuple[dict[int, float], float, float]] = []
    infinity = highspy.kHighsInf
    rows += [(dict.fromkeys(places, 1.0), -infinity, 1) for places in question.areas.values() if len(places) > 1]
    rows.append(({p: float(v) for p, v in enumerate(question.values)}, TOTAL[question.level], infinity))
    rows.append(({p: float(v) for p, v in enumerate(question.at_level) if v}, AT_LEVEL[question.level], infinity))
    rows.append((dict.fromkeys(question.restricted, 1.0), -infinity, 2))
    rows.append((dict.fromkeys(question.develop, 1.0), 1, infinity))
    rows.append((dict.fromkeys(question.safety, 1.0), 1, infinity))
    fresh = set(new)
    costs = np.array([float(cell in fresh) for cell in question.cells])
    solver = highspy.Highs.__bases__[0]()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(_model(rows, costs))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    value: float = solver.getInfo().objective_function_value
    return round(value)


def _model(rows: list[tuple[dict[int, float], float, float]], costs: np.ndarray) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = costs, np.zeros(len(costs)), np.ones(len(costs))
    model.row_lower_ = np.array([low for _, low, _ in rows], dtype=np.float64)
    model.row_upper_ = np.array([high for _, _, high in rows], dtype=np.float64)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(terms) for terms, _, _ in rows)], dtype=np.int32)
    matrix.index_ = np.array([place for terms, _, _ in rows for place in terms], dtype=np.int32)
    matrix.value_ = np.array([weight for terms, _, _ in rows for weight in terms.values()], dtype=np.float64)
    return model
