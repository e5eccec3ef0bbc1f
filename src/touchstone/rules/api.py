"""The door of the rules: read a specification, compile a qualification, check, plan, reach, compare and explain."""

from touchstone.rules.attainable import refuse_flawed, refuse_unattainable
from touchstone.rules.check import Verdict, check
from touchstone.rules.compare import Change, compare
from touchstone.rules.compiling import RuleSet, compile_rules
from touchstone.rules.conflicts import Conflicts, Relaxation, Shortfall, find_conflicts
from touchstone.rules.evaluate import Finding, Selection, Tally, evaluate
from touchstone.rules.explain import Explanation, Step, explain, explain_conflicts, explain_plans
from touchstone.rules.holdings import parse_holdings
from touchstone.rules.language import read_specification
from touchstone.rules.mistakes import Mistake, SolverFailed, SpecificationRefused, UnitsRefused, nearest
from touchstone.rules.objectives import FEWEST_UNITS, LEAST_VALUE, Objective, least_cost, least_evidence, preferred
from touchstone.rules.plan import Plan, Plans, Proof, plan
from touchstone.rules.problem import Holding, Problem
from touchstone.rules.reach import Reached, ReadingEffect, other_readings, reach
from touchstone.rules.reserve import Reserve, plan_reserve
from touchstone.rules.specification import Cell, Citation, Qualification, Reading, Rule, Specification, Unit, walk_rules

__all__ = [
    "FEWEST_UNITS",
    "LEAST_VALUE",
    "Cell",
    "Change",
    "Citation",
    "Conflicts",
    "Explanation",
    "Finding",
    "Holding",
    "Mistake",
    "Objective",
    "Plan",
    "Plans",
    "Problem",
    "Proof",
    "Qualification",
    "Reached",
    "Reading",
    "ReadingEffect",
    "Relaxation",
    "Reserve",
    "Rule",
    "RuleSet",
    "Selection",
    "Shortfall",
    "SolverFailed",
    "Specification",
    "SpecificationRefused",
    "Step",
    "Tally",
    "Unit",
    "UnitsRefused",
    "Verdict",
    "check",
    "compare",
    "compile_rules",
    "evaluate",
    "explain",
    "explain_conflicts",
    "explain_plans",
    "find_conflicts",
    "least_cost",
    "least_evidence",
    "nearest",
    "other_readings",
    "parse_holdings",
    "plan",
    "plan_reserve",
    "preferred",
    "reach",
    "read_specification",
    "refuse_flawed",
    "refuse_unattainable",
    "walk_rules",
]
