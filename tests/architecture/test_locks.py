"""What is installed is pinned, hashed, licensed and named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall(lock(name)))


@pytest.mark.parametrize("name", ["runtime", "developer"])
def test_every_package_of_a_lock_has_a_hash(name: str) -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", lock(name), flags=re.MULTILINE)[1:]
    assert [entry for entry in entries if not (PIN.match(entry) and HASH.search(entry))] == []


def test_developers_run_what_users_run() -> None:
    assert pins("runtime").items() <= pins("developer").items()


def test_every_package_of_the_runtime_is_on_the_page_of_licences() -> None:
    page = (ROOT / "docs" / "reference" / "licences.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| ([\w.-]+) \| (\S+) \|", page, flags=re.MULTILINE))
    assert {name.lower(): version for name, version in listed.items() if name != "Package"} == pins("runtime")
