"""``touchstone check --file``: every format in, every format out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import ROOT, Run, Write
from touchstone.cli.files import rows

CANDIDATES = [
    ("C0001", "03448", "AA@2 BB@3 CC@2 EE@2 FF@2"),
    ("C0002", "03448", "AA@2 BB@1 CC@2"),
    ("C0003", "03447", ""),
]
ANSWER = """\
candidate,qualification,earned,counted_total,counted_at_level,missing,outcome
C0001,03448,true,110,60,,03448
C0002,03448,false,45,20,total at-the-level,
C0003,03447,false,0,0,total develop health-and-safety at-the-level,
"""


def write_csv(path: Path) -> None:
    path.write_text("\n".join(map(",".join, [rows.REQUIRED, *CANDIDATES])), encoding="utf-8-sig")


def write_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (rows.REQUIRED, *CANDIDATES):
        sheet.append(list(row))
    book.save(path)


def write_jsonl(path: Path) -> None:
    objects = [dict(zip(rows.REQUIRED, row, strict=True)) for row in CANDIDATES]
    path.write_text("\n\n".join(map(json.dumps, objects)), encoding="utf-8")


def write_parquet(path: Path) -> None:
    columns = zip(*CANDIDATES, strict=True)
    pq.write_table(pa.table(dict(zip(rows.REQUIRED, map(list, columns), strict=True))), path)


WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "jsonl": write_jsonl, "parquet": write_parquet}


@pytest.mark.parametrize("ending", WRITERS)
def test_every_format_gives_the_same_answer(run: Run, tmp_path: Path, ending: str) -> None:
    WRITERS[ending](tmp_path / f"many.{ending}")
    ran = run(f"check --file many.{ending} --format csv")
    assert (ran.status, ran.out, ran.err) == (0, ANSWER, "")


def test_the_table_says_first_how_many_are_earned(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "many.csv")
    ran = run("check --file many.csv")
    assert ran.status == 0
    assert ran.out == (
        "1 earned, 2 not earned of 3 answers\n"
        "\n"
        "candidate  award              total  at level  missing\n"
        "C0001      03448  earned        110        60\n"
        "C0002      03448  not earned     45        20  total at-the-level\n"
        "C0003      03447  not earned      0         0  total develop health-and-safety\n"
        "                                               at-the-level\n"
    )


def test_the_answer_is_written_as_csv(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "many.csv")
    ran = run("check --file many.csv --output answer.csv")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert (tmp_path / "answer.csv").read_text(encoding="utf-8") == ANSWER


def test_the_answer_is_written_as_parquet_with_types(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "many.csv")
    assert run("check --file many.csv --output answer.parquet").status == 0
    table = pq.read_table(tmp_path / "answer.parquet")
    assert table.schema.names == ANSWER.partition("\n")[0].split(",")
    assert list(map(str, table.schema.types)) == ["string", "string", "bool", "int64", "int64", "string", "string"]
    assert table.to_pylist()[1] == {
        "candidate": "C0002",
        "qualification": "03448",
        "earned": False,
        "counted_total": 45,
        "counted_at_level": 20,
        "missing": "total at-the-level",
        "outcome": "",
    }


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_the_answer_is_written_as_json_with_everything(run: Run, tmp_path: Path, ending: str) -> None:
    write_csv(tmp_path / "many.csv")
    assert run(f"check --file many.csv --output answer.{ending}").status == 0
    text = (tmp_path / f"answer.{ending}").read_text(encoding="utf-8")
    found = json.loads(text) if ending == "json" else [json.loads(line) for line in text.splitlines()]
    assert [(one["candidate"], one["earned"]) for one in found] == [("C0001", True), ("C0002", False), ("C0003", False)]
    alone = json.loads(run("check 03448 AA@2 BB@1 CC@2 --format json").out)
    assert found[1] == {key: alone[key] for key in found[1]} | {"candidate": "C0002"}


def test_json_on_the_screen_is_one_array(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "many.csv")
    assert len(json.loads(run("check --file many.csv --format json").out)) == 3


def test_a_file_without_rows_is_answered_without_rows(run: Run, write: Write) -> None:
    write()
    assert run("check --file many.csv --format csv").out == ANSWER.partition("\n")[0] + "\n"
    assert run("check --file many.csv --format json").out == "[]\n"
    assert run("check --file many.csv").out == "0 earned, 0 not earned of 0 answers\n"
    assert run("check --file many.csv --output answer.parquet").status == 0


def test_an_empty_qualification_means_every_one_of_the_specification(run: Run, write: Write) -> None:
    write("C0001,,AA@2 BB@3 CC@2 EE@2 FF@2")
    out = run("check --file many.csv --format csv").out
    found = [(row["qualification"], row["earned"]) for row in csv.DictReader(out.splitlines())]
    assert found == [("03447", "false"), ("03448", "true"), ("03449", "false"), ("03450", "false"), ("03451", "false")]


def test_a_row_may_name_a_qualification_of_another_specification(run: Run, write: Write) -> None:
    write("C0001,03448,AA@2", "C0002,CC2,EFF2@2 HSC2")
    out = run("check --file many.csv --format csv").out
    assert [line.split(",")[1:3] for line in out.splitlines()[1:]] == [["03448", "false"], ["CC2", "false"]]


def test_columns_may_stand_in_any_order_and_others_are_said_not_to_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_text("Units,centre,Candidate,Qualification\nAA@1,X1,C0001,03447\n", encoding="utf-8")
    ran = run("check --file many.csv --format csv")
    assert ran.err == "Not read: 1 column (centre).\n"
    assert ran.out.splitlines()[1].startswith("C0001,03447,false,10,0,")


def test_empty_lines_and_rows_are_no_rows(run: Run, write: Write) -> None:
    write("", "C0001,03447,AA@1", ",,", "")
    assert len(run("check --file many.csv --format csv").out.splitlines()) == 2


def test_units_may_be_separated_by_commas_inside_quotes(run: Run, write: Write) -> None:
    write('C0001,03448,"AA@2, BB@3; CC@2 EE@2 FF@2"')
    assert run("check --file many.csv --format csv").out.splitlines()[1] == "C0001,03448,true,110,60,,03448"


def test_units_of_json_lines_may_be_a_list(run: Run, tmp_path: Path) -> None:
    line = {"candidate": "C0001", "qualification": None, "units": ["AA@1", "BB@1"]}
    (tmp_path / "many.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert len(run("check --file many.jsonl --format csv").out.splitlines()) == 6


def test_units_of_parquet_may_be_a_list(run: Run, tmp_path: Path) -> None:
    table = pa.table({"candidate": ["C0001"], "qualification": ["03447"], "units": [["AA@1", "BB@1"]]})
    pq.write_table(table, tmp_path / "many.parquet")
    assert run("check --file many.parquet --format csv").out.splitlines()[1].startswith("C0001,03447,false,15,0,")


def test_whole_numbers_in_a_spreadsheet_are_read_as_their_digits(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (rows.REQUIRED, (1001, "03447", "AA@1")):
        sheet.append(list(row))
    book.save(tmp_path / "many.xlsx")
    assert run("check --file many.xlsx --format csv").out.splitlines()[1].startswith("1001,03447,false")


def test_a_sheet_of_several_is_named(run: Run, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "many.xlsx")
    book = openpyxl.load_workbook(tmp_path / "many.xlsx")
    book.create_sheet("Notes")
    book.save(tmp_path / "many.xlsx")
    assert run("check --file many.xlsx").err == (
        "touchstone: many.xlsx cannot be read.\n  It has 2 sheets: Sheet, Notes. Name one with --sheet.\n"
    )
    assert run("check --file many.xlsx --sheet Sheet --format csv").out == ANSWER
    assert run("check --file many.xlsx --sheet Other").err == (
        "touchstone: many.xlsx cannot be read.\n  It has no sheet Other. Its sheets are: Sheet, Notes.\n"
    )


def test_a_long_file_is_worked_on_in_batches(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("csv_file", "jsonl_file", "xlsx_file", "parquet_file"):
        monkeypatch.setattr(f"touchstone.cli.files.{module}.BATCH", 2)
    write(*(f"C{number:04},03447,AA@1" for number in range(1, 8)))
    out = run("check --file many.csv --format csv").out
    assert [line[:5] for line in out.splitlines()[1:]] == [f"C{number:04}" for number in range(1, 8)]


def test_only_the_first_lines_of_a_long_table_are_shown(run: Run, write: Write) -> None:
    write(*(f"C{number:04},03447,AA@1" for number in range(501)))
    out = run("check --file many.csv").out.splitlines()
    assert (out[0], out[-1]) == (
        "0 earned, 501 not earned of 501 answers",
        "The first 500 are shown. --output FILE.csv writes them all.",
    )


def test_a_reading_that_a_qualification_does_not_have_is_noted(run: Run, write: Write) -> None:
    write("C0001,03450,AA@4", "C0002,03451,AA@4")
    ran = run("check --file many.csv --format csv --reading total=up-to-the-level")
    assert (ran.status, ran.err) == (0, "03451 has no reading total=up-to-the-level; it is read as chosen.\n")


def test_a_reading_that_no_qualification_has_is_refused(run: Run, write: Write) -> None:
    write("C0001,03450,AA@4")
    ran = run("check --file many.csv --reading total=upto")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("touchstone: Clause total of ocr-contact-centre-nvq 2009 has no reading upto.")


def test_a_candidate_that_a_spreadsheet_would_run_is_guarded(run: Run, write: Write) -> None:
    write("=1+1,03447,AA@1", "+44,03447,AA@1", "@x,03447,AA@1", "-x,03447,AA@1", "-1,03447,AA@1", "a=b,03447,AA@1")
    out = run("check --file many.csv --format csv").out
    assert [line.split(",")[0] for line in out.splitlines()[1:]] == ["'=1+1", "'+44", "'@x", "'-x", "-1", "a=b"]


def test_words_of_a_candidate_are_shown_as_they_are(run: Run, write: Write) -> None:
    write("[red]x[/red] :smile:,03447,AA@1")
    assert run("check --file many.csv").out.splitlines()[3].startswith("[red]x[/red] :smile:  03447")


def test_the_sample_is_answered(run: Run) -> None:
    ran = run(f"check --file {ROOT}/samples/candidates.csv")
    assert (ran.status, ran.first, ran.err) == (0, "7 earned, 9 not earned of 16 answers", "")
