"""Standards as YAML: one area, a list of areas under ``standards``, or several documents. Lines are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from touchstone.catalogue.adapters.refusing import FileRefused, Lines, text_of
from touchstone.catalogue.domain.lines import Line
from touchstone.catalogue.domain.standards import Problem, Standard
from touchstone.catalogue.domain.tree import tree_of

DEEPEST = 12
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
HEAD = "# Standards, as docs/reference/standards-files.md describes them.\n"
KNOWN = {
    "area": {"area", "title", "provenance", "source", "levels"},
    "level": {"summary", "outcomes", "key_skills"},
    "outcome": {"code", "title", "criteria"},
    "criterion": {"code", "kind", "text", "occurrences", "methods", "simulation"},
    "key skill": {"component", "note"},
}


def read(content: bytes) -> Lines:
    """The lines that a YAML file stands for, each with the number of the line on which it begins."""
    text = text_of(content)
    try:
        _refuse_tangles(text)
        documents = list(yaml.compose_all(text, Loader=LOADER))
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        row = mark.line + 1 if mark else 1
        raise FileRefused(
            f"The file cannot be read as YAML ({wrong.problem}).", "Look at indents and quotes.", row=row
        ) from None
    except yaml.YAMLError:
        raise FileRefused("The file cannot be read as YAML.", "Look at indents and quotes.") from None
    walk = _Walk()
    for document in documents:
        walk.document(document)
    return walk.lines, walk.problems


def _refuse_tangles(text: str) -> None:
    """Refuse aliases, by which a few lines stand for millions, and nesting without end, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        row = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            mend = "Write each text where it belongs."
            raise FileRefused("The file uses anchors (&) or aliases (*), which are not read.", mend, row=row)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise FileRefused("The file is nested too deeply.", "Use the form of the reference.", row=row)


class _Walk:
    """A tree of nodes that becomes lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.problems: list[Problem] = []

    def document(self, node: yaml.Node | None) -> None:
        """One document: an area, or a mapping with the list ``standards``."""
        if node is None:
            return
        fields = self._fields(node, "file")
        if "standards" in fields:
            for area in self._items(fields["standards"], "standards"):
                self._area(area)
        else:
            self._area(node)

    def _wrong(self, node: yaml.Node, column: str, what: str, mend: str = "") -> None:
        self.problems.append(Problem(_row(node), column, what, mend))

    def _fields(self, node: yaml.Node, what: str) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, what, f"Here a {what} with its fields is expected.", "Write “name: value” lines.")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if what in KNOWN and name not in KNOWN[what]:
                self._wrong(key, name[:40], f"A {what} has no such field.", f"Use: {', '.join(sorted(KNOWN[what]))}.")
            if name in found:
                self._wrong(key, name[:40], "This field stands twice.", "Take one of the two out.")
            found[name] = value
        return found

    def _items(self, node: yaml.Node | None, what: str) -> Iterator[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            yield from node.value
        elif node is not None:
            self._wrong(node, what, "Here a list is expected.", "Begin each item with “- ”.")

    def _text(self, fields: dict[str, yaml.Node], name: str) -> str:
        node = fields.get(name)
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        if node is not None:
            self._wrong(node, name, "Here a text is expected.", "Write it on one line, in quotes if need be.")
        return ""

    def _add(self, node: yaml.Node, of: dict[str, str], **cells: str) -> None:
        self.lines.append(Line(_row(node), of | cells))

    def _area(self, node: yaml.Node) -> None:
        fields = self._fields(node, "area")
        levels = fields.get("levels")
        if not isinstance(levels, yaml.MappingNode):
            mend = "Write “levels:” and below it the number of each level."
            self._wrong(levels or node, "levels", "The levels are missing.", mend)
            return
        for level, cell in levels.value:
            of = {"area": self._text(fields, "area"), "level": str(level.value)}
            self._add(fields.get("title", level), of, part="title", text=self._text(fields, "title"))
            self._level(level, cell, of)

    def _level(self, level: yaml.Node, node: yaml.Node, of: dict[str, str]) -> None:
        fields = self._fields(node, "level")
        self._add(fields.get("summary", level), of, part="summary", text=self._text(fields, "summary"))
        for outcome in self._items(fields.get("outcomes"), "outcomes"):
            self._outcome(outcome, of)
        for signpost in self._items(fields.get("key_skills"), "key_skills"):
            said = self._fields(signpost, "key skill")
            component, note = self._text(said, "component"), self._text(said, "note")
            self._add(signpost, of, part="key_skill", code=component, text=note)

    def _outcome(self, node: yaml.Node, of: dict[str, str]) -> None:
        fields = self._fields(node, "outcome")
        code = self._text(fields, "code")
        self._add(node, of, part="outcome", code=code, text=self._text(fields, "title"))
        for criterion in self._items(fields.get("criteria"), "criteria"):
            self._criterion(criterion, of | {"outcome": code})

    def _criterion(self, node: yaml.Node, of: dict[str, str]) -> None:
        fields = self._fields(node, "criterion")
        names = ("code", "kind", "text", "occurrences", "simulation")
        methods = [str(item.value) for item in self._items(fields.get("methods"), "methods")]
        cells = {name: self._text(fields, name) for name in names}
        self._add(node, of, part="criterion", methods=", ".join(methods), **cells)


def _row(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def write(standards: Sequence[Standard]) -> bytes:
    """A YAML file of standards: the area alone where there is one, else a list of areas."""
    trees = tree_of(standards)
    content = trees[0] if len(trees) == 1 else {"standards": trees}
    text = yaml.dump(content, Dumper=DUMPER, sort_keys=False, allow_unicode=True, width=120)
    return (HEAD + text).encode()
