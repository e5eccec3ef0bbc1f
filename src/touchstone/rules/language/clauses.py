"""From the parts of a clause to the rule it means: filters, bodies, readings, citations and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from touchstone.rules.language import schema
from touchstone.rules.mistakes import nearest
from touchstone.rules.specification import (
    Amount,
    AnyOf,
    Block,
    Body,
    Choose,
    Citation,
    Filter,
    Measure,
    Needs,
    OneLevel,
    Place,
    Reading,
    Rule,
    Share,
    Slots,
    Unit,
    Validity,
    walk_rules,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from touchstone.rules.language.reader import Path

    Report = Callable[[Path, str, str], None]

KINDS = ("sum", "count", "require", "barred", "one_level_per_area", "needs", "any_of", "all_of", "slots")
BODY_WORDS = tuple(schema.BodyPart.model_fields)


class Clauses:
    """Translates clauses against the documents, units and routes that the specification knows."""

    def __init__(self, documents: Iterable[str], report: Report) -> None:
        self.documents, self.report = list(documents), report
        self.words: dict[str, list[Any]] = {}

    def know(self, units: Sequence[Unit], routes: Iterable[str]) -> None:
        """Learn which codes, groups, tags, levels and routes a filter may name."""
        self.words = {
            "code": [unit.code for unit in units],
            "group": sorted({unit.group for unit in units}),
            "tag": sorted({tag for unit in units for tag in unit.tags}),
            "route": sorted(routes),
            "level": sorted({level for unit in units for level in unit.values}),
        }

    def rules(
        self, parts: Sequence[schema.RulePart], inherited: schema.CitePart | None, path: Path
    ) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        for position, part in enumerate(parts):
            rule = self._rule(part, inherited, (*path, position))
            if any(other.name == rule.name and other.valid.overlaps(rule.valid) for other in rules):
                mend = "Give each clause its own name; only versions of one clause with days apart share it."
                self.report((*path, position, "clause"), f"Clause {rule.name} is given twice.", mend)
            rules.append(rule)
        return tuple(rules)

    def _rule(self, part: schema.RulePart, inherited: schema.CitePart | None, path: Path) -> Rule:
        cite = self.merge(part.cite, inherited)
        readings = self._readings(part, cite, path)
        body = next((r.body for r in readings if r.chosen), None) or self._body(part, cite, path)
        return Rule(
            name=part.clause,
            says=part.says,
            body=body,
            cite=self.citation(part.cite, inherited, path),
            valid=self.validity(part.valid, path),
            readings=readings,
            shows=part.shows or "",
        )

    def _readings(self, part: schema.RulePart, cite: schema.CitePart | None, path: Path) -> tuple[Reading, ...]:
        if not part.readings:
            return ()
        if sum(reading.chosen for reading in part.readings) != 1:
            self.report((*path, "readings"), "Exactly one reading must be chosen.", "Mark one with “chosen: true”.")
        readings = []
        for position, reading in enumerate(part.readings):
            merged = _overlay(part, reading)
            own = reading.model_fields_set & set(BODY_WORDS)
            body = self._body(merged, cite, (*path, "readings", position) if own else path)
            readings.append(Reading(reading.name, body, reading.why, reading.chosen))
        self._refuse_namesakes([reading.name for reading in readings], "readings", (*path, "readings"))
        return tuple(readings)

    def _refuse_namesakes(self, names: list[str], what: str, path: Path) -> None:
        if len(set(names)) < len(names):
            self.report(path, f"Two {what} have one name.", "Give each its own name.")

    def _body(self, part: schema.BodyPart, cite: schema.CitePart | None, path: Path) -> Body:
        kinds = [kind for kind in KINDS if getattr(part, kind) is not None]
        if len(kinds) != 1:
            said = f"It has {' and '.join(kinds)}." if kinds else "It has none."
            mend = f"Use exactly one of {', '.join(KINDS)}."
            self.report(path, f"A clause needs one kind of body. {said}", mend)
            return OneLevel()
        return self._body_of_kind(kinds[0], part, cite, path)

    def _body_of_kind(self, kind: str, part: schema.BodyPart, cite: schema.CitePart | None, path: Path) -> Body:
        self._refuse_stray_words(kind, part, path)
        here: Path = (*path, kind)
        makers: dict[str, Callable[[], Body]] = {
            "sum": lambda: self._amount(part, path),
            "count": lambda: self._amount(part, path),
            "require": lambda: Amount(Measure.UNITS, self.filter(part.require, here), at_least=1),
            "barred": lambda: Amount(Measure.UNITS, self.filter(part.barred, here), at_most=1),
            "one_level_per_area": lambda: _one_level(part.one_level_per_area),
            "needs": lambda: self._needs(part.needs, here),
            "any_of": lambda: self._any_of(part.any_of, cite, here),
            "all_of": lambda: Block("", "", self.rules(part.all_of or [], cite, here)),
            "slots": lambda: self._slots(part.slots or [], here),
        }
        return makers[kind]()

    def _refuse_stray_words(self, kind: str, part: schema.BodyPart, path: Path) -> None:
        if kind in ("sum", "count"):
            return
        stray = [w for w in schema.AmountPart.model_fields if w not in KINDS and getattr(part, w) is not None]
        if stray:
            self.report(path, f"“{stray[0]}” does not go with “{kind}”.", "It goes with “sum” or “count” only.")

    def _amount(self, part: schema.AmountPart, path: Path) -> Amount:
        if (part.sum is None) == (part.count is None):
            self.report(path, "An amount needs either “sum: value” or “count: units”.", "Give one of them.")
        if part.at_least is None and part.at_most is None and part.share is None:
            self.report(path, "An amount needs a bound.", "Give “at_least”, “at_most” or “share”.")
        if part.at_least is not None and part.at_most is not None and part.at_least > part.at_most:
            what = f"At least {part.at_least} and at most {part.at_most} contradict each other."
            self.report((*path, "at_least"), what, "Make at_least no larger than at_most.")
        if part.at_least == 0:
            self.report((*path, "at_least"), "At least 0 is always met.", "Leave it out.")
        if part.share is not None and part.held:
            self.report((*path, "share"), "A share is of what is counted.", "Leave “held” out.")
        including = tuple(self._amount(p, (*path, "including", i)) for i, p in enumerate(part.including or []))
        share = Share(part.share.percent, self.filter(part.share.of, (*path, "share", "of"))) if part.share else None
        return Amount(
            measure=Measure.VALUE if part.sum else Measure.UNITS,
            over=self.filter(part.over, (*path, "over")),
            at_least=part.at_least,
            at_most=part.at_most,
            share=share,
            held=bool(part.held),
            including=including,
        )

    def _needs(self, part: schema.NeedsPart | None, path: Path) -> Body:
        assert part is not None
        if (part.held is None) == (part.counted is None):
            mend = "Give “held” for a prerequisite or “counted” for a co-requisite."
            self.report(path, "“needs” wants exactly one of “held” and “counted”.", mend)
        word = "held" if part.held is not None else "counted"
        other = part.held if part.held is not None else part.counted
        unit = self.filter(part.unit, (*path, "unit"))
        return Needs(unit, self.filter(other, (*path, word)), part.held is not None)

    def _any_of(self, part: schema.AnyOfPart | None, cite: schema.CitePart | None, path: Path) -> Body:
        assert part is not None
        if part.at_least > len(part.blocks):
            what = f"{part.at_least} of {len(part.blocks)} blocks can never be met."
            self.report((*path, "at_least"), what, f"Ask for {len(part.blocks)} at most.")
        self._refuse_namesakes([block.name for block in part.blocks], "blocks", (*path, "blocks"))
        blocks = []
        for position, block in enumerate(part.blocks):
            here: Path = (*path, "blocks", position, "rules")
            rules = self.rules(block.rules, cite, here)
            self._refuse_highest(rules, here)
            blocks.append(Block(block.name, block.title, rules))
        return AnyOf(part.at_least, tuple(blocks))

    def _refuse_highest(self, rules: tuple[Rule, ...], path: Path) -> None:
        """What is held keeps lower levels from counting whatever is chosen, so it cannot depend on an alternative."""
        bodies = (body for rule in walk_rules(rules) for body in (rule.body, *(r.body for r in rule.readings)))
        if any(isinstance(body, OneLevel) and body.choose is Choose.HIGHEST for body in bodies):
            what = "“choose: highest” does not go into an alternative."
            self.report(path, what, "Put it beside “any_of”, or use “choose: best”.")

    def _slots(self, parts: list[schema.PlacePart], path: Path) -> Body:
        self._refuse_namesakes([part.name for part in parts], "slots", path)
        places = []
        for position, part in enumerate(parts):
            here: Path = (*path, position)
            amounts = tuple(self._amount(a, (*here, "amounts", i)) for i, a in enumerate(part.amounts))
            if any(amount.held or amount.share or amount.including for amount in amounts):
                mend = "Use over, at_least and at_most only."
                self.report((*here, "amounts"), "A slot takes plain amounts.", mend)
            places.append(Place(part.name, self.filter(part.over, (*here, "over")), amounts))
        return Slots(tuple(places))

    def filter(self, part: schema.FilterPart | None, path: Path) -> Filter:
        if part is None:
            return Filter()
        ranged = isinstance(part.level, schema.LevelRange)
        if isinstance(part.level, schema.LevelRange):
            self._check_range(part.level, (*path, "level"))
        return Filter(
            codes=self._words(part.code, "code", path),
            groups=self._words(part.group, "group", path),
            levels=None if ranged else self._words(part.level, "level", path),
            level_at_least=part.level.at_least if isinstance(part.level, schema.LevelRange) else None,
            level_at_most=part.level.at_most if isinstance(part.level, schema.LevelRange) else None,
            tags=self._words(part.tag, "tag", path),
            routes=self._words(part.route, "route", path),
            excluded=self.filter(part.excluded, (*path, "not")) if part.excluded else None,
        )

    def _check_range(self, part: schema.LevelRange, path: Path) -> None:
        low, high = part.at_least, part.at_most
        if low is None and high is None:
            self.report(path, "No level is named, so every one is meant.", "Give at_least or at_most, or take it out.")
        if low is not None and high is not None and low > high:
            self.report(path, f"No level is at least {low} and at most {high}.", "Put the levels in order.")

    def _words(self, given: Any, kind: str, path: Path) -> frozenset[Any] | None:
        if given is None:
            return None
        words = given if isinstance(given, list) else [given]
        known = self.words[kind]
        for word in words:
            if word not in known:
                mend = nearest(str(word), [str(k) for k in known]) or f"Known: {', '.join(map(str, known[:12]))}."
                self.report((*path, kind), f"No unit has {kind} {word}.", mend)
        return frozenset(words)

    def merge(self, part: schema.CitePart | None, inherited: schema.CitePart | None) -> schema.CitePart | None:
        """A citation with what it leaves out taken from the citation around it; places are not handed down."""
        if part is None or inherited is None:
            return part or inherited
        return schema.CitePart(
            document=part.document or inherited.document,
            heading=part.heading or inherited.heading,
            place=part.place or (inherited.place if part.heading is None else None),
            words=part.words,
        )

    def citation(
        self, part: schema.CitePart | None, inherited: schema.CitePart | None, path: Path, *, place: str = ""
    ) -> Citation:
        merged = self.merge(part, inherited)
        if merged is None or merged.document is None or merged.heading is None:
            self.report(path, "There is no citation.", "Give “cite” with document and heading, here or around it.")
            return Citation("", "")
        if merged.document not in self.documents:
            mend = nearest(merged.document, self.documents) or "Add it under “documents”."
            self.report((*path, "cite", "document"), f"There is no document {merged.document}.", mend)
        stated = ", ".join(p for p in (merged.place or "", place) if p)
        return Citation(merged.document, merged.heading, stated, merged.words or "")

    def validity(self, part: schema.ValidPart | None, path: Path) -> Validity:
        if part is None:
            return Validity()
        if part.start and part.end and part.end < part.start:
            self.report((*path, "valid"), f"It ends on {part.end}, before it starts.", "Put the dates in order.")
        return Validity(part.start, part.end)


def _one_level(part: schema.OneLevelPart | None) -> OneLevel:
    return OneLevel(Choose(part.choose) if part is not None else Choose.BEST)


def _overlay(part: schema.RulePart, reading: schema.ReadingPart) -> schema.BodyPart:
    """The clause's own words, replaced by those of the reading; another kind of body replaces all of them."""
    said = {word: getattr(reading, word) for word in BODY_WORDS if getattr(reading, word) is not None}
    base = {word: getattr(part, word) for word in BODY_WORDS}
    if any(kind in said for kind in KINDS):
        base = {}
    return schema.BodyPart.model_construct(**{**dict.fromkeys(BODY_WORDS), **base, **said})
