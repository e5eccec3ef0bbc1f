"""Exact checks of many candidates at once, by kernels that tables and circuits made from the specification drive."""

from touchstone.rules.bulk.judging import NO_FIGURE, BulkJudge, Figures

__all__ = ["NO_FIGURE", "BulkJudge", "Figures"]
