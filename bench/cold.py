"""The command line from a cold process: how long until the answer is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.measure import Times, judged, print_table, time_each

TOUCHSTONE = Path(sys.executable).with_name("touchstone")
EARNED = ("AA@2", "BB@3", "CC@2", "EE@2", "FF@2")
NOT_EARNED = ("AA@2", "BB@1", "CC@2", "V1@3", "V2@3", "V3@3")


def times(*arguments: str, rounds: int = 15) -> Times:
    """How long each of some runs took."""

    def run(_: object) -> None:
        subprocess.run([TOUCHSTONE, *arguments], capture_output=True, check=False)

    run(None)
    return time_each(run, range(rounds))


def main() -> None:
    helped = times("--help")
    earned, not_earned = times("check", "03448", *EARNED), times("check", "03448", *NOT_EARNED)
    brief = times("check", "03448", *NOT_EARNED, "--brief")
    print_table(
        "The command line from a cold process, medians of 15",
        [
            judged("touchstone --help", helped.median * 1e3, 150, "ms"),
            judged("touchstone check, earned, with other readings", earned.median * 1e3, 400, "ms"),
            judged("touchstone check, not earned, with the nearest step", not_earned.median * 1e3, 400, "ms"),
            judged("touchstone check --brief", brief.median * 1e3, 400, "ms"),
        ],
    )
