"""Bad files: every mistake is said in one go with its row, column and mend; nothing is guessed, nothing dropped."""

from __future__ import annotations

import csv
import datetime
import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import Run, Write
from touchstone.cli.files import rows, xlsx_file

GOOD = "C0001,03447,AA@1"


def refused(count: int, of: int, *mistakes: str, name: str = "many.csv") -> str:
    """What is said when rows are bad."""
    verb, rows_of = ("is", "row") if count == 1 else ("are", "rows")
    lead = f"touchstone: {count} {rows_of} of {of} {verb} bad in {name}, so there is no answer. "
    return lead + "\n  ".join(["Mend them, or judge the others with --skip-bad.", *mistakes]) + "\n"


def unreadable(*mistakes: str, name: str = "many.csv") -> str:
    """What is said when a file cannot be read as a file of candidates."""
    return "\n  ".join([f"touchstone: {name} cannot be read.", *mistakes]) + "\n"


def test_every_mistake_is_said_in_one_go(run: Run, write: Write) -> None:
    write(
        GOOD,
        ",03447,AA@1",
        "C0002,03499,AA@1 ZY@1",
        "C0003,03447,AA@5 CC@1 CC@1",
        "C0004,03447,AA@1,BB@1",
        "C0005,03447",
    )
    ran = run("check --file many.csv")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == refused(
        5,
        6,
        "row 3, candidate: The candidate is empty. Write the candidate's number or name.",
        "row 4, qualification: There is no qualification 03499 in ocr-contact-centre-nvq 2009. Did you mean 03449?",
        "row 4, units: There is no unit ZY in ocr-contact-centre-nvq 2009. Did you mean ZZ?",
        "row 5, units: AA has no level 5. It has AA@1, AA@2, AA@3 or AA@4.",
        "row 5, units: CC@1 is given twice. Keep one of them.",
        "row 6: The row has 4 fields, the header 3. Separate units by spaces, or put the field in quotes.",
        "row 7: The row has 2 fields, the header 3. Write every comma, also round an empty field.",
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("C0001,03447,BB", "row 2, units: BB is given without a level. Add one: BB@1, BB@3, BB@4 or BB@5."),
        ("C0001,03447,A*", "row 2, units: “A*” is not a unit at a level. "
         "Write the unit's code, @ and the level, as AA@2."),
        ("C0001,03447,AA@1:rpl", "row 2, units: ocr-contact-centre-nvq 2009 knows no route “rpl” for AA@1. "
         "Leave the part after the colon out."),
        ("C0001,3447,AA@1", "row 2, qualification: There is no qualification 3447 in ocr-contact-centre-nvq 2009. "
         "Did you mean 03447?"),
        ("C\x1b[31m1,03447,AA@1", "row 2, candidate: The candidate has a character that cannot be printed. "
         "Write it anew."),
        (f"{'C' * 201},03447,AA@1", "row 2, candidate: The candidate is longer than 200 characters. "
         "Write a number or a name."),
        ('C"1,03447,"AA@1" x', "row 2: The quotes or line ends of this row are not those of a CSV file. "
         "Put quotes round the whole field, and write a quote inside it twice."),
        ("C0001,CC2,EFF2 NUM1", "row 2, units: NUM1@1 is not in force on 2026-03-02. "
         "Give a day on which it was with --on."),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place_and_its_mend(run: Run, write: Write, row: str, said: str) -> None:
    write(row, "C0002,03447,AA@1")
    assert run("check --file many.csv").err == refused(1, 2, said)


def test_what_would_steer_the_terminal_is_written_out(run: Run, write: Write) -> None:
    write("C0001,03447,\x1b[2J")
    assert "“\\x1b[2J” is not a unit at a level." in run("check --file many.csv").err


def test_the_same_candidate_and_qualification_twice_makes_both_rows_bad(run: Run, write: Write) -> None:
    write(GOOD, "C0002,03447,AA@1", "C0001,03448,AA@1", "C0001,03447,AA@2", "C0002,,AA@1")
    assert run("check --file many.csv").err == refused(
        4,
        5,
        "row 2: C0001 is given 03447 in row 5 as well. Keep one of them.",
        "row 3: C0002 is given 03447 in row 6 as well. Keep one of them.",
        "row 5: C0001 is given 03447 in row 2 as well. Keep one of them.",
        "row 6: C0002 is given 03447 in row 3 as well. Keep one of them.",
    )


def test_two_candidates_whose_hash_is_the_same_are_not_taken_for_one(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("touchstone.cli.files.repeats.hash", lambda _: 7, raising=False)
    write(GOOD, "C0002,03447,AA@1")
    assert run("check --file many.csv").status == 0


@pytest.mark.parametrize(
    ("header", "mistakes"),
    [
        (
            "candidate,units",
            [
                "row 1: The column qualification is missing. "
                "The first row names the columns: candidate,qualification,units."
            ],
        ),
        (
            "candidate;qualification;units",
            [
                f"row 1: The column {name} is missing. The fields are separated by ;: save the file with commas."
                for name in rows.REQUIRED
            ],
        ),
        ("candidate,qualification,units,units", ["row 1, units: The column occurs twice. Keep one of them."]),
    ],
)
def test_a_wrong_header_is_said(run: Run, write: Write, header: str, mistakes: list[str]) -> None:
    write(GOOD, header=header)
    ran = run("check --file many.csv --skip-bad")
    assert (ran.status, ran.out, ran.err) == (2, "", unreadable(*mistakes))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "row 1: The file is empty. Its first row names the columns."),
        (
            "candidate,qualification,units\n".encode("utf-16"),
            "row 1: The file is UTF-16, not UTF-8. Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”).",
        ),
        (
            b'candidate,qualification,units\nC0001,03447,"AA@1\nC0002,03447,AA@1\n',
            "row 2: A quote opens a field here and is not closed. Close it, or write the quote twice.",
        ),
        (
            b"candidate,qualification,units\n" + b"x" * 1_000_001,
            "row 2: A line is longer than 1,000,000 bytes. Split it.",
        ),
    ],
)
def test_a_file_that_is_no_csv_is_said_to_be_none(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "many.csv").write_bytes(content)
    ran = run("check --file many.csv --skip-bad")
    assert (ran.status, ran.out, ran.err) == (2, "", unreadable(said))


