"""The rules of the house that the import linter cannot see (docs/rooms.md)."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "touchstone"
MODULES = sorted(PACKAGE.rglob("*.py"))

LONGEST_FUNCTION = 50
LONGEST_FILE = 500

# Doors and settings are not built in floors; the engine has layers of its own.
ROOMS_WITHOUT_FLOORS = {"rules", "web", "rest", "cli", "project"}

IMPURE_MODULES = ("time", "uuid", "random", "secrets", "tempfile", "socket", "numpy.random", "numba.cuda.random")
IMPURE_ATTRIBUTES = {
    "now": "clock",
    "utcnow": "clock",
    "today": "clock",
    "random": "randomness",
    "urandom": "randomness",
    "getrandom": "randomness",
    "read_text": "files",
    "read_bytes": "files",
    "write_text": "files",
    "write_bytes": "files",
}
IMPURE_BUILTINS = {"open": "files", "input": "terminal", "print": "terminal"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported_names(node: ast.AST) -> Iterator[str]:
    """Every dotted name that an import statement could bind."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def impurities_of(node: ast.AST) -> Iterator[str]:
    for name in imported_names(node):
        yield from (f"imports {module}" for module in IMPURE_MODULES if f"{name}.".startswith(f"{module}."))
    if isinstance(node, ast.Attribute) and node.attr in IMPURE_ATTRIBUTES:
        yield f"{IMPURE_ATTRIBUTES[node.attr]}: .{node.attr}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_BUILTINS:
        yield f"{IMPURE_BUILTINS[node.func.id]}: {node.func.id}()"


def impurities_in(source: str) -> list[str]:
    """What in a module would make its answer depend on more than its arguments."""
    return [impurity for node in ast.walk(ast.parse(source)) for impurity in impurities_of(node)]


def is_pure_by_promise(module: Path) -> bool:
    within = module.relative_to(PACKAGE).parts
    return within[0] == "rules" or "domain.py" in within or "domain" in within


def rooms_of_the_corridor() -> set[str]:
    """The rooms named in .importlinter, the one list of them."""
    layers = linter_setting("corridor", "layers")
    return {room.strip(" ()") for layer in layers.splitlines() for room in layer.split("|") if room.strip()}


def linter_setting(contract: str, option: str) -> str:
    settings = ConfigParser()
    settings.read(ROOT / ".importlinter", encoding="utf-8")
    return settings[f"importlinter:contract:{contract}"][option]


def rooms_that_exist() -> set[str]:
    return {entry.name for entry in PACKAGE.iterdir() if entry.is_dir() and entry.name != "__pycache__"}


def files_of_the_repository() -> list[Path]:
    """Every file that is, or could be, committed."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("module", [module for module in MODULES if is_pure_by_promise(module)], ids=name_of)
def test_rules_and_domains_know_no_clock_chance_or_file(module: Path) -> None:
    assert impurities_in(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("line", "impurities"),
    [
        ("import time", ["imports time"]),
        ("import timeit_of_our_own", []),
        ("from uuid import uuid4", ["imports uuid"]),
        ("from random import shuffle", ["imports random"]),
        ("import numpy.random", ["imports numpy.random"]),
        ("from numpy import random", ["imports numpy.random"]),
        ("from numpy.random import default_rng", ["imports numpy.random"]),
        ("from numba.cuda import random", ["imports numba.cuda.random"]),
        ("np.random.shuffle(units)", ["randomness: .random"]),
        ("datetime.now(tz=UTC)", ["clock: .now"]),
        ("at = date.today()", ["clock: .today"]),
        ("open('units.csv')", ["files: open()"]),
        ("path.read_text()", ["files: .read_text"]),
        ("from datetime import date", []),
        ("total = value + 5", []),
    ],
)
def test_impurity_is_seen(line: str, impurities: list[str]) -> None:
    assert impurities_in(line) == impurities


def test_every_folder_of_the_package_is_a_room() -> None:
    assert rooms_that_exist() - rooms_of_the_corridor() == set()


def test_every_room_is_described() -> None:
    described = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "rooms.md").read_text(encoding="utf-8")))
    assert rooms_of_the_corridor() - described == set()


def test_every_room_built_in_floors_is_held_to_them() -> None:
    containers = {line.strip() for line in linter_setting("floors", "containers").splitlines() if line.strip()}
    assert containers == {f"touchstone.{room}" for room in rooms_that_exist() - ROOMS_WITHOUT_FLOORS}


def test_every_folder_with_modules_is_a_package_so_that_the_import_linter_sees_it() -> None:
    folders = {module.parent for module in MODULES}
    assert sorted(name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()) == []


def test_no_function_is_longer_than_fifty_lines() -> None:
    lengths = {
        f"{name_of(module)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_no_module_is_longer_than_five_hundred_lines() -> None:
    lengths = {name_of(module): len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    # Written in pieces, so that this file does not itself name what it looks for.
    # A page of our own has the address home/ with nothing after it; somebody's folder has a name.
    folders = "|".join((r"home(?=/\w)", "root", "work", r"Users(?=/\w)", "opt/py" + "pi"))
    hosts = ("py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js.org", "deb.deb" + "ian.org")
    needle = re.compile(rf"(?<![\w.~}}-])/(?:{folders})/|{'|'.join(map(re.escape, hosts))}".encode())
    named = {name_of(file): needle.findall(file.read_bytes()) for file in files_of_the_repository()}
    assert {name: found for name, found in named.items() if found} == {}
