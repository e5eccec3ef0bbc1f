"""``touchstone explain``: why a qualification is earned or not. For one candidate, or a file of many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from touchstone.cli.options import ANSWER, Code, FileOptions, Output, RulesOptions, Unit, form_of_answer
from touchstone.cli.refusals import EARNED, NOT_EARNED, CannotAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from touchstone.cli.rulebook import Rulebook

FORMS = ("text", "markdown", "json", "jsonl")


def explain(
    qualification: Code = "",
    /,
    *units: Unit,
    format: Annotated[
        Literal["text", "markdown", "json"] | None, Parameter(group=ANSWER, help="How to answer (default: text).")
    ] = None,
    output: Output = None,
    many: FileOptions | None = None,
    rules: RulesOptions | None = None,
) -> int:
    """Why, clause by clause, in plain English."""
    from touchstone.cli.rulebook import open_rulebook

    book = open_rulebook(rules or RulesOptions())
    if many is not None and many.file is not None:
        if qualification:
            raise CannotAnswer("--file stands alone.", "Leave out the qualification and the units.")
        from touchstone.cli.answering_files import answer_with
        from touchstone.cli.desk import Desk
        from touchstone.cli.explanations import explanations

        form = form_of_answer(format, output, known=FORMS)
        return answer_with(lambda path: explanations(path, form), many, Desk(book), output=output, step=64)
    if not qualification:
        raise CannotAnswer("No qualification is named.", "Write its code and the units, as: explain 03448 AA@2 BB@1.")
    form = form_of_answer(format, output, known=FORMS[:3])
    return _explain_one(book, qualification, units, form=form, output=output)


def _explain_one(book: Rulebook, code: str, words: tuple[str, ...], *, form: str, output: Path | None) -> int:
    from touchstone.cli import answers, explanations
    from touchstone.cli.judging import Case

    rule_set = book.rules_for(code)
    case = Case("", rule_set, book.holdings(words, rule_set))
    verdict, explanation = explanations.explained(case)
    if form == "json":
        answers.write_json(explanations.explanation_data(case, verdict, explanation), output)
    elif form == "markdown":
        answers.put(explanation.as_markdown() + "\n", output)
    else:
        with answers.console_for(output) as console:
            explanations.show(console, explanation)
    return EARNED if verdict.earned else NOT_EARNED
