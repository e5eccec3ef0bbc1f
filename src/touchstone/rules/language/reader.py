"""YAML text to plain data, remembering the line and column of every part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import yaml

from touchstone.rules.mistakes import Mistake, SpecificationRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_NODES = 200_000
MOST_DEPTH = 40
MOST_CHARACTERS = 4_000_000

_WHOLE_NUMBER = "tag:yaml.org,2002:int"
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)")

Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML takes for no character: controls, and halves of characters."""

PLAIN_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
Path = tuple[str | int, ...]


class Mark(Protocol):
    """Where the parser was, from 0."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A line and column of our own finding, from 0."""

    line: int
    column: int


class Marks:
    """The line and column (from 1) of each part of a document, by its path of keys and positions."""

    def __init__(self) -> None:
        self._places: dict[Path, tuple[int, int]] = {}

    def put(self, path: Path, mark: Mark) -> None:
        self._places[path] = (mark.line + 1, mark.column + 1)

    def find(self, path: Sequence[str | int]) -> tuple[int, int]:
        """The place of this part, or of the nearest part around it that has one."""
        for length in range(len(path), -1, -1):
            place = self._places.get(tuple(path[:length]))
            if place is not None:
                return place
        return (0, 0)


def read_yaml(text: str, *, name: str) -> tuple[Any, Marks]:
    """Plain data and its marks; raises :class:`SpecificationRefused` when the text is not well-formed YAML."""
    if len(text) > MOST_CHARACTERS:
        raise _refused(name, None, f"The text has more than {MOST_CHARACTERS:,} characters.", "Split it.")
    _check_characters(text, name)
    _check_depth(text, name)
    try:
        loader = Loader(text)
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        raise _malformed(name, error) from error
    if node is None:
        raise _refused(name, None, "The text is empty.", "Start from docs/reference/specification-language.md.")
    builder = _Builder(loader, name)
    data = builder.build(node, ())
    if builder.mistakes:
        raise SpecificationRefused(name, builder.mistakes)
    return data, builder.marks


def _check_characters(text: str, name: str) -> None:
    found = UNREADABLE.search(text)
    if found is not None:
        before = text[: found.start()]
        place = Place(before.count("\n"), len(before) - before.rfind("\n") - 1)
        what = f"The character U+{ord(found[0]):04X} cannot stand in YAML."
        raise _refused(name, place, what, "Take it out, or save the file as UTF-8.")


def _check_depth(text: str, name: str) -> None:
    depth = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MOST_DEPTH:
                raise _refused(name, event.start_mark, f"Nested more than {MOST_DEPTH} deep.", "Make it flatter.")
    except yaml.YAMLError as error:
        raise _malformed(name, error) from error


def _malformed(name: str, error: yaml.YAMLError) -> SpecificationRefused:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return _refused(name, mark, f"This is not well-formed YAML: {problem}.", "Check indentation, colons and quotes.")


def _refused(name: str, mark: Mark | None, what: str, mend: str) -> SpecificationRefused:
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    return SpecificationRefused(name, [Mistake(line, column, what, mend)])


class _Builder:
    """Builds plain data from YAML nodes; refuses duplicate keys, merge keys, foreign tags and alias bombs."""

    def __init__(self, loader: Any, name: str) -> None:
        self.loader, self.name = loader, name
        self.marks, self.mistakes, self.nodes = Marks(), [], 0  # type: Marks, list[Mistake], int

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise _refused(self.name, node.start_mark, f"More than {MOST_NODES:,} parts.", "Use fewer aliases.")
        if len(path) > MOST_DEPTH:
            what = f"Nested more than {MOST_DEPTH} deep."
            raise _refused(self.name, node.start_mark, what, "Make it flatter; an alias must not stand inside itself.")
        self.marks.put(path, node.start_mark)
        if not isinstance(node, yaml.ScalarNode) and node.tag not in PLAIN_TAGS:
            self._mistake(node, f"The tag {node.tag} has no meaning here.", "Take it out.")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, position)) for position, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[Any, Any]:
        built: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self._scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str | int) or isinstance(key, bool):
                self._mistake(key_node, "A key must be a word or a whole number.", "Put quotes round it.")
                continue
            if key in built:
                self._mistake(key_node, f"“{key}” is given twice.", "Keep one of them.")
            built[key] = self.build(value_node, (*path, key))
            self.marks.put((*path, key, "<key>"), key_node.start_mark)
        return built

    def _scalar(self, node: yaml.Node) -> Any:
        if node.tag == _WHOLE_NUMBER and not _PLAIN_NUMBER.fullmatch(node.value):
            self._mistake(node, f"“{node.value}” can be read as more than one number.", "Write it in plain digits.")
            return None
        try:
            return self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = getattr(error, "problem", None) or error
            self._mistake(node, f"“{node.value}” cannot be read: {problem}.", "Put quotes round it.")
            return None

    def _mistake(self, node: yaml.Node, what: str, mend: str) -> None:
        self.mistakes.append(Mistake(node.start_mark.line + 1, node.start_mark.column + 1, what, mend))
