"""Large batches are judged in columns, and the answers are those of the rows."""

from __future__ import annotations

import csv
import io
import random
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import Ran, Run
from touchstone.catalogue.specifications import load_specification
from touchstone.cli import plain, reading_files
from touchstone.cli.files import rows

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[tuple[str | None, str | None, str | None]]


def write_both(folder: Path, many: Rows) -> None:
    """The same candidates as CSV and as Parquet."""
    columns = [list(column) for column in zip(*many, strict=True)]
    table = pa.table(dict(zip(rows.REQUIRED, (pa.array(c, pa.string()) for c in columns), strict=True)))
    pq.write_table(table, folder / "many.parquet")
    with (folder / "many.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows.REQUIRED, *many])


def candidates(count: int, *, seed: int = 1) -> Rows:
    """Candidates of every qualification, of none in particular, and with names that people have."""
    chance = random.Random(seed)
    cells = load_specification().cells
    codes = ["", *(q.code for q in load_specification().qualifications)]
    names = ("C{:05d}", "Siân Ó Briain {:d}", "{:d}", "Ångström-Łuczak {:d}", "=C{:d}", 'O "Q" {:d}', "A, {:d}")
    return [
        (
            chance.choices(names, weights=(40, 5, 5, 5, 1, 1, 1))[0].format(number),
            chance.choice(codes),
            chance.choice((" ", "  ", ", ")).join(str(cell) for cell in chance.sample(cells, chance.randint(0, 25))),
        )
        for number in range(count)
    ]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of 50 rows, so that some are plain and some are not."""
    for module in ("parquet_file", "csv_file"):
        monkeypatch.setattr(f"touchstone.cli.files.{module}.BATCH", 50)


@pytest.fixture
def in_columns(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a line with every batch tried in columns, however small."""

    def run_line(line: str) -> Ran:
        with monkeypatch.context() as patched:
            patched.setattr(reading_files, "FEW", 0)
            return run(line)

    return run_line


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each batch offered was judged in columns."""
    seen: list[bool] = []
    read = plain.PlainReader.read

    def watched(reader: plain.PlainReader, *given: object) -> object:
        cases = read(reader, *given)  # type: ignore[arg-type]  # handed on as it came
        seen.append(cases is not None)
        return cases

    monkeypatch.setattr(plain.PlainReader, "read", watched)
    return seen


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("brief", ["", " --brief"])
def test_columns_and_rows_give_the_same_answers(
    run: Run, in_columns: Run, tmp_path: Path, taken: list[bool], *, ending: str, brief: str
) -> None:
    write_both(tmp_path, candidates(1_000))
    by_rows = run(f"check --file many.csv --format csv{brief}")
    assert taken == []
    by_columns = in_columns(f"check --file many.{ending} --format csv{brief}")
    assert (by_columns.status, by_columns.out) == (by_rows.status, by_rows.out)
    assert set(taken) == {True, False}


def test_columns_and_rows_give_the_same_parquet(run: Run, in_columns: Run, tmp_path: Path) -> None:
    write_both(tmp_path, candidates(300))
    run("check --file many.csv --output by-rows.parquet")
    in_columns("check --file many.parquet --output by-columns.parquet")
    assert pq.read_table(tmp_path / "by-rows.parquet").equals(pq.read_table(tmp_path / "by-columns.parquet"))


def test_columns_and_rows_show_the_same_table(run: Run, in_columns: Run, tmp_path: Path, taken: list[bool]) -> None:
    write_both(tmp_path, [("C1", "", "AA@1 BB@1 CC@1 DD@1 EE@1"), ("C2", "03448", "AA@2")])
    assert in_columns("check --file many.parquet").out == run("check --file many.csv").out
    assert taken == [True]


def test_odd_spellings_do_not_take_a_batch_out_of_its_columns(
    run: Run, in_columns: Run, tmp_path: Path, taken: list[bool]
) -> None:
    write_both(tmp_path, [("C1", "03448", "AA@02;V1 BB@1"), ("C2", None, None)])
    ran = in_columns("check --file many.parquet --format csv")
    assert (ran.status, taken) == (0, [True])
    assert ran.out == run("check --file many.csv --format csv").out


@pytest.mark.parametrize(
    "bad",
    [
        ("C9", "03448", "AA@9"),
        ("C9", "3448", "AA@2"),
        ("C9", "03448", "AA@2 AA@2"),
        ("", "03448", "AA@2"),
        ("C00003", "", "AA@2"),
    ],
)
def test_a_bad_row_is_found_wherever_it_stands(
    run: Run, in_columns: Run, tmp_path: Path, bad: tuple[str, str, str]
) -> None:
    good: Rows = [(f"C{number:05d}", "03448", "AA@2 BB@1") for number in range(120)]
    write_both(tmp_path, [*good, bad])
    by_rows = run("check --file many.parquet --format csv --skip-bad")
    by_columns = in_columns("check --file many.parquet --format csv --skip-bad")
    assert (by_columns.status, by_columns.out) == (by_rows.status, by_rows.out)
    said = list(csv.DictReader(io.StringIO((tmp_path / "many.bad.csv").read_text(encoding="utf-8"))))
    assert said[-1]["row"] == "121"


def test_a_pair_met_in_columns_and_in_a_row_is_met_twice(in_columns: Run, tmp_path: Path, taken: list[bool]) -> None:
    first: Rows = [(f"C{number:05d}", "", "AA@2") for number in range(50)]
    second: Rows = [("A, B", "03448", "AA@2"), ("C00007", "03449", "AA@2")]
    write_both(tmp_path, [*first, *second])
    ran = in_columns("check --file many.parquet --format csv")
    assert (ran.status, taken[:2]) == (2, [True, False])
    assert "row 8: C00007 is given 03449 in row 52 as well." in ran.err
    assert "row 52: C00007 is given 03449 in row 8 as well." in ran.err


def test_a_small_file_is_read_row_by_row(run: Run, tmp_path: Path, taken: list[bool]) -> None:
    write_both(tmp_path, [("C1", "03448", "AA@2")])
    assert (run("check --file many.parquet").status, taken) == (0, [])
