"""``touchstone check`` for one candidate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

UNMET = """\
Not earned: 03448 OCR Level 2 NVQ in Contact Centre Operations
2 of 6 clauses are not met: total (55 UV short) and at-the-level (40 UV short).

         have       need  clause
NOT MET    45     100 UV  At least 100 unit values count in all.
                          total, read as any-level
met         1          1  Unit AA, Develop personal and organisational
                          effectiveness, counts at level 2.
                          develop, read as exactly
met         1          1  Unit BB, Health and Safety in ICT and Contact Centres,
                          counts at any level.
                          health-and-safety
met         0       none  Each area of competence counts at one level only.
                          one-level, read as best-level
NOT MET    20      60 UV  At least 60 unit values of optional units count at
                          level 2.
                          at-the-level, read as printed-figure
met         0  at most 2  At most two units count from the restricted list.
                          restricted, read as counted

counted  UV                                             for
AA@2     20  Develop personal and organisational        total, develop
             effectiveness
BB@1      5  Health and Safety in ICT and Contact       total, health-and-safety
             Centres
CC@2     20  Customer care                              total, at-the-level
in all   45  3 units
"""


def test_a_candidate_who_is_short_sees_the_answer_first_then_every_clause(run: Run) -> None:
    ran = run("check 03448 AA@2 BB@1 CC@2 --brief")
    assert (ran.status, ran.out, ran.err) == (1, UNMET, "")


def test_a_candidate_who_is_short_sees_the_nearest_step(run: Run) -> None:
    ran = run("check 03448 AA@2 BB@3 CC@2 EE@2")
    assert ran.status == 1
    assert ran.out.splitlines()[-1] == "Nearest: 1 more unit, FF@2 (20 UV). No fewer would do."


def test_the_nearest_step_is_enough(run: Run) -> None:
    ran = run("check 03448 AA@2 BB@3 CC@2 EE@2 FF@2")
    assert (ran.status, ran.first) == (0, "Earned: 03448 OCR Level 2 NVQ in Contact Centre Operations")


def test_what_is_left_out_is_named(run: Run) -> None:
    ran = run("check 03448 AA@2 BB@3 CC@2 EE@2 FF@2 FF@5 --brief")
    assert ran.out.splitlines()[-1] == "Left out: FF@5. What is left out does no harm."


def test_a_reading_that_would_change_the_answer_is_named(run: Run) -> None:
    ran = run("check 03448 AA@3 BB@3 CC@2 EE@2 FF@2")
    said = "Another reading: with develop=at-or-above it would be earned."
    assert said in ran.out


def test_a_reading_can_be_chosen(run: Run) -> None:
    assert run("check 03448 AA@3 BB@3 CC@2 EE@2 FF@2 --brief").status == 1
    assert run("check 03448 AA@3 BB@3 CC@2 EE@2 FF@2 --brief --reading develop=at-or-above").status == 0


def test_conflicts_and_reliefs_are_shown_on_request(run: Run) -> None:
    ran = run("check 03448 AA@2 BB@1 CC@2 EE@2 V1@3 V2@3 V3@3 --brief --conflicts")
    assert ran.out.splitlines()[-5:] == [
        "Cannot be met together with what is held (every smallest set)",
        " 1. At least 60 unit values of optional units count at level 2. at-the-level",
        "",
        "What would be enough (every smallest relief)",
        " 1. at-the-level eased by 20 UV",
    ]


def test_json_carries_everything(run: Run) -> None:
    ran = run("check 03448 AA@2 BB@3 CC@2 EE@2 FF@2 FF@5 --format json")
    found = json.loads(ran.out)
    assert list(found) == [
        "format",
        "candidate",
        "qualification",
        "title",
        "level",
        "specification",
        "on",
        "earned",
        "outcome",
        "outcomes_met",
        "counted_total",
        "counted_at_level",
        "missing",
        "findings",
        "units_counted",
        "units_left_out",
        "readings",
        "method",
        "nearest",
        "other_readings",
        "conflicts",
    ]
    assert (found["earned"], found["counted_total"], found["counted_at_level"], found["on"]) == (
        True,
        110,
        60,
        "2026-03-02",
    )
    assert found["findings"][4] == {
        "clause": "at-the-level",
        "says": "At least 60 unit values of optional units count at level 2.",
        "met": True,
        "have": 60,
        "need": 60,
        "limit": None,
        "short": 0,
        "measure": "value",
        "counted": ["CC@2", "EE@2", "FF@2"],
        "reading": "printed-figure",
        "parts": [],
        "source": {
            "document": "leaflet",
            "heading": "What is the structure of the NVQ?",
            "place": "requirements and restrictions, third bullet",
            "words": "This equates to: 60 UVs for level 2",
        },
    }
    assert found["units_counted"][2] == {
        "unit": "CC@2",
        "code": "CC",
        "level": 2,
        "route": "assessed",
        "title": "Customer care",
        "counts_as": "CC@2",
        "value": 20,
        "counts_for": ["total", "at-the-level"],
        "places": [],
    }
    assert [unit["unit"] for unit in found["units_left_out"]] == ["FF@5"]
    assert found["specification"]["version"] == "2009"
    assert found["readings"]["total"] == "any-level"


def test_json_of_a_candidate_who_is_short_has_the_nearest_step(run: Run) -> None:
    found = json.loads(run("check 03448 AA@2 BB@3 CC@2 EE@2 --format json --conflicts").out)
    assert [unit["unit"] for unit in found["nearest"]["new_units"]] == ["FF@2"]
    assert found["conflicts"]["minimal"] == [["at-the-level"], ["total"]]


def test_csv_has_one_row(run: Run) -> None:
    ran = run("check 03448 AA@2 BB@1 CC@2 --format csv")
    assert ran.out == (
        "candidate,qualification,earned,counted_total,counted_at_level,missing,outcome\n"
        ",03448,false,45,20,total at-the-level,\n"
    )


@pytest.mark.parametrize("ending", ["json", "csv", "txt"])
def test_the_ending_of_the_output_file_says_the_form(run: Run, tmp_path: Path, ending: str) -> None:
    ran = run(f"check 03448 AA@2 --output answer.{ending}")
    shown = run(f"check 03448 AA@2 --format {'table' if ending == 'txt' else ending}").out
    written = (tmp_path / f"answer.{ending}").read_text(encoding="utf-8")
    assert (ran.status, ran.out) == (1, "")
    assert written.splitlines()[0] == shown.splitlines()[0]


def test_an_award_with_several_outcomes_names_the_one_that_is_met(run: Run) -> None:
    ran = run("check AVA D/601/5313 F/601/5319 H/601/5314 --brief")
    assert ran.first == "Earned: CAVA Level 3 Certificate in Assessing Vocational Achievement (of AVA)"


def test_a_code_of_another_specification_is_found_by_itself(run: Run) -> None:
    found = json.loads(run("check CC2 EFF2 --format json --brief").out)
    assert found["specification"]["name"] == "contact-centre-diploma"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "check 03499 AA@2",
            "touchstone: There is no qualification 03499 in ocr-contact-centre-nvq 2009. Did you mean 03449?\n",
        ),
        (
            "check 03448 AA@2 ZC@2 BB@2 AA@2",
            "touchstone: There is no unit ZC in ocr-contact-centre-nvq 2009. Did you mean ZZ?\n"
            "  BB has no level 2. It has BB@1, BB@3, BB@4 or BB@5.\n"
            "  AA@2 is given twice. Keep one of them.\n",
        ),
        (
            "check",
            "touchstone: No qualification is named. Write its code and the units, as: check 03448 AA@2 BB@1.\n",
        ),
        (
            "check 03448 AA@2 --reading total",
            "touchstone: “total” is not a reading. Write clause=reading, as total=any-level.\n",
        ),
        (
            "check 03448 AA@2 --reading total=any",
            "touchstone: Clause total of 03448 has no reading any. Did you mean any-level?\n",
        ),
        (
            "check 03448 AA@2 --reading sum=any-level",
            "touchstone: 03448 has no clause sum that can be read in more than one way. "
            "These can be: total, develop, one-level, at-the-level, restricted.\n",
        ),
        (
            "check 03448 AA@2 --reading total=any-level --reading total=optional-only",
            "touchstone: Clause total is given two readings, any-level and optional-only. Keep one.\n",
        ),
        (
            "check 03448 AA@2 --on 2008-12-31",
            "touchstone: ocr-contact-centre-nvq is not in force on 2008-12-31: 2009 is valid from 2009-01-01 "
            "to further notice. Give a day within that time with --on.\n",
        ),
        (
            "check 03448 AA@2 --spec ocr-contact-centre-nvq@2008",
            "touchstone: ocr-contact-centre-nvq has no version 2008. It has: 2009. "
            "“touchstone spec list” shows them all.\n",
        ),
        (
            "check CC2 EFF2 --spec ocr-contact-centre-nvq",
            "touchstone: There is no qualification CC2 in ocr-contact-centre-nvq 2009. "
            "It has: 03447, 03448, 03449, 03450, 03451.\n",
        ),
        ("check 03448 --spec own.yaml", "touchstone: There is no file own.yaml. Look at its name and folder.\n"),
        ("check 03448 --folder nowhere", "touchstone: There is no folder nowhere. Give --folder an existing folder.\n"),
        (
            "check 03448 AA@2 --output answer.doc",
            "touchstone: answer.doc cannot be written by this command. Give it one of the endings .csv, .json, .txt.\n",
        ),
        (
            "check 03448 AA@2 --output answer.csv --format json",
            "touchstone: --format json contradicts --output answer.csv. Leave one of them out.\n",
        ),
        (
            "check 03448 AA@2 --output nowhere/answer.csv",
            "touchstone: nowhere/answer.csv cannot be written: No such file or directory. "
            "Choose another place with --output.\n",
        ),
        (
            "check 03448 AA@2 --file many.csv",
            "touchstone: --file stands alone. Leave out the qualification, the units and --conflicts.\n",
        ),
    ],
)
def test_what_cannot_be_answered_is_said_with_its_mend(run: Run, line: str, said: str) -> None:
    ran = run(line)
    assert (ran.status, ran.out, ran.err) == (2, "", said)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("chekc 03448", "touchstone --help"),
        ("check 03448 AA@2 --bogus", "touchstone check --help"),
        ("check 03448 AA@2 --on tomorrow", "touchstone check --help"),
        ("spec show --bogus", "touchstone spec show --help"),
    ],
)
def test_a_slip_on_the_command_line_is_bad_input(run: Run, line: str, hint: str) -> None:
    ran = run(line)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines()[1:] == [f"  “{hint}” shows what can be given."]
