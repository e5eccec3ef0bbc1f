"""The engine prints nothing: what it has to say is in its answers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"

EVERYTHING = """
from datetime import date
from touchstone.catalogue.specifications import load_specification
from touchstone.rules.api import *
from touchstone.rules.bulk import BulkJudge

leaflet = load_specification()
on = date(2020, 6, 1)
for reading in ("printed-figure", "sixty-percent-of-what-counts"):
    rules = compile_rules(leaflet, "03447", on=on, readings={"at-the-level": reading})
    units = parse_holdings(leaflet, "AA@1 BB@1 CC@1")
    verdict = check(rules, units)
    explain(verdict, conflicts=find_conflicts(rules, units), plans=plan(rules, units), readings=other_readings(verdict))
    plan_reserve(rules, units)
    reach([rules], units)
    judge = BulkJudge([rules])
    judge.earned(0, judge.encode_one(units).reshape(1, -1))
    judge.figures(0, judge.encode_one(units).reshape(1, -1))
degree = load_specification("applied-computing-degree")
slots = compile_rules(degree, "ACD", on=date(2025, 1, 1))
check(slots, parse_holdings(degree, "CS401 CS402"))
refuse_unattainable(load_specification("customer-engagement-package"), on=date(2025, 1, 1))
"""


def test_nothing_is_printed_whichever_method_answers() -> None:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


SOLVER_ONLY = """
from touchstone.rules.exact import Model

model = Model()
model.row({model.variable(cost=1): 1, model.variable(cost=1): 1}, low=1)
assert model.solve() is not None
model.row({0: 1, 1: 1}, low=3)
assert model.solve() is None
"""


def test_the_solver_prints_no_banner() -> None:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        [sys.executable, "-c", SOLVER_ONLY], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
