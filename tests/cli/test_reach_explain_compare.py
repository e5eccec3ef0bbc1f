"""``touchstone reach``, ``explain`` and ``compare``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write, write_own

EARNED = "AA@2 BB@3 CC@2 EE@2 FF@2"


def test_reach_says_first_what_is_earned(run: Run) -> None:
    ran = run(f"reach {EARNED}")
    assert ran.status == 0
    assert ran.out.splitlines()[:6] == [
        "Earned: 03448 of 5 awards",
        "",
        "OCR NVQs in Contact Centre Operations and for Contact Centre Professionals",
        "03447  not earned  OCR Level 1 NVQ in Contact Centre Operations",
        "                   4 more units: AA@1 CC@1 DD@1 EE@1",
        "03448  earned      OCR Level 2 NVQ in Contact Centre Operations",
    ]


def test_what_is_within_reach_is_reached(run: Run) -> None:
    found = json.loads(run("reach AA@2 BB@3 CC@2 --format json").out)["reached"]
    assert [one["qualification"] for one in found] == ["03447", "03448", "03449", "03450", "03451"]
    for one in found:
        new = " ".join(unit["unit"] for unit in one["nearest"]["new_units"])
        assert run(f"check {one['qualification']} AA@2 BB@3 CC@2 {new} --brief").status == 0


def test_reach_across_the_catalogue_names_what_has_none_of_the_units(run: Run) -> None:
    ran = run("reach AA@2 --catalogue --format csv")
    assert len(ran.out.splitlines()) == 6
    assert "assessor-awards 2015 has none of these units.\n" in ran.err


def test_reach_across_the_catalogue_takes_a_unit_for_the_same_only_with_the_same_title(
    run: Run, tmp_path: Path
) -> None:
    write_own(tmp_path / "same", title="Customer care")
    ran = run("reach AA@2 CC@2 --catalogue --folder same --format csv")
    assert ",OWN,false,20,,total," in ran.out
    assert "own 1 does not have AA@2.\n" in ran.err
    write_own(tmp_path / "other", title="Something else")
    ran = run("reach AA@2 CC@2 --catalogue --folder other --format csv")
    assert "own 1 has none of these units.\n" in ran.err


def test_reach_of_a_file_has_a_row_to_each_award(run: Run, write: Write) -> None:
    write(f"C0001,,{EARNED}")
    out = run("reach --file many.csv --format csv").out.splitlines()
    assert out[0] == (
        "candidate,qualification,earned,counted_total,counted_at_level,missing,outcome,nearest_count,nearest_units"
    )
    assert out[1:3] == [
        "C0001,03447,false,110,0,develop at-the-level,,4,AA@1 CC@1 DD@1 EE@1",
        "C0001,03448,true,110,60,,03448,0,",
    ]
    assert run("reach --file many.csv").first == "1 earned, 4 not earned of 5 answers"


def test_explain_answers_in_the_first_line_and_numbers_its_steps(run: Run) -> None:
    ran = run("explain 03448 AA@2 BB@1 CC@2")
    lines = ran.out.splitlines()
    assert (ran.status, lines[0]) == (1, "Not yet earned: OCR Level 2 NVQ in Contact Centre Operations.")
    assert lines[2].startswith(" 1. At least 100 unit values count in all. Counted: 45 unit values")
    assert max(map(len, lines)) <= 80


def test_explain_as_markdown_has_the_sources(run: Run) -> None:
    ran = run(f"explain 03448 {EARNED} --format markdown")
    assert (ran.status, ran.first) == (0, "**Earned: OCR Level 2 NVQ in Contact Centre Operations.**")
    assert "*(leaflet, What is the structure of the NVQ?, minimum totals, second line: " in ran.out


def test_explain_as_json_has_every_step(run: Run) -> None:
    found = json.loads(run(f"explain 03448 {EARNED} --format json").out)
    assert (found["earned"], found["steps"][0]["met"], found["steps"][0]["because"]) == (True, True, [])


def test_explanations_of_a_file_stand_under_each_candidate(run: Run, write: Write) -> None:
    write(f"C0001,03448,{EARNED}", "<b>,03447,AA@1")
    text = run("explain --file many.csv").out
    assert text.startswith("C0001, 03448\nEarned: ")
    assert "\n<b>, 03447\nNot yet earned: " in text


def test_explanations_of_a_file_as_markdown_have_headings(run: Run, write: Write, tmp_path: Path) -> None:
    write(f"C0001,03448,{EARNED}", "<b>,03447,AA@1")
    assert run("explain --file many.csv --output answer.md").status == 0
    text = (tmp_path / "answer.md").read_text(encoding="utf-8")
    assert text.startswith("## C0001, 03448\n\n**Earned: ")
    assert "\n## &lt;b&gt;, 03447\n" in text


def test_explanations_of_a_file_as_json(run: Run, write: Write) -> None:
    write(f"C0001,03448,{EARNED}", "C0002,03447,AA@1")
    assert [one["earned"] for one in json.loads(run("explain --file many.csv --format json").out)] == [True, False]


def test_compare_says_who_loses_and_why(run: Run) -> None:
    ran = run(f"compare 03448 {EARNED} --with-reading total=optional-only")
    assert (ran.status, ran.out) == (
        0,
        "Loses: 03448 OCR Level 2 NVQ in Contact Centre Operations\n"
        "\n"
        "                    total  at level  specification\n"
        "before  earned        110        60  ocr-contact-centre-nvq 2009\n"
        "after   not earned    110        60  ocr-contact-centre-nvq 2009,\n"
        "                                     total=optional-only\n"
        "\n"
        "After: At least 100 unit values count in all. It has 60 of 100 under the reading\n"
        "“optional-only”.\n",
    )


def test_compare_says_when_nothing_changes(run: Run) -> None:
    ran = run("compare 03448 AA@2 --with-reading total=optional-only")
    assert (ran.status, ran.first) == (0, "No change: 03448 OCR Level 2 NVQ in Contact Centre Operations")


def test_compare_gives_only_those_who_change(run: Run, write: Write) -> None:
    write(f"C0001,03448,{EARNED}", "C0002,03448,AA@2", "C0003,03448,AA@3 BB@3 CC@2 EE@2 FF@2")
    options = "--with-reading total=optional-only --format csv"
    assert run(f"compare --file many.csv {options}").out.splitlines()[1:] == [
        "C0001,03448,true,false,After: At least 100 unit values count in all. It has 60 of 100 under the reading "
        "“optional-only”."
    ]
    ran = run("compare --file many.csv --with-reading develop=at-or-above")
    assert ran.first == "1 of 3 cases change: 1 gain, 0 lose"
    assert len(json.loads(run("compare --file many.csv --with-reading develop=at-or-above --format json").out)) == 1
    assert run("compare --file many.csv --with-reading restricted=counted").first == "No change in 3 cases"


def test_compare_with_another_version_takes_units_of_either(run: Run) -> None:
    found = json.loads(
        run(
            "compare CC2 EFF2 CHT2 --spec contact-centre-diploma@2013 --with contact-centre-diploma@2016 --format json"
        ).out
    )
    assert (found["changes"], found["unknown_units"]) == (False, ["CHT2@2"])
    assert [found[side]["specification"]["version"] for side in ("before", "after")] == ["2013", "2016"]


def test_compare_of_a_file_with_another_version(run: Run, write: Write) -> None:
    write("C0001,,EFF2 CHT2", "C0002,CC2,EFF2 NO2")
    line = "compare --file many.csv --spec contact-centre-diploma@2013 --with contact-centre-diploma@2016"
    assert run(line).err.splitlines()[1:] == [
        "  row 3, units: There is no unit NO2 in contact-centre-diploma 2013. Did you mean LAN2?"
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "compare 03448 AA@2",
            "Nothing is named to compare with. Add --with SPECIFICATION or --with-reading clause=reading.",
        ),
        (
            "compare 03448 AA@2 --with assessor-awards",
            "There is no qualification 03448 in assessor-awards 2015. It has: AVA.",
        ),
        (
            "explain",
            "No qualification is named. Write its code and the units, as: explain 03448 AA@2 BB@1.",
        ),
        ("explain 03448 --file many.csv", "--file stands alone. Leave out the qualification and the units."),
        ("reach AA@2 --file many.csv", "--file stands alone. Leave out the units and --catalogue."),
        ("reach AA@2 ZY", "There is no unit ZY in ocr-contact-centre-nvq 2009. Did you mean ZZ?"),
    ],
)
def test_what_cannot_be_answered_is_said(run: Run, line: str, said: str) -> None:
    ran = run(line)
    assert (ran.status, ran.out, ran.err) == (2, "", f"touchstone: {said}\n")
