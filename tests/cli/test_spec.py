"""``touchstone spec``: list, show, validate, diff."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, write_own


def test_the_specifications_at_hand_are_listed(run: Run, tmp_path: Path) -> None:
    write_own(tmp_path)
    shipped = json.loads(run("spec list --format json").out)
    own = json.loads(run(f"spec list --folder {tmp_path} --format json").out)
    assert [one["name"] for one in own if one not in shipped] == ["own"]
    assert run("spec list").first == f"{len(shipped)} specifications"


def test_a_specification_is_shown_with_units_clauses_and_sources(run: Run) -> None:
    out = run("spec show").out
    assert out.startswith("OCR NVQs in Contact Centre Operations and for Contact Centre Professionals\n")
    assert "\nunit   1   2   3   4   5  group       title\n" in out
    assert "\nBB     5      30  40  50  mandatory   Health and Safety in ICT and Contact\n" in out
    assert "\n                   readings: any-level (chosen), optional-only, up-to-the-level,\n" in out


def test_a_qualification_is_shown_by_its_code_with_the_why_of_each_reading(run: Run) -> None:
    ran = run("spec show 03448")
    assert ran.first == "03448 OCR Level 2 NVQ in Contact Centre Operations"
    assert "printed-figure (chosen): 60 % of the minimum total, 100, is" in ran.out
    assert run("spec show CC2").first == "CC2 Level 2 Certificate in Contact Centre Operations (illustration)"


def test_one_unit_is_shown(run: Run) -> None:
    ran = run("spec show --unit R")
    assert ran.out.splitlines()[:5] == [
        "R Sector specific unit*",
        "unit values: 10 at level 1, 20 at level 2, 30 at level 3, 40 at level 4",
        "group: restricted",
        "leaflet, What is the structure of the NVQ?, unit table, row R",
        "",
    ]


def test_the_units_are_given_as_csv(run: Run) -> None:
    lines = run("spec show --format csv").out.splitlines()
    assert lines[:2] == [
        "unit,level,value,group,title",
        "AA,1,10,mandatory,Develop personal and organisational effectiveness",
    ]
    assert len(lines) == 125
    assert len(run("spec show --format csv --unit BB").out.splitlines()) == 5


def test_everything_is_given_as_json(run: Run) -> None:
    found = json.loads(run("spec show --format json").out)
    assert (len(found["units"]), len(found["qualifications"])) == (69, 5)
    (outcome,) = found["qualifications"][1]["outcomes"]
    assert [reading["name"] for reading in outcome["clauses"][1]["readings"]] == ["exactly", "at-or-above"]
    alone = json.loads(run("spec show 03448 --format json").out)
    assert (alone["units"], alone["qualifications"]) == ([], [found["qualifications"][1]])


def test_other_ways_to_hold_a_unit_are_shown(run: Run) -> None:
    out = run("spec show assessor-awards").out
    assert "\nroute rpl: a unit counts with its value certificate" in out or "\nroute rpl: a unit counts" in out
    assert "\nD32@3 Assess candidate performance counts as H/601/5314@3 " in out


def test_a_specification_of_ones_own_is_valid(run: Run, tmp_path: Path) -> None:
    write_own(tmp_path)
    ran = run("spec validate own.1.yaml")
    assert (ran.status, ran.out) == (0, "Valid: own.1.yaml (own 1, 1 unit, 1 qualification)\n")


def test_what_can_never_be_met_is_refused_with_the_proof(run: Run, tmp_path: Path) -> None:
    write_own(tmp_path, needs=51)
    proof = (
        "OWN can never be earned: no choice among all the units meets “At least 51 unit\n"
        "  values count.” (total). Change one of these clauses.\n"
    )
    ran = run("spec validate own.1.yaml")
    assert (ran.status, ran.out) == (2, f"Refused: own.1.yaml, 1 mistake\n  {proof}")
    for line in ("check OWN CC@3 --spec ./own.1.yaml", f"check OWN CC@3 --spec own --folder {tmp_path}"):
        ran = run(line)
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.startswith("touchstone: own 1 is refused: 1 mistake.\n")


def test_mistakes_of_form_are_said_with_line_and_column(run: Run, tmp_path: Path) -> None:
    path = write_own(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("sum: value", "sum: values"), encoding="utf-8")
    ran = run("spec validate own.1.yaml --format json")
    (found,) = json.loads(ran.out)
    assert (ran.status, found["valid"]) == (2, False)
    assert [(one["line"], one["column"]) for one in found["mistakes"]] == [(20, 14)]


def test_every_file_is_validated(run: Run, tmp_path: Path) -> None:
    write_own(tmp_path)
    (tmp_path / "bad.yaml").write_bytes(b"\xff")
    ran = run("spec validate own.1.yaml none.yaml bad.yaml")
    assert (ran.status, ran.out) == (
        2,
        "Valid: own.1.yaml (own 1, 1 unit, 1 qualification)\n"
        "Refused: none.yaml, 1 mistake\n"
        "  There is no file none.yaml. Look at its name and folder.\n"
        "Refused: bad.yaml, 1 mistake\n"
        "  bad.yaml is not UTF-8 (byte 1). Save it as UTF-8.\n",
    )


def test_a_specification_of_ones_own_is_used(run: Run, tmp_path: Path) -> None:
    write_own(tmp_path)
    assert run("check OWN CC@3 --spec ./own.1.yaml --brief").status == 0
    assert run(f"check OWN CC@2 --spec own --folder {tmp_path} --brief").status == 1
    assert run(f"check OWN CC@3 --folder {tmp_path} --brief").status == 0


def test_a_code_in_several_specifications_needs_one_named(run: Run, tmp_path: Path) -> None:
    path = write_own(tmp_path)
    other = path.read_text(encoding="utf-8").replace("specification: own", "specification: twin")
    (tmp_path / "twin.1.yaml").write_text(other, encoding="utf-8")
    ran = run(f"check OWN CC@3 --folder {tmp_path}")
    assert (ran.status, ran.err) == (
        2,
        "touchstone: OWN is in several specifications: own@1, twin@1. Name one with --spec.\n",
    )


def test_the_version_in_force_on_the_day_is_used(run: Run) -> None:
    versions = {
        day: json.loads(run(f"check CC2 EFF2 --on {day} --format json --brief").out)["specification"]["version"]
        for day in ("2015-12-31", "2016-01-01")
    }
    assert versions == {"2015-12-31": "2013", "2016-01-01": "2016"}


def test_what_differs_is_said(run: Run, tmp_path: Path) -> None:
    before = write_own(tmp_path)
    after = tmp_path / "after.2.yaml"
    changed = before.read_text(encoding="utf-8").replace("{2: 20, 3: 30}", "{3: 40}").replace('"1"', '"2"')
    changed = changed.replace("At least 30 unit values count.", "At least 40 unit values count.").replace(
        ": 30\n", ": 40\n"
    )
    after.write_text(changed, encoding="utf-8")
    ran = run("spec diff ./own.1.yaml ./after.2.yaml")
    assert (ran.status, ran.out) == (
        1,
        "2 differences between own 1 and own 2\n"
        "\n"
        "unit CC, values             was  20 at level 2, 30 at level 3\n"
        "                            now  40 at level 3\n"
        "clause total of OWN, words  was  At least 30 unit values count.\n"
        "                            now  At least 40 unit values count.\n",
    )
    found = json.loads(run("spec diff ./own.1.yaml ./after.2.yaml --format json").out)
    assert found["differences"][0] == {
        "what": "unit CC",
        "which": "values",
        "before": "20 at level 2, 30 at level 3",
        "after": "40 at level 3",
    }


def test_nothing_differs_from_itself(run: Run) -> None:
    ran = run("spec diff ocr-contact-centre-nvq ocr-contact-centre-nvq@2009")
    assert (ran.status, ran.out) == (
        0,
        "No difference between ocr-contact-centre-nvq 2009 and ocr-contact-centre-nvq\n2009\n",
    )


def test_an_amended_clause_is_seen_between_versions(run: Run) -> None:
    line = "spec diff contact-centre-diploma@2013 contact-centre-diploma@2016 --format json"
    found = json.loads(run(line).out)["differences"]
    changes = {(one["what"], one["which"]): (one["before"], one["after"]) for one in found}
    assert changes["unit CHT2", None] == (None, "Serve customers by chat (4 at level 2)")
    assert changes["clause general of CC2", "valid"][1] == "from the beginning to 2018-08-31"
    assert changes["clause general of CC2", None][0] is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("spec validate", "No file is named. Write its name, as: spec validate own.1.yaml."),
        ("spec show --unit ZY", "There is no unit ZY in ocr-contact-centre-nvq 2009. Did you mean ZZ?"),
        (
            "spec show ocr-contact-centre-nvk",
            "There is no specification ocr-contact-centre-nvk. Did you mean ocr-contact-centre-nvq? "
            "“touchstone spec list” shows them all.",
        ),
    ],
)
def test_what_cannot_be_answered_is_said(run: Run, line: str, said: str) -> None:
    ran = run(line)
    assert (ran.status, ran.out, ran.err) == (2, "", f"touchstone: {said}\n")
