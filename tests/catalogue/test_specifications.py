"""The specification of the five NVQs is the leaflet's table, cell by cell, and its clauses cite the leaflet's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from touchstone.catalogue.specifications import list_specifications, load_specification
from touchstone.rules.language import reader

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = ("Mandatory Units", "Optional Units", "Restricted Optional Units")


class Row(NamedTuple):
    """One printed row of the unit table."""

    code: str
    title: str
    group: str
    values: dict[int, int]
    table: int


def printed_rows(text: str) -> list[Row]:
    """The unit table of the leaflet; a group lasts until the next heading, across the break of the table."""
    rows, group, table = [], "", 0
    for line in text.splitlines():
        cells = [re.sub(r"</?b>", "", cell).strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| Unit"):
            table += 1
        heading = next((g for g in reversed(GROUPS) if line.startswith("|") and cells[0].startswith(f"{g}:")), None)
        group = heading or group
        if line.startswith("|") and re.fullmatch(r"[A-Z]{1,2}\d*", cells[0]):
            values = {level: int(cell) for level, cell in enumerate(cells[2:7], 1) if cell}
            rows.append(Row(cells[0], re.sub(r"\s+", " ", cells[1]), group, values, table))
    return rows


@pytest.fixture
def leaflet(leaflet_folder: Path) -> str:
    files = sorted(leaflet_folder.glob("*.txt"))
    assert len(files) == 1
    return files[0].read_text(encoding="utf-8")


@pytest.mark.needs_leaflet
def test_every_cell_of_the_leaflet_stands_in_the_specification(leaflet: str) -> None:
    ours = {unit.code: (unit.title, unit.group, dict(unit.values)) for unit in load_specification().units}
    groups = dict(zip(GROUPS, ("mandatory", "optional", "restricted"), strict=True))
    printed = {row.code: (row.title, groups[row.group], row.values) for row in printed_rows(leaflet)}
    assert ours == printed


@pytest.mark.needs_leaflet
def test_the_units_of_the_second_table_are_tagged_so_that_the_other_reading_can_be_taken(leaflet: str) -> None:
    second = {row.code for row in printed_rows(leaflet) if row.table == 2}
    assert {unit.code for unit in load_specification().units if "second-table" in unit.tags} == second


@pytest.mark.needs_leaflet
def test_every_cited_word_is_the_leaflets(leaflet: str) -> None:
    plain = re.sub(r"\s+", " ", re.sub(r"[*◆‘’-]|</?b>", " ", leaflet))
    rules = [rule for q in load_specification().qualifications for rule in q.rules()]
    cited = {re.sub(r"\s+", " ", re.sub(r"[-‘’]", " ", rule.cite.words)).strip() for rule in rules}
    absent = [words for words in cited if words and not all(part.strip() in plain for part in words.split(":"))]
    assert absent == []


@pytest.mark.needs_leaflet
def test_titles_and_minimum_totals_are_the_leaflets(leaflet: str) -> None:
    printed = dict(re.findall(r"\*\*(OCR Level \d NVQ .*?) \((\d{5})\)\*\*", leaflet))
    assert {q.title: q.code for q in load_specification().qualifications} == printed


def test_the_table_has_69_areas_and_124_cells_in_three_groups() -> None:
    units = load_specification().units
    cells = {
        group: sum(len(u.values) for u in units if u.group == group)
        for group in ("mandatory", "optional", "restricted")
    }
    assert (len(units), cells) == (69, {"mandatory": 8, "optional": 37, "restricted": 79})


def test_every_value_is_a_multiple_of_five() -> None:
    assert {value % 5 for unit in load_specification().units for value in unit.values.values()} == {0}


def test_health_and_safety_has_no_level_2_and_develop_no_level_5() -> None:
    units = load_specification().units_by_code
    assert (set(units["BB"].values), set(units["AA"].values)) == ({1, 3, 4, 5}, {1, 2, 3, 4})


def test_the_asterisk_of_unit_r_is_marked_as_an_open_point() -> None:
    marked = [
        unit.code for unit in load_specification().units if any("asterisk" in point for point in unit.open_points)
    ]
    assert (marked, load_specification().units_by_code["R"].title) == (["R"], "Sector specific unit*")


def test_every_number_and_clause_carries_its_citation() -> None:
    for shelf in list_specifications():
        specification = load_specification(str(shelf))
        cites = [unit.cite for unit in specification.units]
        cites += [rule.cite for q in specification.qualifications for rule in q.rules()]
        assert all(cite.document and cite.heading for cite in cites)


def test_a_clause_with_readings_says_why_for_each_and_chooses_one() -> None:
    rules = [rule for q in load_specification().qualifications for rule in q.rules() if rule.readings]
    assert all(sum(reading.chosen for reading in rule.readings) == 1 for rule in rules)
    assert {rule.name for rule in rules} == {"total", "develop", "one-level", "at-the-level", "restricted"}


@pytest.mark.parametrize("shelf", [str(shelf) for shelf in list_specifications()])
def test_every_specification_is_the_same_to_a_yaml_parser_without_c(shelf: str) -> None:
    text = next(one for one in list_specifications() if str(one) == shelf).file.read_text(encoding="utf-8")
    assert yaml.load(text, Loader=yaml.SafeLoader) == yaml.load(text, Loader=reader.Loader)
