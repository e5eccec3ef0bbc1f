"""The commands of an operator, run as programs on an installation of their own."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.deploy.installation import Installation
from touchstone.project.environment import Environment

pytestmark = pytest.mark.sqlite

ADMINISTRATOR = ("administrator", "Siân Price", "sian.price@awarding-body.example")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A migrated installation with an awarding body, an invited administrator and the shipped standards."""
    made = Installation(tmp_path_factory.mktemp("installation"), {"TOUCHSTONE_MODE": "production"})
    for arguments in (("migrate",), ADMINISTRATOR, ("standards", "load"), ("upkeep",)):
        ran = made.run(*arguments)
        assert ran.returncode == 0, ran.stderr
    return made


def alter(installation: Installation, statement: str) -> None:
    """Change the database as somebody who holds its file can."""
    with sqlite3.connect(installation.folder / "data" / "touchstone.sqlite3") as database:
        database.executescript(f"DROP TRIGGER IF EXISTS ledger_entry_no_update; {statement}")


def test_the_administrators_link_stands_alone_on_standard_output(installation: Installation) -> None:
    ran = installation.run("administrator", "Tomos Rees", "tomos.rees@awarding-body.example")
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/invitation/[\w-]{20,}/\n", ran.stdout)
    assert "within 3 days" in ran.stderr


@pytest.mark.parametrize("name", ["Siân", ""])
def test_an_administrator_without_a_family_name_is_refused(installation: Installation, name: str) -> None:
    ran = installation.run("administrator", name, "sian@awarding-body.example")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "A name has a given and a family name" in ran.stderr


def test_a_ledger_that_was_altered_is_not_whole_and_the_entry_is_named(installation: Installation) -> None:
    whole = installation.run("ledger", "verify")
    assert whole.returncode == 0
    assert re.fullmatch(r"The ledger is whole: \d+ entries and 1 signed heads were read\.\n", whole.stdout)
    (role,) = (
        sqlite3.connect(installation.folder / "data" / "touchstone.sqlite3")
        .execute("SELECT role FROM ledger_entry WHERE number = 2")
        .fetchone()
    )
    alter(installation, "UPDATE ledger_entry SET role = 'candidate' WHERE number = 2")
    try:
        ran = installation.run("ledger", "verify")
        assert ran.returncode == 1
        assert re.search(r"^ +entry 2  altered +It no longer says what was written\.$", ran.stdout, re.MULTILINE)
        data = json.loads(installation.run("ledger", "verify", "--format", "json").stdout)
        assert [(flaw["number"], flaw["kind"]) for flaw in data["flaws"]] == [(2, "altered")]
        assert data["whole"] is False
    finally:
        alter(installation, f"UPDATE ledger_entry SET role = '{role}' WHERE number = 2")
    assert installation.run("ledger", "verify").returncode == 0


def test_heads_that_another_key_signed_are_named(installation: Installation, tmp_path: Path) -> None:
    other = Installation(tmp_path, {"TOUCHSTONE_MODE": "production"})
    assert other.run("migrate").returncode == 0
    assert other.run("ledger", "seal").returncode == 0
    key = tmp_path / "data" / "ledger" / "signing-key.pub.pem"
    ran = installation.run("ledger", "verify", "--key", str(key))
    assert ran.returncode == 1
    assert "Line 1 of the heads is not signed by the ledger's key." in ran.stdout


def test_a_folder_without_heads_is_refused(installation: Installation, tmp_path: Path) -> None:
    ran = installation.run("ledger", "verify", "--heads", str(tmp_path))
    assert (ran.returncode, ran.stdout) == (2, "")


def test_a_database_that_is_not_up_to_date_is_said(tmp_path: Path) -> None:
    ran = Installation(tmp_path, {}).run("ledger", "verify")
    assert ran.returncode == 2
    assert "Run `touchstone migrate` first." in ran.stderr


