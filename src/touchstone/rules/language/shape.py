"""Mistakes of shape, found by the schema, said in plain English with their line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from touchstone.rules.language import schema
from touchstone.rules.mistakes import Mistake, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import ValidationError

    from touchstone.rules.language.reader import Path

_MENDS = {
    "missing": "Add it.",
    "string_type": "Write it as text; put quotes round numbers and dates.",
    "int_type": "Write a whole number without quotes.",
    "bool_type": "Write true or false.",
    "date_type": "Write a date as 2009-09-01, without quotes.",
    "list_type": "Write a list: one “- ” to an entry, or [a, b].",
    "dict_type": "Write “key: value” pairs.",
    "model_type": "Write “key: value” pairs.",
}


def mistakes_of_shape(error: ValidationError, find: Callable[[Path], tuple[int, int]]) -> Iterator[Mistake]:
    """One mistake for each place that does not fit; alternatives of one place are said once."""
    for place, problems in _by_place(error).items():
        # Where several forms may stand, what is said is of the form that was written: “list too short”, not “no text”.
        problem = max(problems, key=lambda p: (not p["type"].endswith("_type"), len(p["loc"])))
        kind = problem["type"]
        key: Path = (*place, "<key>") if kind == "extra_forbidden" else place
        line, column = find(key)
        where = ".".join(str(step + 1) if isinstance(step, int) else step for step in place)
        yield Mistake(line, column, _what(problem, place), _mend(problem, place), where)


def _by_place(error: ValidationError) -> dict[Path, list[Any]]:
    places: dict[Path, list[Any]] = {}
    for problem in error.errors(include_url=False):
        place = _place_of(problem)
        places.setdefault(place, []).append(problem)
    inner = list(places)
    return {p: e for p, e in places.items() if not any(len(o) > len(p) and o[: len(p)] == p for o in inner)}


def _place_of(problem: Any) -> Path:
    """Where a problem is. A word that may not stand there is itself the last step, whatever it is called."""
    named = problem["type"] == "extra_forbidden"
    steps = problem["loc"]
    return tuple(s for n, s in enumerate(steps, 1) if (named and n == len(steps)) or not _is_alternative(s))


def _is_alternative(step: int | str) -> bool:
    """Pydantic names the members of a union in a location; those names are no part of the file."""
    return isinstance(step, str) and (step.endswith("Part") or step == "LevelRange" or "[" in step or step in _BARE)


_BARE = {"int", "str", "constrained-str", "constrained-int"}


def _what(problem: Any, place: Path) -> str:
    name = place[-1] if place else "the text"
    said = {
        "missing": f"“{name}” is missing.",
        "extra_forbidden": f"“{name}” is not a word that may stand here.",
        "model_type": f"“{name}” is not a set of “key: value” pairs.",
        "dict_type": f"“{name}” is not a set of “key: value” pairs.",
    }
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "literal_error":
        return f"“{name}” must be {context['expected']}."
    if kind == "string_pattern_mismatch" and context["pattern"] == schema.PRINTABLE:
        return f"“{name}” is empty or has a character that cannot be seen."
    if kind == "string_pattern_mismatch":
        return f"“{problem['input']}” is not a name that can be used for {name}."
    return said.get(kind) or f"“{name}”: {problem['msg'][0].lower()}{problem['msg'][1:]}."


def _mend(problem: Any, place: Path) -> str:
    kind = problem["type"]
    if kind == "extra_forbidden":
        return nearest(str(place[-1]), sorted(_every_word() - {str(place[-1])})) or "Take it out."
    if kind == "string_pattern_mismatch" and problem["ctx"]["pattern"] == schema.PRINTABLE:
        return "Write it on one line, in letters that can be seen."
    if kind == "string_pattern_mismatch":
        return "Use letters, digits, dots and hyphens; codes up to 40, names in lower case up to 60 characters."
    return _MENDS.get(kind, "See docs/reference/specification-language.md.")


def _every_word() -> set[str]:
    parts = [p for p in vars(schema).values() if isinstance(p, type) and issubclass(p, schema.Part)]
    return {field.alias or word for part in parts for word, field in part.model_fields.items()}
