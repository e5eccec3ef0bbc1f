"""The command line from a cold process: how long until the answer is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.measure import Line, Times, judged, print_table, time_each
from touchstone.catalogue.specifications import find_shelf
from touchstone.rules.api import read_specification

TOUCHSTONE = Path(sys.executable).with_name("touchstone")
EARNED = ("AA@2", "BB@3", "CC@2", "EE@2", "FF@2")
NOT_EARNED = ("AA@2", "BB@1", "CC@2", "V1@3", "V2@3", "V3@3")


def times(*arguments: str, rounds: int = 15) -> Times:
    """How long each of some runs took."""

    def run(_: object) -> None:
        subprocess.run([TOUCHSTONE, *arguments], capture_output=True, check=False)

    run(None)
    return time_each(run, range(rounds))


def loading(what: str) -> Line:
    """How long a fresh process takes for some imports or calls, less what an empty one takes."""

    def run(code: object) -> None:
        subprocess.run([sys.executable, "-c", str(code)], check=True)

    seconds = time_each(run, [what] * 9).median - time_each(run, ["pass"] * 9).median
    return Line(what if len(what) < 58 else f"… {what[-54:]}", f"{seconds * 1e3:,.0f} ms")


def reading() -> Line:
    """How long the specification of the five NVQs takes to be read, once everything is loaded."""
    text = find_shelf("ocr-contact-centre-nvq").file.read_text(encoding="utf-8")
    seconds = time_each(lambda _: read_specification(text, name="bench"), range(15)).median
    return Line("the specification of the five NVQs, read", f"{seconds * 1e3:,.1f} ms")


def main() -> None:
    helped = times("--help")
    earned, not_earned = times("check", "03448", *EARNED), times("check", "03448", *NOT_EARNED)
    brief = times("check", "03448", *NOT_EARNED, "--brief")
    loads = [loading("import touchstone.rules.api"), loading("import touchstone.rules.bulk"), reading()]
    print_table("What is loaded", loads)
    print_table(
        "The command line from a cold process, medians of 15",
        [
            judged("touchstone --help", helped.median * 1e3, 150, "ms"),
            judged("touchstone check, earned, with other readings", earned.median * 1e3, 400, "ms"),
            judged("touchstone check, not earned, with the nearest step", not_earned.median * 1e3, 400, "ms"),
            judged("touchstone check --brief", brief.median * 1e3, 400, "ms"),
        ],
    )
