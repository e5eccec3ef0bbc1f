"""How often a law is tried: a number to each law, times TOUCHSTONE_EXAMPLES, the same examples at every run."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("TOUCHSTONE_EXAMPLES", "1"))

SLOW_TO_MAKE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
"""A specification takes a hundred choices and a reading, which is no fault of the law that asks for it."""


def examples(count: int) -> settings:
    """So many examples, on any machine the same ones, however long each takes."""
    return settings(
        max_examples=count * TIMES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=SLOW_TO_MAKE,
        report_multiple_bugs=False,
    )
