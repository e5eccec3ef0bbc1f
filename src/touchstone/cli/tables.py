"""Answers as tables for people. The answer stands in the first line; what explains it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from touchstone.cli.data import title_of
from touchstone.cli.words import amount, clauses_not_met, counted, listed, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from touchstone.rules.api import (
        Cell,
        Conflicts,
        Finding,
        Plan,
        Plans,
        Proof,
        Reached,
        ReadingEffect,
        Reserve,
        RuleSet,
        Verdict,
    )

GOOD, BAD, QUIET, LOUD = "green", "bold red", "dim", "bold"


def plain_table(*columns: str, right: tuple[str, ...] = ()) -> Table:
    """A table without lines, its head quiet, as wide as its contents; the columns in ``right`` are numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=QUIET, show_edge=False)
    for column in columns:
        table.add_column(
            column, justify="right" if column in right else "left", overflow="fold", no_wrap=column in right
        )
    return table


def say(console: Console, *parts: str | tuple[str, str], indent: int = 0) -> None:
    """One line of words, wrapped to the terminal."""
    console.print(Padding(Text.assemble(*parts), (0, 0, 0, indent)))


def show_verdict(console: Console, verdict: Verdict, *, candidate: str = "") -> None:
    """The verdict, its clauses, the units counted and those left out."""
    show_headline(console, verdict, candidate=candidate)
    console.print()
    console.print(clause_table(verdict))
    if verdict.counted:
        console.print()
        console.print(_counted_table(verdict))
    if verdict.left_out:
        console.print()
        harmless = " What is left out does no harm." if verdict.earned else ""
        say(console, f"Left out: {listed([str(held) for held in verdict.left_out])}.{harmless}")


def show_headline(console: Console, verdict: Verdict, *, candidate: str = "") -> None:
    """The answer, in one line, and below it what is missing."""
    answer = ("Earned", f"bold {GOOD}") if verdict.earned else ("Not earned", BAD)
    who = f"{candidate}: " if candidate else ""
    say(console, (who, LOUD), answer, f": {_award(verdict)}")
    if not verdict.earned:
        say(console, clauses_not_met(verdict))


def _award(verdict: Verdict) -> str:
    """What is earned, or what was asked for and which of its outcomes is nearest."""
    problem, qualification = verdict.problem, verdict.rules.qualification
    outcome = f"{problem.outcome_code} {problem.title}"
    if len(verdict.rules.problems) == 1:
        return outcome
    if verdict.earned:
        return f"{outcome} (of {qualification.code})"
    return f"{qualification.code} {qualification.title}; {outcome} is nearest"


def clause_table(verdict: Verdict) -> Table:
    """A line to each clause: met or not, what there is, what is needed, its words, its name and reading."""
    table = plain_table("", "have", "need", "clause", right=("have", "need"))
    value = verdict.rules.specification.value_short
    for finding in verdict.findings:
        mark = Text("met", GOOD) if finding.met else Text("NOT MET", BAD)
        style = "" if finding.met else LOUD
        reading = f", read as {finding.reading}" if finding.reading else ""
        words = Text.assemble((finding.says, style), "\n", (f"{finding.clause}{reading}", QUIET))
        table.add_row(mark, Text(_have(finding), style), Text(_need(finding, value), style), words)
    return table


def _have(finding: Finding) -> str:
    return str(finding.have) if finding.need is not None or finding.limit is not None else ""


def _need(finding: Finding, value: str) -> str:
    if finding.need is None and finding.limit is None:
        return ""
    measure = {"value": f" {value}", "units": "", "blocks": "", "conflicts": ""}.get(str(finding.measure), "")
    if finding.need is None:
        return f"at most {finding.limit}{measure}" if finding.limit else "none"
    if finding.limit is None:
        return f"{finding.need}{measure}"
    return f"{finding.need} to {finding.limit}{measure}"


def _counted_table(verdict: Verdict) -> Table:
    value = verdict.rules.specification.value_short
    table = plain_table("counted", value, "", "for", right=(value,))
    for index in verdict.selection.counted:
        column = verdict.problem.columns[index]
        name = str(column.holding)
        if column.holding.cell != column.cell:
            name += f" as {column.cell}"
        places = verdict.selection.placed.get(index) or verdict.where(column.cell)
        title = title_of(verdict.rules.specification, column.holding.cell)
        table.add_row(name, str(column.value), title, Text(", ".join(places), QUIET))
    table.add_row(Text("in all", QUIET), str(verdict.total), Text(units(len(verdict.counted)), QUIET), "")
    return table


def show_next_step(console: Console, plans: Plans) -> None:
    """The nearest way to finish, in one sentence."""
    best = plans.best
    if best is None:
        say(console, ("Nearest: ", LOUD), "nothing on offer finishes it from here.")
        return
    value = amount(plans.rules.specification, best.new_value, "value")
    say(
        console,
        ("Nearest: ", LOUD),
        f"{units(len(best.new), 'more unit')}, {listed(_names(best))} ({value}). No fewer would do.",
    )


def _names(plan: Plan) -> list[str]:
    return [str(cell) for cell in plan.new]


def show_other_readings(console: Console, effects: Iterable[ReadingEffect], *, several: bool) -> None:
    """What another reading of the text would change."""
    for effect in effects:
        awarded = effect.outcome if several else "it"
        verb = f"{awarded} would be earned" if effect.earned else "nothing would be earned"
        say(
            console, ("Another reading: ", LOUD), f"with {effect.clause}={effect.reading} {verb}. ", (effect.why, QUIET)
        )


