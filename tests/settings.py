"""The application's settings for its tests: a data folder of their own, and the database that is named, or SQLite."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="touchstone-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

os.environ["TOUCHSTONE_MODE"] = "test"
os.environ["TOUCHSTONE_DATA"] = str(FOLDER)
os.environ["TOUCHSTONE_DATABASE"] = os.environ.get("TOUCHSTONE_TEST_DATABASE", "")
os.environ["TOUCHSTONE_LOG_LEVEL"] = "ERROR"

from touchstone.project.settings import *  # noqa: E402, F403 - the settings of the application, after their environment
from touchstone.project.settings import DATABASES  # noqa: E402 - named once more for the lines below

# Argon2 is meant to be slow; one test uses it on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": FOLDER / "test.sqlite3"}
