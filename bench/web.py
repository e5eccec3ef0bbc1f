"""The busiest pages, asked for by 1, 4 and 16 people at once, on an installation that is started for it.

``python -m bench web``: 5,000 candidates on SQLite. ``--people 200000``, ``--postgresql`` (needs PostgreSQL installed),
``--growth`` (5,000 beside 200,000), ``--only people``, ``--processes``, ``--threads``.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.counting import queries_of
from bench.installation import SOURCE, installed
from bench.visits import Visitor, visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.installation import Installation
    from bench.visits import Visited

CONCURRENCY = (1, 4, 16)
JUDGED_AT = 4
LIMIT = 0.100
"""Seconds that 95 of 100 answers may take with four people on two cores."""
MOST, SECONDS = 300, 5.0
SMALL, LARGE = 5_000, 200_000
STRANGER = ""

PEOPLE = {
    "administrator": "Margaret Ellison",
    "officer": "Nasreen Akhtar",
    "external_verifier": "Comfort Adeyemi",
    "coordinator": "Siân Prosser",
    "internal_verifier": "Harjit Sandhu",
    "assessor": "Joanne Lockwood",
    "trainer": "Deborah Naylor",
    "employer": "Paul Greaves",
    "candidate": "",
}
"""Whom the pages are asked for as, by role: somebody of the demonstration, most of them at its largest centre."""

PAGES: tuple[tuple[str, str, str], ...] = (
    ("front page", STRANGER, "/"),
    ("catalogue", STRANGER, "/catalogue/"),
    ("qualification", STRANGER, "/catalogue/03448/"),
    ("unit", STRANGER, "/catalogue/units/CC/"),
    ("unit at a level, with its standards", STRANGER, "/catalogue/units/CC/2/"),
    ("guide page", STRANGER, "/guide/how-assessment-works/"),
    *((f"home of the {role.replace('_', ' ')}", role, "/home/") for role in PEOPLE),
    ("people, of one centre", "coordinator", "/people/"),
    ("people, of all centres", "officer", "/people/"),
    ("people, by the beginning of a name", "officer", "/people/?q=mo"),
    ("people, last page", "officer", "/people/?page=last"),
    ("one person", "coordinator", "/people/{person}/"),
    ("invitations", "coordinator", "/people/invitations/"),
    ("centres", "officer", "/centres/"),
    ("search, everywhere", "officer", "/search/?q=call"),
    ("search, in one centre", "assessor", "/search/?q=mo"),
    ("ledger, everywhere", "administrator", "/ledger/"),
    ("ledger, of one centre", "internal_verifier", "/ledger/"),
    ("documents", "coordinator", "/documents/"),
    ("notices", "assessor", "/notices/"),
)
"""What is measured: the page, as whom, and its address."""

PERSON = re.compile(r'href="/people/(\d+)/"')


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: how many queries it asks, and what each number of visitors met; or the status it was refused with."""

    page: str
    queries: int
    met: tuple[Visited, ...]
    status: int

    @property
    def judged(self) -> float:
        """The 95th of 100 answers with four visitors."""
        return self.met[CONCURRENCY.index(JUDGED_AT)].times.at(0.95) if self.met else float("inf")


def measure(installation: Installation, *, only: str, processes: int, threads: int) -> list[Measured]:
    """Serve an installation and measure every page whose name has the word ``only``."""
    with installation.served(processes=processes, threads=threads) as (port, _):
        cookies = sign_in(port)
        person = a_person(port, cookies["coordinator"])
        pages = [(page, role, path.replace("{person}", person)) for page, role, path in PAGES if only in page]
        found = [_measure_page(port, cookies[role], page, path) for page, role, path in pages]
        counted = _queries(installation, cookies, [page for page, one in zip(pages, found, strict=True) if one.met])
    return [
        Measured(one.page, counted.get((role, path), 0), one.met, one.status)
        for one, (_, role, path) in zip(found, pages, strict=True)
    ]


def sign_in(port: int) -> dict[str, dict[str, str]]:
    """The cookies of one person of each role, and of a stranger."""
    found: dict[str, dict[str, str]] = {STRANGER: {}}
    for role, name in PEOPLE.items():
        visitor = Visitor(port)
        visitor.become(name, role)
        found[role] = visitor.cookies
    return found


def a_person(port: int, cookies: dict[str, str]) -> str:
    """The number of somebody in the list of people."""
    listed = PERSON.search(Visitor(port, dict(cookies)).get("/people/")[1].decode())
    return listed[1] if listed else "0"


def _measure_page(port: int, cookies: dict[str, str], page: str, path: str) -> Measured:
    status, _ = Visitor(port, dict(cookies)).get(path)
    if status != 200:
        return Measured(page, 0, (), status)
    visit(port, cookies, path, visitors=2, most=20, seconds=SECONDS)
    met = [visit(port, cookies, path, visitors=many, most=MOST, seconds=SECONDS) for many in CONCURRENCY]
    return Measured(page, 0, tuple(met), status)