def test_a_row_that_is_not_utf_8_is_found_where_it_stands(run: Run, tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_bytes(b"candidate,qualification,units\nC0001,03447,AA@1\nC\xe9line,03447,AA@1\n")
    said = "row 3: The row is not UTF-8. Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”)."
    assert run("check --file many.csv").err == refused(1, 2, said)


def test_line_ends_of_old_are_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_bytes(b"candidate,qualification,units\rC0001,03447,AA@1\r")
    ran = run("check --file many.csv")
    said = (
        "row 1: The quotes or line ends of this row are not those of a CSV file. "
        "Save the file with Unix or Windows line ends."
    )
    assert (ran.status, ran.err) == (2, unreadable(said))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "{",
            "row 1: The line is not JSON: Expecting property name enclosed in double quotes. "
            "Write one object to a line.",
        ),
        ("[" * 100_000, "row 1: The line is not JSON: it cannot be read. Write one object to a line."),
        ("[1]", 'row 1: The line is not an object. Write {"candidate": …, "qualification": …, "units": …}.'),
        (
            '{"candidate": "C1", "candidate": "C2", "qualification": "", "units": ""}',
            "row 1, candidate: The key occurs twice. Keep one of them.",
        ),
        (
            '{"candidate": "C1", "qualification": "03447"}',
            'row 1, units: The key units is missing. Write it, if empty as "".',
        ),
        (
            '{"candidate": 7, "qualification": "03447", "units": [1]}',
            "row 1, candidate: 7 is not text. Write text, in quotes.\n  "
            'row 1, units: [1] is not text. Write text, or a list as ["AA@2", "BB@1"], in quotes.',
        ),
        (
            '{"candidate": "\\ud800", "qualification": "03447", "units": ""}',
            "row 1, candidate: The candidate has a character that cannot be printed. Write it anew.",
        ),
    ],
)
def test_a_bad_json_line_is_said(run: Run, tmp_path: Path, line: str, said: str) -> None:
    good = json.dumps({"candidate": "C9", "qualification": "03447", "units": "AA@1"})
    (tmp_path / "many.jsonl").write_text(f"{line}\n{good}\n", encoding="utf-8")
    ran = run("check --file many.jsonl")
    assert (ran.status, ran.out, ran.err) == (2, "", refused(1, 2, said, name="many.jsonl"))


