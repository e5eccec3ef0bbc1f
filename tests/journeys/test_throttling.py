"""Tries at sign-in are counted for all web processes together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from tests.deploy.installation import Installation

pytestmark = pytest.mark.sqlite


def test_two_processes_count_tries_as_one(tmp_path: Path) -> None:
    installation = Installation(tmp_path, {"TOUCHSTONE_MODE": "production"})
    address = f"http://127.0.0.1:{installation.port}/account/login/"
    with installation.served("--processes", "2"):
        page = requests.get(address, timeout=20)
        (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text))
        # A connection of its own for each try: the operating system deals them out to both processes.
        answers = [
            requests.post(
                address,
                data={"csrfmiddlewaretoken": token, "login": f"n{number}@example.org", "password": "not this"},
                cookies=page.cookies,
                headers={"Connection": "close"},
                timeout=20,
            ).status_code
            for number in range(32)
        ]
    assert answers == [200] * 30 + [429] * 2
