"""Shared rules written once for several outcomes: ``$name`` stands for what the outcome gives under ``with``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from touchstone.rules.language.reader import MOST_CHARACTERS
from touchstone.rules.mistakes import Mistake, SpecificationRefused, nearest

if TYPE_CHECKING:
    from touchstone.rules.language.reader import Marks, Path

_PLACEHOLDER = re.compile(r"\$([a-z](?:[a-z0-9.\-]*[a-z0-9])?)")


class Expansion:
    """The data with each outcome's rules written out, and the way back from a written-out part to its source."""

    def __init__(self, marks: Marks, name: str) -> None:
        self.marks, self.name, self.size = marks, name, 0
        self.mistakes: list[Mistake] = []
        self._shared: dict[Path, int] = {}

    def expand(self, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("qualifications"), list):
            return data
        qualifications = [
            self._qualification(raw, ("qualifications", i)) for i, raw in enumerate(data["qualifications"])
        ]
        return {**data, "qualifications": qualifications}

    def source(self, path: Path) -> Path:
        """Where the part at this path of the expanded data was written."""
        for base, shared in self._shared.items():
            position = path[len(base)] if path[: len(base)] == base and len(path) > len(base) else None
            if isinstance(position, int):
                rest = path[len(base) + 1 :]
                return (*base[:2], "rules", position, *rest) if position < shared else (*base, position - shared, *rest)
        return path

    def _qualification(self, raw: Any, path: Path) -> Any:
        if not isinstance(raw, dict) or not isinstance(raw.get("outcomes"), list):
            return raw
        shared = raw.get("rules", [])
        if not isinstance(shared, list):
            return raw
        outcomes = [self._outcome(o, shared, (*path, "outcomes", i)) for i, o in enumerate(raw["outcomes"])]
        return {**raw, "rules": [], "outcomes": outcomes}

    def _outcome(self, raw: Any, shared: list[Any], path: Path) -> Any:
        if not isinstance(raw, dict):
            return raw
        own = raw.get("rules", [])
        given = raw.get("with", {})
        if not isinstance(own, list) or not isinstance(given, dict):
            return raw
        self._shared[(*path, "rules")] = len(shared)
        filled = self._fill(shared, given, (*path[:2], "rules"))
        return {**raw, "rules": [*filled, *own]}

    def _fill(self, part: Any, given: dict[str, Any], path: Path) -> Any:
        self._grow(1, path)
        if isinstance(part, dict):
            return {key: self._fill(value, given, (*path, key)) for key, value in part.items()}
        if isinstance(part, list):
            return [self._fill(value, given, (*path, position)) for position, value in enumerate(part)]
        if isinstance(part, str):
            return self._fill_text(part, given, path)
        return part

    def _grow(self, size: int, path: Path) -> None:
        """Count what is written out; a small text must not become a large one."""
        self.size += size
        if self.size > MOST_CHARACTERS:
            line, column = self.marks.find(path)
            what = f"Written out for every outcome, the rules have more than {MOST_CHARACTERS:,} parts and characters."
            raise SpecificationRefused(self.name, [Mistake(line, column, what, "Give shorter values under “with”.")])

    def _fill_text(self, text: str, given: dict[str, Any], path: Path) -> Any:
        whole = _PLACEHOLDER.fullmatch(text)
        if whole:
            return self._look_up(whole[1], given, path)
        return _PLACEHOLDER.sub(lambda found: str(self._look_up(found[1], given, path)), text)

    def _look_up(self, name: str, given: dict[str, Any], path: Path) -> Any:
        if name in given:
            self._grow(len(str(given[name])), path)
            return given[name]
        line, column = self.marks.find(path)
        mend = nearest(name, list(map(str, given))) or "Give it under “with” in every outcome."
        self.mistakes.append(Mistake(line, column, f"${name} is not given by every outcome.", mend))
        return 0
