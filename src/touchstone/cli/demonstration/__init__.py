"""The demonstration: an awarding body, its centres and everybody in them, all made up, at any size."""

from touchstone.cli.demonstration.making import DEFAULT_CANDIDATES, DEFAULT_SEED, Demonstration, make_demonstration

__all__ = ["DEFAULT_CANDIDATES", "DEFAULT_SEED", "Demonstration", "make_demonstration"]
