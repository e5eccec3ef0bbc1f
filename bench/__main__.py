"""Print every figure: ``python -m bench``; or some parts: ``python -m bench one bulk``.

What follows a single part and begins with ``--`` is the part's own: ``python -m bench web --people 200000``.
"""

from __future__ import annotations

import importlib
import os
import platform
import sys

PARTS = (
    "files",
    "cold",
    "one",
    "bulk",
    "ledger",
    "web",
)  # files first: a child starts with the peak memory of its parent


def main(given: list[str]) -> None:
    first = next((place for place, word in enumerate(given) if word.startswith("--")), len(given))
    wanted, options = given[:first], given[first:]
    if options and len(wanted) != 1:
        sys.exit("Options belong to one part: name it alone.")
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        sys.exit(f"There is no part {unknown[0]}. There are: {', '.join(PARTS)}.")
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )
    for part in wanted or PARTS:
        main_of_part = importlib.import_module(f"bench.{part}").main
        main_of_part(options) if options else main_of_part()


if __name__ == "__main__":
    main(sys.argv[1:])
