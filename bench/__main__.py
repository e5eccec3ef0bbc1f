"""Print every figure: ``python -m bench``; or some parts: ``python -m bench one bulk``."""

from __future__ import annotations

import importlib
import os
import platform
import sys

PARTS = ("files", "cold", "one", "bulk")  # files first: a child starts with the peak memory of its parent


def main(wanted: list[str]) -> None:
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        sys.exit(f"There is no part {unknown[0]}. There are: {', '.join(PARTS)}.")
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )
    for part in wanted or PARTS:
        importlib.import_module(f"bench.{part}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
