"""The program as the shell runs it: what a cold start loads, exit statuses, colour, completion, broken pipes."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run

PROGRAM = [sys.executable, "-c", "from touchstone.cli.app import main; main()"]
LOADED = """
import sys
from touchstone.cli.app import run
status = run(sys.argv[1:])
heavy = ("numpy", "numba", "pyarrow", "openpyxl", "highspy", "django", "pydantic", "rich", "touchstone.rules.api")
print(status, *(name for name in heavy if name in sys.modules), file=sys.stderr)
"""


def environment(**more: str) -> dict[str, str]:
    """The environment of a program that is to find the package, in 80 columns."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "80", **more}


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, env=environment(), check=False)


def loaded_by(*arguments: str) -> list[str]:
    """The exit status, and which heavy modules a cold start of the command has loaded."""
    command = [sys.executable, "-c", LOADED, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    return ran.stderr.split()


def on_a_terminal(*arguments: str, **more: str) -> str:
    """What the program prints when its output is a terminal."""
    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("needs a pseudo-terminal: mount /dev/pts")
    with subprocess.Popen([*PROGRAM, *arguments], stdout=theirs, stderr=theirs, env=environment(TERM="xterm", **more)):
        os.close(theirs)
        said = bytearray()
        while True:
            try:
                chunk = os.read(ours, 65_536)
            except OSError:  # the other end is closed: Linux says so with an error
                break
            if not chunk:
                break
            said += chunk
    os.close(ours)
    return said.decode("utf-8")


def test_help_loads_neither_the_rules_nor_anything_heavy() -> None:
    assert loaded_by("--help") == ["0", "rich"]


@pytest.mark.parametrize(("units", "status"), [("AA@2 BB@3 CC@2 EE@2 FF@2", "0"), ("AA@2 BB@1 CC@2", "1")])
def test_a_check_of_one_candidate_loads_no_compiler_and_no_file_format(units: str, status: str) -> None:
    found = loaded_by("check", "03448", *units.split())
    assert found[0] == status
    assert not {"numba", "pyarrow", "openpyxl", "django"}.intersection(found)


@pytest.mark.parametrize(("units", "status"), [("AA@2 BB@3 CC@2 EE@2 FF@2", "0"), ("AA@2 BB@1 CC@2", "1")])
def test_a_brief_check_loads_no_numbers_and_no_solver_either(units: str, status: str) -> None:
    found = loaded_by("check", "03448", *units.split(), "--brief")
    assert found[0] == status
    assert not {"numpy", "numba", "pyarrow", "openpyxl", "highspy", "django"}.intersection(found)


def test_no_command_loads_django() -> None:
    assert "django" not in loaded_by("reach", "AA@2")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["check", "03448", "AA@2", "BB@3", "CC@2", "EE@2", "FF@2"], 0),
        (["check", "03448", "AA@2"], 1),
        (["check", "03448", "ZY"], 2),
        (["check", "--file", "none.csv"], 2),
        (["check", "--file", str(ROOT / "samples" / "candidates.csv")], 0),
        (["--version"], 0),
        ([], 0),
        (["chekc"], 2),
    ],
)
def test_the_exit_status_says_what_came_of_it(arguments: list[str], status: int) -> None:
    assert start(*arguments).returncode == status


def test_the_installed_command_is_this_program() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'touchstone = "touchstone.cli.app:main"' in text


def test_colour_is_for_terminals() -> None:
    shown = on_a_terminal("check", "03448", "AA@2", "--brief")
    assert "\x1b[1;31mNot earned\x1b[0m" in shown
    assert "\x1b[" not in start("check", "03448", "AA@2", "--brief").stdout


def test_no_color_is_respected() -> None:
    shown = on_a_terminal("check", "03448", "AA@2", "ZY", NO_COLOR="1")
    assert shown.startswith("touchstone: There is no unit ZY")
    shown = on_a_terminal("check", "03448", "AA@2", "--brief", NO_COLOR="1")
    assert "\x1b[1;31m" not in shown
    assert "\x1b[32m" not in shown


def test_progress_is_shown_on_a_terminal_only() -> None:
    sample = str(ROOT / "samples" / "candidates.csv")
    assert "candidates.csv" in on_a_terminal("check", "--file", sample)
    assert start("check", "--file", sample).stderr == ""


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    with subprocess.Popen(
        [*PROGRAM, "spec", "show", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_completion_script_is_printed(run: Run, shell: str) -> None:
    ran = run(f"completion {shell}")
    assert (ran.status, ran.err) == (0, "")
    assert "touchstone" in ran.out
    assert "reach" in ran.out


def test_completion_can_be_installed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run("--install-completion --shell bash").status == 0
    assert [path.name for path in tmp_path.rglob("touchstone*")] == ["touchstone"]


@pytest.mark.needs_tool("bash", "apt-get install bash")
def test_bash_takes_the_script(run: Run, tmp_path: Path) -> None:
    (tmp_path / "script").write_text(run("completion bash").out, encoding="utf-8")
    assert subprocess.run(["bash", "-n", "script"], check=False).returncode == 0


def test_help_names_every_command_and_its_exit_statuses(run: Run) -> None:
    out = run("--help").out
    for name in ("check", "plan", "reach", "explain", "compare", "spec", "completion"):
        assert f"│ {name} " in out
    assert "Exit status: 0 earned, 1 not earned, 2 bad input." in run("check --help").out
