"""``touchstone demo``: fill an installation with made-up people, to look around in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from touchstone.cli.application import entered, is_production, now
from touchstone.cli.refusals import CannotAnswer
from touchstone.cli.screen import progress, say

if TYPE_CHECKING:
    from touchstone.cli.demonstration import Demonstration

MOST = 2_000_000


def demo(
    *,
    candidates: Annotated[int, Parameter(validator=Number(gte=1, lte=MOST), help="How many candidates.")] = 240,
    seed: Annotated[int, Parameter(help="The same seed makes the same people.")] = 1,
) -> int:
    """Fill an installation that has no records with a demonstration; one that has some is left as it is."""
    with entered():
        if is_production():
            raise CannotAnswer(
                "This installation is for real records: no made-up people are put among them.",
                "Set TOUCHSTONE_MODE to demonstration, with a data folder of its own.",
            )
        made = _make(candidates, seed)
    how = "A demonstration was made" if made.is_new else "There are records already, and nothing was changed"
    say(f"{how}: {made.centres:,} centres, {made.people:,} people in their roles.")
    return 0


def _make(candidates: int, seed: int) -> Demonstration:
    from touchstone.cli.demonstration import make_demonstration

    with progress("Making a demonstration") as show:
        return make_demonstration(candidates, seed, now(), lambda done, total: show(done / total, done))