def test_a_parquet_file_that_is_none_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "many.parquet").write_bytes(b"PAR1 nothing PAR1")
    ran = run("check --file many.parquet")
    assert ran.status == 2
    assert ran.err.startswith("touchstone: many.parquet cannot be read.\n  It is not a whole Parquet file: ")


def test_a_parquet_column_that_is_no_text_is_said(run: Run, tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"candidate": [1], "qualification": ["03447"], "units": ["AA@1"]}), tmp_path / "many.parquet"
    )
    said = "The column candidate holds int64, not text. Write it as a column of strings."
    assert run("check --file many.parquet").err == unreadable(said, name="many.parquet")


def test_a_parquet_cell_that_is_not_utf_8_is_found_where_it_stands(run: Run, tmp_path: Path) -> None:
    candidates = pa.array([b"C0001", b"C\xe9"], pa.binary()).cast(pa.string(), safe=False)
    table = pa.table({"candidate": candidates, "qualification": ["03447"] * 2, "units": ["AA@1"] * 2})
    pq.write_table(table, tmp_path / "many.parquet")
    said = "row 2, candidate: The cell is not UTF-8. Write it as UTF-8."
    assert run("check --file many.parquet").err == refused(1, 2, said, name="many.parquet")


def save_sheet(path: Path, *lines: tuple[object, ...]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (rows.REQUIRED, *lines):
        sheet.append(list(line))
    book.save(path)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ("C1", "03447", '="AA@1"'),
            "row 3, units: The cell is a formula without a stored result. Paste its value instead.",
        ),
        (("C1", "03447", "#N/A"), "row 3, units: The cell holds the error #N/A. Mend the formula, or paste a value."),
        (
            (datetime.date(2026, 1, 2), "03447", "AA@1"),
            "row 3, candidate: The cell holds a date or time, not text. Format the cell as text and write it again.",
        ),
        (
            ("C1", 3447.5, "AA@1"),
            "row 3, qualification: The cell holds a decimal number, not text. "
            "Format the cell as text and write it again.",
        ),
        (
            (True, "03447", "AA@1"),
            "row 3, candidate: The cell holds true or false, not text. Format the cell as text and write it again.",
        ),
        (
            ("C1", "03447", "AA@1", "BB@1"),
            "row 3: A cell stands beyond the last named column. Delete it, or name its column.",
        ),
    ],
)
def test_a_bad_cell_of_a_spreadsheet_is_said(run: Run, tmp_path: Path, row: tuple[object, ...], said: str) -> None:
    save_sheet(tmp_path / "many.xlsx", ("C0", "03447", "AA@1"), row)
    assert run("check --file many.xlsx").err == refused(1, 2, said, name="many.xlsx")


def test_a_spreadsheet_that_is_none_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "many.xlsx").write_text(GOOD, encoding="utf-8")
    said = "It is not a whole XLSX file: File is not a zip file. Open it in a spreadsheet and save it again."
    assert run("check --file many.xlsx").err == unreadable(said, name="many.xlsx")


def test_a_spreadsheet_without_the_parts_of_one_is_said(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "many.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    ran = run("check --file many.xlsx")
    assert ran.status == 2
    assert ran.err.startswith("touchstone: many.xlsx cannot be read.\n  It is not a whole XLSX file: ")


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_sheet(tmp_path / "many.xlsx", ("C1", "03447", "AA@1"))
    monkeypatch.setattr(xlsx_file, "LARGEST_UNPACKED", 1_000)
    said = "The file unpacks to more than 0 MB. Save the candidates as CSV."
    assert run("check --file many.xlsx").err == unreadable(said, name="many.xlsx")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("check --file none.csv", "There is no file none.csv. Look at its name and folder."),
        ("check --file .", ". is a folder. Look at its name and folder."),
        (
            "check --file many.ods",
            "many.ods has an unknown ending. A file of candidates is .csv, .xlsx, .jsonl or .parquet.",
        ),
        ("check --file many.csv --sheet A", "--sheet is for .xlsx files; many.csv has no sheets. Leave it out."),
        (
            "check --file many.csv --output many.csv",
            "The file of candidates, the answer and the bad rows need three names. Change one.",
        ),
        (
            "check --file many.csv --bad many.csv",
            "The file of candidates, the answer and the bad rows need three names. Change one.",
        ),
    ],
)
def test_a_file_that_is_not_there_or_in_the_way_is_said(run: Run, write: Write, line: str, said: str) -> None:
    write(GOOD)
    write(GOOD, name="many.ods")
    ran = run(line)
    assert (ran.status, ran.out, ran.err) == (2, "", f"touchstone: {said}\n")


