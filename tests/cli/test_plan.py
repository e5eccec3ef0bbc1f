"""``touchstone plan``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write

SHORT = "03448 AA@2 BB@3 CC@2"


def new_units(run: Run, line: str) -> list[list[str]]:
    """The new units of each plan, as JSON gives them."""
    found = json.loads(run(f"{line} --format json").out)
    return [[unit["unit"] for unit in plan["new_units"]] for plan in found["plans"]]


def test_the_plan_stands_in_the_first_line_and_the_proof_in_the_last(run: Run) -> None:
    ran = run(f"plan {SHORT}")
    assert ran.status == 0
    assert ran.out == (
        "2 more units: EE@2 and FF@2\n"
        "for 03448 OCR Level 2 NVQ in Contact Centre Operations\n"
        "\n"
        "Best: 2 units, 40 UV\n"
        "unit  UV\n"
        "EE@2  20  Remote support for products or services\n"
        "FF@2  20  Contact Centre systems and technology\n"
        "\n"
        "No way needs fewer than 2 units: proved by the dynamic programme.\n"
    )


def test_what_is_planned_earns(run: Run) -> None:
    (units,) = new_units(run, f"plan {SHORT}")
    assert run(f"check {SHORT} {' '.join(units)} --brief").status == 0


def test_what_is_earned_needs_no_plan(run: Run) -> None:
    ran = run("plan 03447 AA@1 BB@1 CC@1 DD@1 EE@1")
    assert (ran.status, ran.out) == (
        0,
        "Nothing more is needed: 03447 OCR Level 1 NVQ in Contact Centre Operations is\nearned.\n",
    )


def test_where_nothing_on_offer_finishes_there_is_no_plan(run: Run) -> None:
    ran = run(f"plan {SHORT} --offer DD")
    assert (ran.status, ran.first) == (1, "No way with the units on offer: 03448 OCR Level 2 NVQ in Contact Centre")


def test_several_plans_come_in_order(run: Run) -> None:
    found = json.loads(run(f"plan {SHORT} --best 5 --format json").out)
    assert [plan["price"] for plan in found["plans"]] == [2, 2, 2, 2, 2]
    assert len({tuple(unit["unit"] for unit in plan["new_units"]) for plan in found["plans"]}) == 5
    assert found["proof"]["bound"] == 2


def test_units_can_be_kept_out_at_one_level_or_at_all(run: Run) -> None:
    (units,) = new_units(run, f"plan {SHORT} --without EE --without 'FF@2 GG@2'")
    assert not {"EE@2", "FF@2", "GG@2"}.intersection(units)


@pytest.mark.parametrize("offer", ["GG@2 ZZ@2 H@2", "GG, ZZ; H@2"])
def test_an_offer_can_be_typed(run: Run, offer: str) -> None:
    assert new_units(run, f"plan {SHORT} --offer '{offer}'") == [["GG@2", "ZZ@2"]]


@pytest.mark.parametrize(("name", "text"), [("offer.csv", "unit\nZZ@2\nGG@2\n"), ("offer.txt", "ZZ@2\nGG@2\n")])
def test_an_offer_can_be_a_file(run: Run, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert new_units(run, f"plan {SHORT} --offer {name}") == [["GG@2", "ZZ@2"]]


def test_likings_decide_between_equals(run: Run) -> None:
    assert new_units(run, f"plan {SHORT} --prefer 'ZZ@2=5 GG=3'") == [["GG@2", "ZZ@2"]]


@pytest.mark.parametrize("least", ["cost", "evidence", "dislike"])
def test_weights_from_a_file_decide(run: Run, tmp_path: Path, least: str) -> None:
    (tmp_path / "weights.csv").write_text("unit,weight\nGG@2,1\nZZ,2\n", encoding="utf-8")
    found = json.loads(run(f"plan {SHORT} --least {least} --weights weights.csv --otherwise 9 --format json").out)
    assert [unit["unit"] for unit in found["plans"][0]["new_units"]] == ["GG@2", "ZZ@2"]
    assert found["plans"][0]["price"] == 3


def test_least_value_is_an_aim(run: Run) -> None:
    found = json.loads(run(f"plan {SHORT} --least value --format json").out)
    assert (found["objective"], found["plans"][0]["price"]) == ("least unit value", 40)


def test_a_reserve_survives_the_loss_of_one_unit(run: Run) -> None:
    reserve = json.loads(run(f"plan {SHORT} --reserve --format json").out)["reserve"]
    units = [unit["unit"] for unit in reserve["new_units"]]
    assert (len(units), reserve["survives_loss_of"]) == (3, units)
    for lost in units:
        kept = " ".join(unit for unit in units if unit != lost)
        assert run(f"check {SHORT} {kept} --brief").status == 0
    assert "\nWith a reserve: 3 units, 60 UV\n" in run(f"plan {SHORT} --reserve").out


def test_one_outcome_of_several_can_be_asked_for(run: Run) -> None:
    found = json.loads(run("plan AVA D/601/5313 --outcome CAVA --format json").out)
    assert [plan["outcome"] for plan in found["plans"]] == ["CAVA"]


def test_csv_has_one_row_to_each_plan(run: Run) -> None:
    ran = run(f"plan {SHORT} --best 2 --format csv")
    assert ran.out == (
        "candidate,qualification,plan,possible,new_count,new_units,new_value,price\n"
        ",03448,1,true,2,EE@2 FF@2,40,2\n"
        ",03448,2,true,2,FF@2 GG@2,40,2\n"
    )


def test_a_file_of_candidates_is_planned_for(run: Run, write: Write) -> None:
    write("C0001,03448,AA@2 BB@3 CC@2 EE@2 FF@2", "C0002,03448,AA@2 BB@3 CC@2", "C0003,03448,BB@1")
    ran = run("plan --file many.csv --without AA")
    assert (ran.status, ran.first) == (0, "1 earned already, 1 can be finished, 1 cannot, of 3 cases")
    assert run("plan --file many.csv --without AA --format csv").out == (
        "candidate,qualification,plan,possible,new_count,new_units,new_value,price\n"
        "C0001,03448,1,true,0,,0,0\n"
        "C0002,03448,1,true,2,EE@2 FF@2,40,2\n"
        "C0003,03448,,false,,,,\n"
    )
    assert [one["possible"] for one in json.loads(run("plan --file many.csv --without AA --format json").out)] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--without ZY", "There is no unit ZY in ocr-contact-centre-nvq 2009. Did you mean ZZ?"),
        ("--prefer EE@2", "“EE@2” is not a liking. Write unit=number, as EE@2=5."),
        ("--prefer EE@2=11", "A liking lies between 0 and 10; EE@2 has 11."),
        ("--prefer EE@2=1 --least value", "--prefer stands alone. Leave out --least and --weights."),
        ("--least cost", "--least cost needs a weight for each unit. Give a file with --weights FILE.csv."),
        ("--weights weights.csv", "--least units takes no weights. Add --least cost, evidence or dislike."),
        ("--least cost --weights none.csv", "There is no file none.csv. Look at its name and folder."),
        (
            "--least cost --weights weights.csv",
            "weights.csv has no weight for 123 units, AA@1 among them. Give all others one weight with --otherwise N.",
        ),
        (
            "--least cost --weights bad.csv",
            "bad.csv cannot be used.\n"
            "  row 2, weight: “2.5” is no whole number from 0 to 1,000,000.\n"
            "  row 3, unit: There is no unit ZY in ocr-contact-centre-nvq 2009. Did you mean ZZ?\n"
            "  row 5, unit: CC@2 has a weight already. Keep one of them.",
        ),
        ("--outcome X", "03448 has no outcome X. It has: 03448."),
    ],
)
def test_an_aim_that_cannot_be_followed_is_said(run: Run, tmp_path: Path, options: str, said: str) -> None:
    (tmp_path / "weights.csv").write_text("unit,weight\nGG@2,1\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_text("unit,weight\nGG@2,2.5\nZY,1\nCC@2,1\nCC,1\n", encoding="utf-8")
    ran = run(f"plan {SHORT} {options}")
    assert (ran.status, ran.out, ran.err) == (2, "", f"touchstone: {said}\n")
