"""A million candidates in a Parquet file, all five qualifications, from one command: time and memory, end to end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from bench.measure import Line, judged, print_table
from bench.population import texts

ROWS = 1_000_000
TOUCHSTONE = Path(sys.executable).with_name("touchstone")


def run(*arguments: str) -> tuple[float, float]:
    """Seconds and peak memory, in MiB, of one command in a process of its own."""
    start = time.perf_counter()
    with subprocess.Popen([TOUCHSTONE, *arguments], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{arguments} answered {process.returncode}"
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return time.perf_counter() - start, usage.ru_maxrss / scale


def median_of(*arguments: str, rounds: int = 3) -> tuple[float, float]:
    """The median time and the largest memory of some runs, after one to warm up."""
    run(*arguments)
    found = [run(*arguments) for _ in range(rounds)]
    return sorted(seconds for seconds, _ in found)[rounds // 2], max(memory for _, memory in found)


def write_candidates(path: Path, rows: int) -> None:
    units = list(texts(rows))
    names = [f"C{number:07d}" for number in range(rows)]
    pq.write_table(pa.table({"candidate": names, "qualification": [""] * rows, "units": units}), path)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        many, fewer = Path(folder, "many.parquet"), Path(folder, "fewer.parquet")
        write_candidates(many, ROWS)
        write_candidates(fewer, ROWS // 4)
        as_text = Path(folder, "many.csv")
        csv.write_csv(pq.read_table(many), as_text, csv.WriteOptions(quoting_style="none"))
        answers, table = str(Path(folder, "answers.parquet")), str(Path(folder, "answers.csv"))
        brief, memory = median_of("check", "--file", str(many), "--output", answers, "--brief")
        _, less = median_of("check", "--file", str(fewer), "--output", answers, "--brief", rounds=1)
        full, full_memory = median_of("check", "--file", str(many), "--output", answers)
        as_csv, csv_memory = median_of("check", "--file", str(many), "--output", table)
        from_csv, from_csv_memory = median_of("check", "--file", str(as_text), "--output", answers, "--brief", rounds=1)
    print_table(
        f"{ROWS:,} candidates, five qualifications each, from Parquet, end to end (compilation warm)",
        [
            judged("verdicts, to Parquet", brief, 3, "s"),
            judged("peak memory", memory, 1024, "MiB"),
            Line("peak memory with a quarter of the candidates", f"{less:,.0f} MiB", f"{memory / less:.2f} × with all"),
            Line("with totals and missing clauses, to Parquet", f"{full:,.2f} s", f"{full_memory:,.0f} MiB"),
            Line("with totals and missing clauses, to CSV", f"{as_csv:,.2f} s", f"{csv_memory:,.0f} MiB"),
            Line("verdicts, from CSV to Parquet", f"{from_csv:,.2f} s", f"{from_csv_memory:,.0f} MiB"),
        ],
    )
