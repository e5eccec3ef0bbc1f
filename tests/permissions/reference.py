"""The matrix of permissions as a page to read: ``scripts/permissions`` writes it to docs/reference/permissions.md."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from touchstone.people.api import GRANTS, Grant, Role, Scope, role_title

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "permissions.md"

HEADS = {
    Role.CANDIDATE: "Cand.",
    Role.TRAINER: "Train.",
    Role.ASSESSOR: "Assess.",
    Role.INTERNAL_VERIFIER: "IV",
    Role.COORDINATOR: "Co-ord.",
    Role.WITNESS: "Witn.",
    Role.EMPLOYER: "Empl.",
    Role.EXTERNAL_VERIFIER: "EV",
    Role.OFFICER: "Officer",
    Role.ADMINISTRATOR: "Admin.",
}
WORDS = {Scope.OWN: "own", Scope.CENTRE: "centre", Scope.COVERED: "covered", Scope.EVERYWHERE: "all"}
ROOMS = {
    "archive": "Documents",
    "catalogue": "The catalogue, standards, the guide and advice",
    "ledger": "The record of acts",
    "notices": "Notices, letters and long work",
    "people": "Centres, people and accounts",
    "policy": "The awarding body's parameters",
}

OPENING = """\
# Who may do what

Made from the matrix of permissions in the code by `scripts/permissions`: do not edit it by hand. A test fails where it
is out of date. The verdicts that the matrix must give are a table of their own, written by hand
(`tests/permissions/verdicts.yaml`), and so is what every address answers to whom (`tests/permissions/addresses.yaml`).

Each row is an act, or a look. A cell says over whose records somebody in the role may do it:

| word | over |
|---|---|
| own | records about the person who acts |
| centre | records of the organisation at which the role is held |
| covered | records of the centres to which an external verifier is allocated |
| all | every record |
| – | none: it is refused |

*No role* is a person who is signed in and holds no role; *stranger* is somebody who is not signed in. A row without any
role is the system's own: done at set-up, or at a set hour. An act that has no row is refused to everybody. What one may
not see is answered as what does not exist.
"""


def cells(row: Grant) -> list[str]:
    """What a row says of each role, of a person without one, and of a stranger."""
    roles = [WORDS[row.scopes[role]] if role in row.scopes else "–" for role in HEADS]
    without = "all" if row.anybody else "own" if row.signed_in else "–"
    return [*roles, without, "all" if row.anybody else "–"]


def heads() -> str:
    """The key to the heads of the columns."""
    return ", ".join(f"*{head}* {role_title(role).lower()}" for role, head in HEADS.items())


def room_of(act: str) -> str:
    """The room whose act it is."""
    return act.partition(".")[0]


def table(rows: list[Grant]) -> str:
    """The rows of one room."""
    titles = ["Act", "", *HEADS.values(), "No role", "Stranger"]
    lines = [titles, ["---"] * len(titles), *([row.said, f"`{row.act}`", *cells(row)] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page() -> str:
    """The whole page."""
    rows = sorted(GRANTS.values(), key=lambda row: row.act)
    parts = [
        f"## {ROOMS.get(room, room.capitalize())}\n\n{table(list(found))}\n"
        for room, found in groupby(rows, key=lambda row: room_of(row.act))
    ]
    return "\n".join([OPENING, f"Columns: {heads()}.\n", *parts])


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
