"""A whole demonstration, made at a moment from a seed: all of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from touchstone.cli.demonstration.candidates import Candidates
from touchstone.cli.demonstration.cast import more_centres, read_cast, read_data
from touchstone.cli.demonstration.chronicle import Chronicle
from touchstone.cli.demonstration.company import Company
from touchstone.cli.demonstration.names import Names
from touchstone.cli.demonstration.papers import Papers
from touchstone.cli.demonstration.publishing import Publishing
from touchstone.cli.demonstration.scenes import Scenes
from touchstone.cli.demonstration.telling import Telling
from touchstone.ledger.api import FULL_REACH, AlreadyDone, once, reaching
from touchstone.people.api import (
    NotOnRecord,
    PeopleWanted,
    Role,
    count_centres,
    count_people,
    get_awarding_body,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from touchstone.cli.demonstration.cast import Cast, Centre

DEFAULT_CANDIDATES, DEFAULT_SEED = 240, 1
KEY = UUID("5f4fd8b2-6f0e-4a3c-9b1e-0c6d2a7e4d10")
"""Two that make a demonstration at the same moment make one."""
CANDIDATES_TO_A_CENTRE = 2_000
"""Beyond the centres that are described, there is another one for so many candidates."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What is on record: whether it was made just now, and how much there is of it."""

    is_new: bool
    centres: int
    people: int


def make_demonstration(
    candidates: int, seed: int, at: datetime, tell_progress: Callable[[int, int], None]
) -> Demonstration:
    """Fill an installation that has no records yet; one that has some is left as it is.

    The same seed makes the same people and the same acts, at days counted back from ``at``. All of it is one
    transaction: whoever interrupts it has an installation without records.
    """
    with reaching(FULL_REACH):
        if has_records():
            return _told(at, is_new=False)
        try:
            with once(KEY, by=Company().system, at=at) as answer:
                _perform(candidates, seed, at, tell_progress)
                answer("demonstration")
        except AlreadyDone:
            return _told(at, is_new=False)
        return _told(at, is_new=True)


def has_records() -> bool:
    """Whether an awarding body is on record: whether anything can be."""
    try:
        get_awarding_body()
    except NotOnRecord:
        return False
    return True


def _told(at: datetime, *, is_new: bool) -> Demonstration:
    people = count_people(FULL_REACH, PeopleWanted(), on=at.date())
    return Demonstration(is_new, count_centres(FULL_REACH), people)


def _perform(candidates: int, seed: int, at: datetime, tell_progress: Callable[[int, int], None]) -> None:
    chronicle, company, cast, names = Chronicle(at), Company(), read_cast(), Names(read_data("names.yaml"))
    stories = read_data("stories.yaml")
    scenes, telling = Scenes(chronicle, company), Telling(chronicle, company, seed=seed)
    scenes.open_office(cast)
    centres = _centres(cast, names, candidates, seed)
    papers, kept = read_data("papers.yaml"), Papers(chronicle, company)
    for centre in centres:
        scenes.open_centre(centre)
        kept.add(centre, papers["papers"])
    Publishing(chronicle, company).publish(papers, since=cast.since)
    Candidates(chronicle, company, names, seed=seed).arrive(centres, candidates, leaving=stories["leaving"])
    for place, story in enumerate(stories["notices"]):
        telling.tell(story, place)
    for look in stories["looks"]:
        telling.look_around(look)
    chronicle.perform(tell_progress)


def _centres(cast: Cast, names: Names, candidates: int, seed: int) -> list[Centre]:
    """The centres that are described, and more where there are many candidates."""
    chance = Random(f"{seed} centres")
    titles = names.name_centres(candidates // CANDIDATES_TO_A_CENTRE, chance)
    verifiers = [str(one.name) for one in cast.office if one.parts[0].role is Role.EXTERNAL_VERIFIER]
    return [*cast.centres, *more_centres(names.draw(chance), titles, verifiers=verifiers)]