def test_without_skip_bad_nothing_is_written(run: Run, write: Write, tmp_path: Path) -> None:
    write(GOOD, "C0002,03447,AA@9")
    assert run("check --file many.csv --output answer.csv").status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["many.csv"]


def test_with_skip_bad_the_good_are_judged_and_the_bad_are_written(run: Run, write: Write, tmp_path: Path) -> None:
    write(GOOD, "=C0002,03447,AA@9 ZZ@9", "C0003,03447,AA@1,BB@1", "C0004,03447,AA@1")
    ran = run("check --file many.csv --skip-bad --output answer.csv")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "2 rows of 4 left out: what is wrong with them stands in many.bad.csv.\n"
    answer = (tmp_path / "answer.csv").read_text(encoding="utf-8")
    assert [line[:5] for line in answer.splitlines()[1:]] == ["C0001", "C0004"]
    with (tmp_path / "many.bad.csv").open(encoding="utf-8", newline="") as written:
        assert list(csv.reader(written)) == [
            ["row", "column", "what", "mend", "candidate", "qualification", "units"],
            [
                "3",
                "units",
                "AA has no level 9.",
                "It has AA@1, AA@2, AA@3 or AA@4.",
                "'=C0002",
                "03447",
                "AA@9 ZZ@9",
            ],
            [
                "3",
                "units",
                "ZZ has no level 9.",
                "It has ZZ@2, ZZ@3, ZZ@4 or ZZ@5.",
                "'=C0002",
                "03447",
                "AA@9 ZZ@9",
            ],
            [
                "4",
                "",
                "The row has 4 fields, the header 3.",
                "Separate units by spaces, or put the field in quotes.",
                *("C0003", "03447", "AA@1", "BB@1"),
            ],
        ]


def test_bad_rows_go_beside_the_answer_or_where_they_are_told_to(run: Run, write: Write, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(GOOD, "C0002,03447,AA@9")
    assert run("check --file many.csv --skip-bad --output out/answer.csv").status == 0
    assert run("check --file many.csv --skip-bad --bad out/wrong.csv").status == 0
    assert run("check --file many.csv --bad out/also.csv").status == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "also.csv",
        "answer.csv",
        "many.bad.csv",
        "wrong.csv",
    ]


def test_with_skip_bad_rows_given_twice_are_left_out_both(run: Run, write: Write) -> None:
    write(GOOD, "C0002,03447,AA@1", "C0001,03447,AA@2")
    ran = run("check --file many.csv --skip-bad --format csv")
    assert [line[:5] for line in ran.out.splitlines()[1:]] == ["C0002"]
    assert ran.err == "2 rows of 3 left out: what is wrong with them stands in many.bad.csv.\n"


def test_with_skip_bad_and_nothing_bad_no_file_is_written(run: Run, write: Write, tmp_path: Path) -> None:
    write(GOOD)
    assert run("check --file many.csv --skip-bad").status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["many.csv"]


def test_a_bad_json_line_is_kept_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text('{"candidate": "C1"}\n', encoding="utf-8")
    assert run("check --file many.jsonl --skip-bad").status == 0
    with (tmp_path / "many.bad.csv").open(encoding="utf-8", newline="") as written:
        assert [row[-1] for row in csv.reader(written)] == ["line", '{"candidate": "C1"}', '{"candidate": "C1"}']


def test_many_mistakes_are_said_to_be_more(run: Run, write: Write) -> None:
    write(*(f"C{number},03447,AA@9" for number in range(203)))
    said = run("check --file many.csv").err.splitlines()
    assert len(said) == 202
    assert said[-1] == "  … 3 more mistakes: --bad FILE writes them all to a file."
    said = run("check --file many.csv --bad wrong.csv").err.splitlines()
    assert said[-1] == "  … 3 more mistakes stand in wrong.csv."