def test_a_database_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    nowhere = Installation(tmp_path, {"TOUCHSTONE_DATABASE": "postgresql://me:top-secret@127.0.0.1:1/nothing"})
    ran = nowhere.run("migrate")
    assert ran.returncode == 2
    assert ran.stderr.startswith("touchstone: The database does not answer: ")
    assert "top-secret" not in ran.stderr


def test_stored_files_that_are_missing_are_named(installation: Installation) -> None:
    ran = installation.run("files", "verify")
    assert (ran.returncode, ran.stdout) == (0, "The stored files are whole: 0 contents with 0 bytes were read.\n")


def test_what_lies_in_the_store_on_no_record_is_removed_after_a_day(installation: Installation) -> None:
    files = [installation.folder / "data" / "files" / "content" / "ab" / "cd" / f"abcd{end * 60}" for end in "01"]
    files[0].parent.mkdir(parents=True)
    for file in files:
        file.write_bytes(b"on no record")
    os.utime(files[0], (0, 0))
    ran = installation.run("files", "sweep")
    assert (ran.returncode, ran.stderr) == (0, "1 contents on no record and 0 unfinished files were removed.\n")
    assert [file.exists() for file in files] == [False, True]


def test_standards_written_to_a_file_are_read_back(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "standards.csv"
    assert installation.run("standards", "export", str(file)).returncode == 0
    looked = installation.run("standards", "import", str(file), "--source", "Scheme book, issue 3")
    assert looked.returncode == 0, looked.stderr
    assert "Nothing was published: --publish does that." in looked.stderr
    published = installation.run("standards", "import", str(file), "--source", "Scheme book, issue 3", "--publish")
    assert published.returncode == 0, published.stderr
    assert "versions were published, in force from" in published.stderr


def test_standards_with_a_bad_row_are_refused_with_its_place(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "standards.csv"
    assert installation.run("standards", "export", str(file)).returncode == 0
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    file.write_text("\n".join([lines[0], lines[1].replace("AA", "A?", 1), *lines[2:]]), encoding="utf-8")
    ran = installation.run("standards", "import", str(file), "--source", "Scheme book")
    assert ran.returncode == 1
    assert "  row 2, " in ran.stderr


def test_settings_are_shown_without_their_secrets(tmp_path: Path) -> None:
    secret = "a-secret-of-the-test-" * 3
    ran = Installation(
        tmp_path,
        {
            "TOUCHSTONE_MODE": "production",
            "TOUCHSTONE_SECRET_KEY": secret,
            "TOUCHSTONE_DATABASE": f"postgresql://me:{secret}@db.example/touchstone",
            "TOUCHSTONE_OWNER_DATABASE": f"postgresql://owner:{secret}@db.example/touchstone",
            "TOUCHSTONE_MAIL": f"smtp://me:{secret}@mail.example",
            "TOUCHSTONE_FILES": f"s3://key:{secret}@bucket",
            "TOUCHSTONE_CACHE": f"redis://:{secret}@cache.example/0",
            "TOUCHSTONE_OIDC_SECRET": secret,
            "COLUMNS": "200",
        },
    ).run("check-settings")
    assert ran.returncode == 0, ran.stderr
    assert "a-secret" not in ran.stdout
    assert "postgresql://me:**********@db.example/touchstone" in ran.stdout
    assert re.findall(r"^TOUCHSTONE_(\w+)", ran.stdout, re.MULTILINE) == [
        name.upper() for name in Environment.model_fields
    ]


def test_the_document_of_settings_names_each_once_with_what_it_is_without() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `TOUCHSTONE_(\w+)` \| (.*?) \|", page, re.MULTILINE)
    expected = {name.upper(): as_it_comes(name) for name in Environment.model_fields}
    assert dict(rows) == expected
    assert len(rows) == len(expected)


def as_it_comes(name: str) -> str:
    default = Environment.model_fields[name].get_default()
    value = default.get_secret_value() if hasattr(default, "get_secret_value") else default
    return f"`{value}`" if value not in ("", None) else "–"
