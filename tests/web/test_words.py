"""Every word of the interface has its Welsh, and what is built is what is written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "touchstone" / "web"
WELSH = WEB / "locale" / "cy" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]+\}|</?[a-z]+[^>]*>")


def entries() -> list[polib.POEntry]:
    return list(polib.pofile(str(WELSH)))


def forms_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_entry_has_its_welsh() -> None:
    assert [entry.msgid for entry in entries() if not all(forms_of(entry)) or entry.fuzzy] == []


def test_a_translation_fills_in_what_the_original_fills_in() -> None:
    originals = {entry.msgid: sorted(PLACEHOLDER.findall(entry.msgid)) for entry in entries() if not entry.msgid_plural}
    translated = {
        entry.msgid: sorted(PLACEHOLDER.findall(entry.msgstr)) for entry in entries() if not entry.msgid_plural
    }
    assert translated == originals


@pytest.mark.parametrize("locale", ["cy", "en_GB"])
def test_what_is_built_is_what_is_written(locale: str) -> None:
    folder = WEB / "locale" / locale / "LC_MESSAGES"
    written = polib.pofile(str(folder / "django.po"))
    built = polib.mofile(str(folder / "django.mo"))
    assert {(e.msgctxt, e.msgid): forms_of(e) for e in built} == {
        (e.msgctxt, e.msgid): forms_of(e) for e in written if e.translated()
    }


@pytest.mark.needs_tool("xgettext", "apt-get install gettext")
def test_every_word_of_the_pages_is_gathered(tmp_path: Path) -> None:
    copy = tmp_path / "web"
    shutil.copytree(WEB, copy, ignore=shutil.ignore_patterns("static", "__pycache__", "*.mo"))
    gather = [sys.executable, str(ROOT / "manage.py"), "makemessages", "--locale", "cy", "--no-obsolete"]
    settings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TOUCHSTONE_")},
        "DJANGO_SETTINGS_MODULE": "touchstone.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "TOUCHSTONE_MODE": "test",
        "TOUCHSTONE_DATA": str(tmp_path / "data"),
    }
    subprocess.run([*gather, "--verbosity", "0"], cwd=copy, env=settings, check=True, capture_output=True)
    gathered = polib.pofile(str(copy / "locale" / "cy" / "LC_MESSAGES" / "django.po"))
    assert {e.msgid for e in gathered} == {e.msgid for e in entries()}, "scripts/translate gathers what is new"


@pytest.mark.django_db
def test_a_page_is_welsh_for_whoever_chose_it(client: Client) -> None:
    answer = client.get("/", headers={"accept-language": "cy"})
    text = answer.content.decode()
    assert ('lang="cy"' in text, "Mewngofnodi" in text) == (True, True)
