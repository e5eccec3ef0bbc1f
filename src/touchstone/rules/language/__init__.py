"""The specification language: YAML text in, a :class:`~touchstone.rules.specification.Specification` out.

The language is described in ``docs/reference/specification-language.md``. Reading a text reports every mistake with its
line and column, never only the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from touchstone.rules.language.reader import read_yaml
from touchstone.rules.language.schema import SpecificationPart
from touchstone.rules.language.shape import mistakes_of_shape
from touchstone.rules.language.templates import Expansion
from touchstone.rules.language.translate import translate
from touchstone.rules.mistakes import Mistake, SpecificationRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from touchstone.rules.language.reader import Path
    from touchstone.rules.specification import Specification

__all__ = ["read_specification"]


def read_specification(
    text: str, *, name: str, resolve: Callable[[str, str | None], Specification] | None = None
) -> Specification:
    """The specification that a YAML text means.

    ``name`` is what the text is called in messages. ``resolve`` finds another specification by name and version for
    imported units. Raises :class:`SpecificationRefused` with every mistake of form or meaning found.
    """
    data, marks = read_yaml(text, name=name)
    expansion = Expansion(marks, name)
    expanded = expansion.expand(data)
    try:
        part = SpecificationPart.model_validate(expanded)
    except ValidationError as error:
        shape = mistakes_of_shape(error, lambda path: marks.find(expansion.source(path)))
        raise SpecificationRefused(name, _together(expansion.mistakes, shape)) from None
    mistakes: list[Mistake] = []

    def report(path: Path, what: str, mend: str) -> None:
        line, column = marks.find(expansion.source(path))
        mistakes.append(Mistake(line, column, what, mend))

    specification = translate(part, resolve=resolve, report=report)
    found = _together(expansion.mistakes, mistakes)
    if found:
        raise SpecificationRefused(name, found)
    return specification


def _together(missing: list[Mistake], others: Iterable[Mistake]) -> list[Mistake]:
    """All mistakes, less those that only follow from a ``$name`` which stands at the same place and is not given."""
    places = {(mistake.line, mistake.column) for mistake in missing}
    return [*missing, *(other for other in others if (other.line, other.column) not in places)]
