"""`touchstone serve` on its embedded database, from outside: started, looked at, hurt and ended."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

import psutil
import pytest

from tests.deploy.installation import Installation, gone, until
from tests.deploy.mail_server import mail_server
from tests.deploy.scripts import CENTRES, INVITE, TASKS

pytestmark = pytest.mark.sqlite


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """A production installation with nothing in it."""
    return Installation(tmp_path, {"TOUCHSTONE_MODE": "production"})


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGHUP, 0)])
def test_an_empty_folder_becomes_a_server_that_ends_cleanly(
    installation: Installation, number: int, status: int
) -> None:
    with installation.served() as server:
        assert installation.get("/health/ready").status == 200
        family = server.family()
        assert len(family) >= 4, "supervisor, web, its process, worker"
        began = time.monotonic()
        assert server.end(number) == status
        assert time.monotonic() - began < 5
        assert gone(family)
        assert f"Touchstone is at http://127.0.0.1:{installation.port}" in server.said
        assert str(installation.folder / "data") in server.said
        assert "touchstone administrator NAME EMAIL" in server.said


def test_a_port_in_use_is_said_before_anything_is_made(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.port))
        other.listen()
        ran = installation.run("serve")
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"touchstone: Port {installation.port} at 127.0.0.1 cannot be used: Address already")
    assert not (installation.folder / "data" / "touchstone.sqlite3").exists() or "Applying" not in ran.stderr


def test_two_servers_do_not_share_a_port_by_mistake(installation: Installation) -> None:
    with installation.served():
        assert installation.run("serve").returncode == 2


def test_a_second_start_keeps_the_data(installation: Installation) -> None:
    with installation.served():
        pass
    invited = installation.run("administrator", "Siân Price", "sian.price@awarding-body.example")
    assert invited.returncode == 0, invited.stderr
    with installation.served() as server:
        assert "Applying" not in server.said
        assert installation.run("ledger", "verify").stdout.startswith("The ledger is whole: 2 entries")


def test_a_web_process_that_is_killed_is_begun_again(installation: Installation) -> None:
    with installation.served("--processes", "2") as server:
        until(lambda: len(installation.listeners()) == 2, "both listen")
        before = installation.listeners()
        psutil.Process(min(before)).kill()
        until(lambda: len(installation.listeners() - before) == 1, "another listens in its place")
        assert installation.answers("/health/live")
        assert server.process.poll() is None


def test_a_web_server_that_is_killed_is_begun_again_and_leaves_nothing(installation: Installation) -> None:
    with installation.served("--processes", "2") as server:
        until(lambda: len(installation.listeners()) == 2, "both listen")
        before = [psutil.Process(listener) for listener in installation.listeners()]
        parent = before[0].parent()
        assert parent is not None
        parent.kill()
        until(lambda: gone([parent, *before]), "the web server and what it began are gone")
        until(lambda: installation.answers("/health/live"), "the server answers again")
        assert server.process.poll() is None
        assert "part lost" in server.said


def test_nothing_outlives_a_supervisor_that_is_killed(installation: Installation) -> None:
    with installation.served() as server:
        family = server.family()
        server.process.kill()
        server.process.wait()
        until(lambda: gone(family), "every process of the server is gone", patience=10)


def test_a_task_is_done_although_its_worker_was_killed_in_the_middle(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    assert installation.run("administrator", "Siân Price", "sian.price@awarding-body.example").returncode == 0
    with mail_server() as mail:
        installation.settings["TOUCHSTONE_MAIL"] = mail.address
        mail.keeps_waiting.set()
        installation.script(INVITE)
        with installation.started("worker") as first:
            until(mail.someone_waits.is_set, "the worker is in the middle of sending")
            first.process.kill()
            first.process.wait()
        assert installation.script(TASKS).split()[:2] == ["RUNNING", "1"]
        mail.keeps_waiting.clear()
        assert installation.run("worker", "--until-done").returncode == 0
        assert installation.script(TASKS).split()[:2] == ["SUCCESSFUL", "2"]
        assert [message["To"] for message in mail.messages] == ["gwen.vaughan@awarding-body.example"]


def test_a_worker_that_is_there_keeps_its_task(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    assert installation.run("administrator", "Siân Price", "sian.price@awarding-body.example").returncode == 0
    with mail_server() as mail:
        installation.settings["TOUCHSTONE_MAIL"] = mail.address
        mail.keeps_waiting.set()
        installation.script(INVITE)
        with installation.started("worker") as first:
            until(mail.someone_waits.is_set, "the worker is in the middle of sending")
            assert installation.run("worker", "--until-done").returncode == 0
            state, workers, last = installation.script(TASKS).split()
            assert (state, workers) == ("RUNNING", "1")
            assert f"-{first.process.pid}-" in last
            first.process.kill()


def test_production_with_two_centres_does_not_start_on_sqlite(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    installation.script(CENTRES)
    ran = installation.run("serve")
    assert ran.returncode == 2
    assert "2 centres are on record and the database is SQLite" in ran.stderr


def test_settings_that_do_not_add_up_are_refused_together(installation: Installation) -> None:
    installation.settings |= {"TOUCHSTONE_MODUS": "x", "TOUCHSTONE_PROXIES": "many", "TOUCHSTONE_SECRET_KEY": "short"}
    ran = installation.run("serve")
    assert ran.returncode == 2
    assert "TOUCHSTONE_MODUS is not a setting" in ran.stderr
    assert "TOUCHSTONE_PROXIES" in ran.stderr


def test_a_part_that_cannot_be_kept_running_ends_the_whole(installation: Installation) -> None:
    said = installation.script(
        "from touchstone.project.processes import Part, Supervisor\n"
        "print(Supervisor([Part('broken', 'os:_exit', {'status': 3})]).run(announce=lambda: None))\n"
    )
    assert said.splitlines()[-1] == "1"


def test_a_part_that_cannot_be_forked_loads_the_rooms_by_itself(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    said = installation.script(
        "import multiprocessing\n"
        "from touchstone.project.processes import perform\n"
        "part = multiprocessing.get_context('spawn').Process(\n"
        "    target=perform, args=('touchstone.project.upkeep:keep_up', {})\n"
        ")\n"
        "part.start()\n"
        "part.join()\n"
        "print(part.exitcode)\n"
    )
    assert said == "0"
    assert (installation.folder / "data" / "ledger" / "heads.jsonl").is_file()


def test_the_demonstration_is_made_once_and_every_page_of_a_stranger_answers(tmp_path: Path) -> None:
    demonstration = Installation(tmp_path, {"TOUCHSTONE_MODE": "demonstration"})
    with demonstration.served() as server:
        assert "Making a demonstration with 240 candidates (once)." in server.said
        assert demonstration.get("/try/").status == 200
    with demonstration.served() as server:
        assert "Making a demonstration" not in server.said
        assert f"http://127.0.0.1:{demonstration.port}/try/" in server.said
        assert demonstration.get("/try/").status == 200
