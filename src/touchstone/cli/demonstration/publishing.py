"""What the awarding body has published and answered: standards, its own words in the guide, advice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from touchstone.catalogue.api import (
    Asked,
    Way,
    answer_advice,
    ask_for_advice,
    edit_guide_page,
    guide_page,
    list_advice,
    load_shipped_standards,
)
from touchstone.cli.demonstration.cast import OFFICE
from touchstone.cli.demonstration.company import ORIGIN
from touchstone.notices.api import Letter
from touchstone.people.api import Role, bareheaded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from touchstone.cli.demonstration.chronicle import Chronicle
    from touchstone.cli.demonstration.company import Company

ANSWERED_AFTER = 4
"""Days."""
LETTER = Letter("We have your request {reference}", "Thank you. Your reference is {reference}.\n")


class Publishing:
    """Writes into a chronicle what the awarding body told the public."""

    def __init__(self, chronicle: Chronicle, company: Company) -> None:
        self.chronicle, self.company = chronicle, company

    def publish(self, papers: Mapping[str, Any], *, since: int) -> None:
        """The standards from the first day, the awarding body's own words in the guide, and requests for advice."""
        self.chronicle.add(since, self._load_standards, minute=20)
        self._edit_guide(papers["guide"])
        for row in papers["advice"]:
            self._advise(row)

    def _load_standards(self, at: datetime) -> None:
        load_shipped_standards(by=self.company.administrator(at.date()), at=at)

    def _edit_guide(self, row: Mapping[str, Any]) -> None:
        def edit(at: datetime) -> None:
            page = guide_page(row["slug"])
            words = replace(page.words, body=page.words.body + row["adds"])
            by = self.company.actor(Role.OFFICER, OFFICE, at.date())
            edit_guide_page(row["slug"], words, version=page.version, by=by, at=at)

        self.chronicle.add(row["days"], edit, minute=200)

    def _advise(self, row: Mapping[str, Any]) -> None:
        cell: list[str] = []
        asked = Asked(
            name=row["name"],
            way=Way(row["way"]),
            topics=tuple(row["topics"]),
            organisation=row["organisation"],
            email=row.get("email", ""),
            telephone=row.get("telephone", ""),
            message=row["message"],
        )

        def ask(at: datetime) -> None:
            cell.append(ask_for_advice(asked, letter=LETTER, by=bareheaded(None, ORIGIN), at=at))

        def answer(at: datetime) -> None:
            by = self.company.actor(Role.OFFICER, OFFICE, at.date())
            request = next(told.id for told in list_advice(day=at.date()) if told.reference == cell[0])
            answer_advice(request, row["answer"], by=by, at=at)

        self.chronicle.add(row["days"], ask, minute=45)
        if "answer" in row:
            self.chronicle.add(row["days"] - ANSWERED_AFTER, answer, minute=90)