def show_conflicts(console: Console, conflicts: Conflicts) -> None:
    """The smallest sets of clauses that cannot be met together, and the smallest reliefs."""
    if not conflicts.minimal:
        say(console, "No clauses stand in each other's way.")
        return
    says = {clause.name: clause.says for clause in conflicts.problem.clauses}
    specification = conflicts.problem.specification
    say(console, ("Cannot be met together with what is held", LOUD), " (every smallest set)")
    for number, names in enumerate(conflicts.minimal, 1):
        for place, name in enumerate(names):
            lead = f"{number}. " if place == 0 else "   "
            say(console, lead, f"{says[name]} ", (name, QUIET), indent=1)
    console.print()
    say(console, ("What would be enough", LOUD), " (every smallest relief)")
    for number, relaxation in enumerate(conflicts.relaxations, 1):
        short = [f"{s.clause} eased by {amount(specification, s.short, s.measure)}" for s in relaxation.shortfalls]
        say(console, f"{number}. {listed(short or list(relaxation.dropped))}", indent=1)


def show_plans(console: Console, plans: Plans, *, reserve: Reserve | None, with_reserve: bool) -> None:
    """The best plans, each with its units, and the proof; and the reserve, if one was asked for."""
    rules, best = plans.rules, plans.best
    heading = f"{rules.qualification.code} {rules.qualification.title}"
    if best is None:
        say(console, ("No way", BAD), f" with the units on offer: {heading}")
        return
    if not best.new:
        say(console, ("Nothing more is needed", f"bold {GOOD}"), f": {heading} is earned.")
        return
    say(console, (f"{units(len(best.new), 'more unit')}: {listed(_names(best))}", LOUD))
    say(console, f"for {heading}")
    for number, plan in enumerate(plans.plans, 1):
        console.print()
        say(console, (_plan_heading(plans, plan, number), LOUD))
        console.print(_units_table(rules, plan.new))
    if plans.proof is not None:
        console.print()
        say(console, (_proof(plans.objective.name, plans.proof, rules), QUIET))
    if with_reserve:
        console.print()
        _show_reserve(console, rules, reserve)


def _plan_heading(plans: Plans, plan: Plan, number: int) -> str:
    value = amount(plans.rules.specification, plan.new_value, "value")
    price = "" if plans.objective.name in ("fewest units", "least unit value") else f", price {plan.price}"
    outcome = plan.verdict.problem.outcome_code
    titled = f" for {outcome}" if outcome != plans.rules.qualification.code else ""
    return f"{'Best' if number == 1 else f'Next, {number}'}{titled}: {units(len(plan.new))}, {value}{price}"


def _proof(objective: str, proof: Proof, rules: RuleSet) -> str:
    less = f"has a price below {proof.bound} ({objective})"
    if objective == "fewest units":
        less = f"needs fewer than {units(proof.bound)}"
    elif objective == "least unit value":
        less = f"takes less than {amount(rules.specification, proof.bound, 'value')}"
    return f"No way {less}: proved by {_method(proof.method)}."


def _method(method: str) -> str:
    return f"the {method}" if method.startswith("dynamic") else f"the exact solver {method}"


def _units_table(rules: RuleSet, cells: Iterable[Cell]) -> Table:
    table = plain_table("unit", rules.specification.value_short, "", right=(rules.specification.value_short,))
    for cell in cells:
        unit = rules.specification.units_by_code[cell.code]
        table.add_row(str(cell), str(unit.values[cell.level]), unit.title)
    return table


def show_reached(console: Console, reached: Sequence[Reached]) -> None:
    """What is earned, and how far each other award is."""
    earned = [one.verdict.problem.outcome_code for one in reached if one.verdict.earned]
    said = (f"Earned: {listed(earned)}", f"bold {GOOD}") if earned else ("Earned: nothing yet", BAD)
    say(console, said, f" of {counted(len(reached), 'award')}")
    for specification in dict.fromkeys(one.rules.specification for one in reached):
        console.print()
        say(console, (specification.title, QUIET))
        table = plain_table("", "", "")
        table.show_header = False
        for one in reached:
            if one.rules.specification == specification:
                table.add_row(*_reached_cells(one))
        console.print(table)


def _reached_cells(reached: Reached) -> tuple[Text, Text, Text]:
    problem, earned = reached.verdict.problem, reached.verdict.earned
    mark = Text("earned", GOOD) if earned else Text("not earned", BAD)
    nearest = Text.assemble(problem.title, "" if earned else "\n", (_nearest(reached), LOUD))
    return Text(problem.outcome_code), mark, nearest


def _nearest(reached: Reached) -> str:
    if reached.verdict.earned:
        return ""
    if reached.best is None:
        return "cannot be finished from here"
    return f"{units(len(reached.best.new), 'more unit')}: {' '.join(_names(reached.best))}"


def _show_reserve(console: Console, rules: RuleSet, reserve: Reserve | None) -> None:
    if reserve is None:
        why = "nothing on offer survives the loss of every unit that can be replaced."
        say(console, ("No reserve", BAD), f": {why}")
        return
    value = sum(rules.specification.units_by_code[cell.code].values[cell.level] for cell in reserve.new)
    worth = amount(rules.specification, value, "value")
    titled = f" for {reserve.outcome}" if reserve.outcome != rules.qualification.code else ""
    say(console, (f"With a reserve{titled}: {units(len(reserve.new))}, {worth}", LOUD))
    console.print(_units_table(rules, reserve.new))
    if reserve.without:
        lost = listed([str(cell) for cell in reserve.without])
        say(console, f"Still earned whichever one of these is lost: {lost}.")
    if reserve.indispensable:
        alone = listed([str(cell) for cell in reserve.indispensable])
        say(console, f"Nothing on offer replaces {alone}.")
