"""The deployment of docs/howto/deploy.md, done: two roles, two web processes, two workers, mail, and a backup."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.conftest import ROOT
from tests.deploy.installation import Installation, until
from tests.deploy.mail_server import MailServer, mail_server
from tests.deploy.scripts import CENTRES, INVITE, TASKS

GUIDE = ROOT / "docs" / "howto" / "deploy.md"
SECRET_KEY = "Nothing-is-signed-with-this-key-but-what-one-test-makes-and-forgets"
PASSWORD = "a-password-of-the-test"
ADMINISTRATOR = "sian.price@awarding-body.example"
BEHIND_THE_PROXY = {"Host": "touchstone.example", "X_Forwarded_Proto": "https", "X_Forwarded_For": "192.0.2.7"}

# Tables are made by their owner and used through another role: what the suite itself runs on does not matter.
pytestmark = pytest.mark.sqlite


def statements() -> list[str]:
    """The SQL with which the guide begins, as it is printed there."""
    (block,) = re.findall(r"^```sql\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[:1]
    return [statement.strip() for statement in block.replace("…", PASSWORD).split(";") if statement.strip()]


@pytest.fixture(scope="module")
def socket_folder(postgresql: str) -> str:
    """The folder of the server's socket, with the guide's roles and database made."""
    with psycopg.connect(postgresql, autocommit=True) as superuser:
        for statement in statements():
            superuser.execute(statement.encode())
    return parse_qs(urlsplit(postgresql).query)["host"][0]


def address(role: str, folder: str) -> str:
    """The address by which a role connects to the guide's database."""
    return f"postgresql://{role}:{PASSWORD}@/touchstone?host={folder}"


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    """The mail server of the installation."""
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def installation(socket_folder: str, mail: MailServer, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The installation of the guide: migrated by the owner, with a first administrator."""
    made = Installation(
        tmp_path_factory.mktemp("installation"),
        {
            "TOUCHSTONE_MODE": "production",
            "TOUCHSTONE_SECRET_KEY": SECRET_KEY,
            "TOUCHSTONE_ORIGIN": "https://touchstone.example",
            "TOUCHSTONE_PROXIES": "1",
            "TOUCHSTONE_DATABASE": address("touchstone_application", socket_folder),
            "TOUCHSTONE_MAIL": mail.address,
        },
    )
    unmigrated = made.run("serve")
    assert (unmigrated.returncode, "has not been migrated" in unmigrated.stderr) == (2, True), unmigrated.stderr
    migrated = Installation(
        made.folder, made.settings | {"TOUCHSTONE_OWNER_DATABASE": address("touchstone_owner", socket_folder)}
    ).run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    assert "The role touchstone_application may use the tables; touchstone_owner owns them." in migrated.stderr
    invited = made.run("administrator", "Siân Price", ADMINISTRATOR)
    assert invited.returncode == 0, invited.stderr
    assert invited.stdout.startswith("https://touchstone.example/")
    made.script(CENTRES)
    return made


def test_it_serves_from_two_processes_behind_a_proxy_with_tls(installation: Installation) -> None:
    with installation.served("--processes", "2", "--workers", "0") as server:
        until(lambda: len(installation.listeners()) == 2, "two web processes listen")
        assert installation.get("/health/ready").status == 200
        signed_out = installation.get("/account/login/", **BEHIND_THE_PROXY)
        assert signed_out.status == 200
        assert "max-age=31536000" in (signed_out.getheader("Strict-Transport-Security") or "")
        assert installation.get("/account/login/", Host="touchstone.example").status == 301
        assert installation.get("/account/login/", **{**BEHIND_THE_PROXY, "Host": "elsewhere.example"}).status == 400
        assert server.end(signal.SIGTERM) == 0


def test_a_worker_that_is_killed_in_the_middle_leaves_its_task_to_the_other(
    installation: Installation, mail: MailServer
) -> None:
    mail.keeps_waiting.set()
    mail.someone_waits.clear()
    with installation.started("worker") as one, installation.started("worker") as other:
        installation.script(INVITE)
        until(mail.someone_waits.is_set, "a worker is in the middle of sending")
        assert installation.run("worker", "--until-done").returncode == 0
        state, workers, name = installation.script(TASKS).split()
        assert (state, workers) == ("RUNNING", "1"), "a third worker sees that the first is there"
        (killed,) = [worker for worker in (one, other) if f"-{worker.process.pid}-" in name]
        mail.keeps_waiting.clear()
        killed.process.kill()
        killed.process.wait()
        until(lambda: installation.script(TASKS).split()[:2] == ["SUCCESSFUL", "2"], "the other has done it")
        assert [message["To"] for message in mail.messages] == ["gwen.vaughan@awarding-body.example"]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE people_appointment DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE people_appointment NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY people_appointment_reach ON people_appointment",
        "ALTER TABLE people_appointment OWNER TO touchstone_application",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP TABLE ledger_entry",
        "TRUNCATE people_appointment CASCADE",
        "UPDATE ledger_entry SET act = 'nothing'",
        "DELETE FROM ledger_entry",
        "CREATE TABLE mine (id int)",
        "SET ROLE touchstone_owner",
        "ALTER ROLE touchstone_application BYPASSRLS",
    ],
)
def test_the_role_of_the_application_cannot(statement: str, installation: Installation) -> None:
    with (
        psycopg.connect(installation.settings["TOUCHSTONE_DATABASE"], autocommit=True) as application,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        application.execute(statement.encode())


def test_the_role_of_the_application_is_shown_nothing_before_it_says_whom_it_serves(
    installation: Installation,
) -> None:
    with psycopg.connect(installation.settings["TOUCHSTONE_DATABASE"], autocommit=True) as application:
        untold = application.execute("SELECT count(*) FROM people_invitation").fetchone()
        application.execute("SELECT set_config('touchstone.everything', 'yes', false)")
        told = application.execute("SELECT count(*) > 0 FROM people_invitation").fetchone()
    assert (untold, told) == ((0,), (True,))


def test_production_does_not_start_as_the_owner_of_its_tables(installation: Installation, socket_folder: str) -> None:
    as_owner = Installation(
        installation.folder, installation.settings | {"TOUCHSTONE_DATABASE": address("touchstone_owner", socket_folder)}
    )
    ran = as_owner.run("serve")
    assert ran.returncode == 2
    assert "connects as touchstone_owner, which owns its tables" in ran.stderr


def test_migrating_again_changes_nothing(installation: Installation, socket_folder: str) -> None:
    again = Installation(
        installation.folder,
        installation.settings | {"TOUCHSTONE_OWNER_DATABASE": address("touchstone_owner", socket_folder)},
    ).run("migrate")
    assert again.returncode == 0
    assert "Applying" not in again.stderr


def test_upkeep_signs_a_head_and_the_ledger_verifies(installation: Installation) -> None:
    assert installation.run("upkeep").returncode == 0
    assert installation.run("upkeep").returncode == 0
    heads = (installation.folder / "data" / "ledger" / "heads.jsonl").read_text().splitlines()
    assert len(heads) == 1, "nothing was added in between, so there is nothing to sign again"
    verified = installation.run("ledger", "verify")
    assert verified.returncode == 0, verified.stdout
    assert verified.stdout.startswith("The ledger is whole: ")


def test_no_log_names_an_address_a_secret_or_a_link(installation: Installation) -> None:
    with installation.served("--workers", "1"):
        installation.get("/account/login/?next=/secret-in-the-query/", **BEHIND_THE_PROXY)
        installation.get("/invitations/secret-in-the-path/", **BEHIND_THE_PROXY)
        installation.get("/account/password/reset/key/1-secret-in-the-path/", **BEHIND_THE_PROXY)
    logs = "\n".join(log.read_text(encoding="utf-8") for log in installation.folder.glob("*.log"))
    assert '"event": "answered"' in logs
    secrets = (SECRET_KEY, PASSWORD, ADMINISTRATOR, "gwen.vaughan", "secret-in-the", "Vaughan", "192.0.2.7")
    assert [secret for secret in secrets if secret in logs] == []


@pytest.mark.needs_tool("pg_dump", "apt-get install postgresql")
def test_what_the_backups_role_writes_can_be_restored_and_is_whole(
    installation: Installation, postgresql: str, socket_folder: str
) -> None:
    file = installation.folder / "backup"
    dump = ("pg_dump", "--format", "custom", "--file", str(file), address("touchstone_backup", socket_folder))
    subprocess.run(dump, check=True)
    with psycopg.connect(postgresql, autocommit=True) as superuser:
        superuser.execute("CREATE DATABASE restored OWNER touchstone_owner ENCODING 'UTF8' TEMPLATE template0")
        superuser.execute("GRANT CONNECT ON DATABASE restored TO touchstone_application")
    into = postgresql.replace("/postgres?", "/restored?")
    subprocess.run(("pg_restore", "--exit-on-error", "--dbname", into, str(file)), check=True)
    restored = Installation(
        installation.folder,
        installation.settings
        | {
            "TOUCHSTONE_DATABASE": address("touchstone_application", socket_folder).replace(
                "/touchstone?", "/restored?"
            )
        },
    )
    assert restored.run("ledger", "verify").stdout == installation.run("ledger", "verify").stdout
    with restored.served("--workers", "0"):
        assert restored.get("/health/ready").status == 200
