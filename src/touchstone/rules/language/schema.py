"""The shape of a specification file: which words may stand where. Meaning is given in :mod:`.translate`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/\-]{0,39}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.\-]{0,59}$")]
PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+$"
"""No control characters, and none that are invisible or turn the direction of the text."""

Text = Annotated[str, Field(pattern=PRINTABLE, max_length=2000)]
"""Words for people: on one line, with nothing that cannot be seen."""
Level = Annotated[int, Field(ge=0, le=99)]
Entry = TypeVar("Entry")
Some = Annotated[list[Entry], Field(min_length=1)]
Number = Annotated[int, Field(ge=0, le=1_000_000)]


class Part(BaseModel):
    """Any part of the file: unknown words are refused and nothing is coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True, str_strip_whitespace=True)


class CitePart(Part):
    document: Name | None = None
    heading: Text | None = None
    place: Text | None = None
    words: Annotated[str, Field(pattern=PRINTABLE, max_length=200)] | None = None


class ValidPart(Part):
    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")


class LevelRange(Part):
    at_least: Level | None = None
    at_most: Level | None = None


class FilterPart(Part):
    code: Code | Some[Code] | None = None
    group: Name | Some[Name] | None = None
    level: Level | Some[Level] | LevelRange | None = None
    tag: Name | Some[Name] | None = None
    route: Name | Some[Name] | None = None
    excluded: FilterPart | None = Field(default=None, alias="not")


class SharePart(Part):
    percent: Annotated[int, Field(ge=1, le=100)]
    of: FilterPart


class AmountPart(Part):
    """The words of a sum or count."""

    sum: Literal["value"] | None = None
    count: Literal["units"] | None = None
    over: FilterPart | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    share: SharePart | None = None
    held: bool | None = None
    including: list[AmountPart] | None = None


class NeedsPart(Part):
    unit: FilterPart
    held: FilterPart | None = None
    counted: FilterPart | None = None


class OneLevelPart(Part):
    choose: Literal["best", "highest"] = "best"


class PlacePart(Part):
    name: Name
    over: FilterPart
    amounts: Annotated[list[AmountPart], Field(min_length=1)]


class BlockPart(Part):
    name: Name
    title: Text
    rules: Annotated[list[RulePart], Field(min_length=1)]


class AnyOfPart(Part):
    at_least: Annotated[int, Field(ge=1, le=99)] = 1
    blocks: Annotated[list[BlockPart], Field(min_length=2)]


class BodyPart(AmountPart):
    """Every word that can make the body of a clause; exactly one kind of body is used at a time."""

    require: FilterPart | None = None
    barred: FilterPart | None = None
    one_level_per_area: OneLevelPart | None = None
    needs: NeedsPart | None = None
    any_of: AnyOfPart | None = None
    all_of: Annotated[list[RulePart], Field(min_length=1)] | None = None
    slots: Annotated[list[PlacePart], Field(min_length=1)] | None = None


class ReadingPart(BodyPart):
    name: Name
    chosen: bool = False
    why: Text


class RulePart(BodyPart):
    clause: Name
    says: Text
    cite: CitePart | None = None
    valid: ValidPart | None = None
    shows: Literal["total", "at-level"] | None = None
    readings: Annotated[list[ReadingPart], Field(min_length=2)] | None = None


class OutcomePart(Part):
    code: Code
    title: Text
    level: Level | None = None
    given: dict[Name, int | str | list[int] | list[str]] = Field(default_factory=dict, alias="with")
    rules: list[RulePart] = Field(default_factory=list)


class QualificationPart(Part):
    code: Code
    title: Text
    level: Level | None = None
    cite: CitePart | None = None
    valid: ValidPart | None = None
    rules: list[RulePart] = Field(default_factory=list)
    outcomes: Annotated[list[OutcomePart], Field(min_length=1)] | None = None


class UnitPart(Part):
    code: Code
    title: Text
    group: Name
    values: dict[Level, Number] | None = None
    level: Level | None = None
    value: Number | None = None
    tags: list[Name] = Field(default_factory=list)
    cite: CitePart | None = None
    valid: ValidPart | None = None
    open_points: list[Text] = Field(default_factory=list)


class UnitsPart(Part):
    cite: CitePart | None = None
    list: Annotated[list[UnitPart], Field(min_length=1)]


class ImportPart(Part):
    specification: Name
    version: str | None = None
    codes: Annotated[list[Code], Field(min_length=1)]
    group: Name
    tags: list[Name] = Field(default_factory=list)


class RoutePart(Part):
    route: Name
    over: FilterPart | None = None
    value: Literal["full", "none"] = "full"
    cite: CitePart | None = None


class HeldPart(Part):
    code: Code
    level: Level
    title: Text


class CountsAsPart(Part):
    code: Code
    level: Level


class EquivalencePart(Part):
    held: HeldPart
    counts_as: Annotated[list[CountsAsPart], Field(min_length=1)]
    cite: CitePart | None = None


class DocumentPart(Part):
    title: Text
    reference: Text | None = None
    publisher: Text | None = None
    year: int | None = None


class ValuePart(Part):
    name: Text
    short: Text


class SpecificationPart(Part):
    touchstone: Literal[1]
    specification: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9\-]{0,59}$")]
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]{0,39}$")]
    title: Text
    awarding_body: Text
    value: ValuePart
    valid: ValidPart | None = None
    documents: Annotated[dict[Name, DocumentPart], Field(min_length=1)]
    cite: CitePart | None = None
    open_points: list[Text] = Field(default_factory=list)
    units: UnitsPart
    imports: list[ImportPart] = Field(default_factory=list)
    routes: list[RoutePart] = Field(default_factory=list)
    equivalences: list[EquivalencePart] = Field(default_factory=list)
    qualifications: Annotated[list[QualificationPart], Field(min_length=1)]