def _queries(
    installation: Installation, cookies: dict[str, dict[str, str]], pages: Sequence[tuple[str, str, str]]
) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for role in cookies:
        paths = [path for _, one, path in pages if one == role]
        if not paths:
            continue
        counted = queries_of(installation, cookies[role].get("sessionid", ""), paths)
        found |= {(role, path): number for path, number in zip(paths, counted, strict=True)}
    return found


def print_pages(measured: Sequence[Measured]) -> None:
    """Each page: its queries, and answers a second, median and 95th of 100 in milliseconds for 1, 4 and 16 people."""
    heads = "".join(f"{f'{many} at once':>23}" for many in CONCURRENCY)
    print(f"\n  {'':<38}{'':>8}{heads}   p95 of {JUDGED_AT}")
    columns = f"{'per s':>9}{'p50':>7}{'p95':>7}" * len(CONCURRENCY)
    print(f"  {'milliseconds':<38}{'queries':>8}{columns}   < {1000 * LIMIT:.0f} ms")
    for one in measured:
        print(f"  {one.page:<38}{_figures(one)}")
    met = [visited for one in measured for visited in one.met]
    refused = sum(visited.refused for visited in met)
    share = sum(v.client_seconds for v in met) / max(1e-9, sum(v.seconds for v in met))
    print(f"\n  the client used {100 * share:.0f} % of one core; {refused} answers were no page")


def _figures(one: Measured) -> str:
    if not one.met:
        return f"{'':>8}   answered with {one.status}"
    times = "".join(
        f"{met.per_second:>9.0f}{1000 * met.times.median:>7.1f}{1000 * met.times.at(0.95):>7.1f}" for met in one.met
    )
    return f"{one.queries:>8}{times}   {'met' if one.judged < LIMIT else 'MISSED'}"


def print_growth(small: Sequence[Measured], large: Sequence[Measured]) -> None:
    """How the pages grow from few people to many: medians for one visitor, and queries."""
    print(f"\n  {'one person asking, median in ms':<38}{SMALL:>10,}{LARGE:>10,}{'growth':>9}   queries")
    for less, more in zip(small, large, strict=True):
        if less.met and more.met:
            before, after = less.met[0].times.median, more.met[0].times.median
            queries = f"{less.queries}" if less.queries == more.queries else f"{less.queries}, {more.queries}"
            print(f"  {less.page:<38}{1000 * before:>10.1f}{1000 * after:>10.1f}{after / before:>8.2f}×   {queries}")


def report(people: int, wanted: argparse.Namespace) -> list[Measured]:
    """Make, serve and measure an installation of a size, and print the table."""
    address = os.environ.get("TOUCHSTONE_TEST_DATABASE", "") if wanted.postgresql else ""
    with installed(people, postgresql=address) as (installation, seconds):
        made = f"made in {seconds:,.1f} s" if seconds is not None else "made before"
        where = "PostgreSQL" if address else "SQLite"
        print(f"\n{people:,} candidates on {where} ({made}), {wanted.processes} processes of {wanted.threads} threads")
        print(f"what else the machine did in the minute before: a load of {os.getloadavg()[0]:.1f}")
        measured = measure(installation, only=wanted.only, processes=wanted.processes, threads=wanted.threads)
    print_pages(measured)
    return measured


def main(arguments: Sequence[str] = ()) -> None:
    """Measure what is asked for."""
    asked = argparse.ArgumentParser(
        prog="python -m bench web", description=__doc__.partition("\n")[0] if __doc__ else ""
    )
    asked.add_argument("--people", type=int, default=SMALL)
    asked.add_argument("--growth", action="store_true", help=f"measure {SMALL:,} and {LARGE:,}, side by side")
    asked.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own")
    asked.add_argument("--only", default="", help="only pages whose name has this word")
    asked.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--threads", type=int, default=4)
    wanted = asked.parse_args(list(arguments))
    if wanted.postgresql and "TOUCHSTONE_TEST_DATABASE" not in os.environ:
        sys.exit(_again_with_postgresql(arguments))
    if not wanted.growth:
        report(wanted.people, wanted)
        return
    small, large = report(SMALL, wanted), report(LARGE, wanted)
    print_growth(small, large)


def _again_with_postgresql(arguments: Sequence[str]) -> int:
    """Run the same once more, beside a server that is started for it and that writes to the disk as in production."""
    script = SOURCE.parent / "scripts" / "with-postgresql"
    command = [str(script), sys.executable, "-m", "bench", "web", *arguments]
    return subprocess.run(command, check=False, env=os.environ | {"TOUCHSTONE_FSYNC": "on"}).returncode
