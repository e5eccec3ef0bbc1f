"""What the environment says: every setting that an operator may give, read once and checked together.

Each is an environment variable that begins with ``TOUCHSTONE_``; ``docs/reference/settings.md`` lists them.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "TOUCHSTONE_"


class SettingsRefused(ValueError):
    """The environment does not add up: every mistake, one to a line."""


class Environment(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    mode: Literal["demonstration", "production", "test"] = "production"
    """``demonstration`` offers a sign-in page of made-up people; ``production`` never does."""
    data: Path = Path("var")
    """The folder for the embedded database, files, mail, keys and signed heads."""
    database: str = ""
    """``postgresql://user:password@host:port/name``; left out: SQLite in the data folder."""
    owner_database: str = ""
    """The address by which the owner of the tables connects, for ``touchstone migrate`` only."""
    secret_key: SecretStr = SecretStr("")
    """What sessions and links are signed with; at least 50 characters in production."""
    origin: str = "http://127.0.0.1:8000"
    """The address under which people reach the application."""
    hosts: str = ""
    """Further host names that it answers to, separated by commas."""
    proxies: int = Field(default=0, ge=0, le=5)
    """How many trusted proxies stand in front; their ``X-Forwarded-For`` and ``-Proto`` are then believed."""
    mail: SecretStr = SecretStr("")
    """``smtp://user:password@host:port`` (``smtps://`` for TLS from the start, ``?starttls=yes``); left out: files."""
    mail_from: str = "Touchstone <no-reply@localhost>"
    """Who e-mail comes from."""
    files: SecretStr = SecretStr("")
    """``s3://key:secret@bucket?endpoint=https://…&region=…``; left out: the data folder."""
    cache: str = ""
    """``redis://host:port/0``; left out: a table of the database."""
    heads: Path | None = None
    """Where signed heads of the ledger are kept; left out: ``ledger/`` in the data folder."""
    oidc_name: str = ""
    """The name of the organisation's own sign-in (OpenID Connect), as its button shows it."""
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: SecretStr = SecretStr("")
    oidc_domains: str = ""
    """Domains of e-mail addresses, separated by commas, whose accounts that sign-in opens by their proved address.

    Left out: it opens only accounts whose owner has connected it while signed in.
    """
    traces: str = ""
    """Where OpenTelemetry traces go (an OTLP/HTTP address); needs the extra ``traces``."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "plain"] = "json"

    @property
    def is_production(self) -> bool:
        """Whether real people's records are kept."""
        return self.mode == "production"

    @property
    def heads_folder(self) -> Path:
        """Where signed heads of the ledger are kept."""
        return self.heads or self.data / "ledger"

    @property
    def https(self) -> bool:
        """Whether people reach the application by HTTPS."""
        return self.origin.startswith("https://")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        wrong = [said for is_wrong, said in self._mistakes() if is_wrong]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _mistakes(self) -> list[tuple[bool, str]]:
        key = self.secret_key.get_secret_value()
        oidc = [bool(part) for part in (self.oidc_name, self.oidc_issuer, self.oidc_client)]
        return [
            (self.is_production and 0 < len(key) < 50, f"{PREFIX}SECRET_KEY needs at least 50 characters"),
            (
                self.is_production and not self.https and not self._is_local,
                f"{PREFIX}ORIGIN must begin with https:// in production",
            ),
            (
                bool(self.traces) and find_spec("opentelemetry") is None,
                f"{PREFIX}TRACES needs the extra “traces”: pip install touchstone[traces]",
            ),
            (any(oidc) and not all(oidc), f"{PREFIX}OIDC_NAME, _ISSUER and _CLIENT go together"),
            (
                bool(self.database) and urlsplit(self.database).scheme not in {"postgresql", "postgres", "sqlite"},
                f"{PREFIX}DATABASE must begin with postgresql:// or sqlite://",
            ),
        ]

    @property
    def _is_local(self) -> bool:
        return urlsplit(self.origin).hostname in {"127.0.0.1", "localhost", "::1"}


@lru_cache
def environment() -> Environment:
    """The settings of this process. Raises :class:`SettingsRefused` with every mistake."""
    known = {f"{PREFIX}{name.upper()}" for name in Environment.model_fields} | OUTSIDE
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    said = [f"{name} is not a setting of Touchstone (docs/reference/settings.md lists them)." for name in unknown]
    try:
        found = Environment()
    except ValidationError as refused:
        said += [_said(error) for error in refused.errors(include_input=False, include_context=False)]
        raise SettingsRefused("\n".join(said)) from None
    if said:
        raise SettingsRefused("\n".join(said))
    return found


OUTSIDE = {f"{PREFIX}{name}" for name in ("SEEDS", "REQUIRE", "TEST_DATABASE")}
"""Variables that belong to the tests."""


@dataclass(frozen=True, slots=True)
class Told:
    """One setting as an operator sees it: its variable, its value (masked where secret), and whether it was given."""

    name: str
    value: str
    is_given: bool


def told() -> list[Told]:
    """Every setting of this process. Raises :class:`SettingsRefused` with every mistake."""
    given = environment()
    return [
        Told(f"{PREFIX}{name.upper()}", _masked(getattr(given, name)), name in given.model_fields_set)
        for name in Environment.model_fields
    ]


def _masked(value: object) -> str:
    if isinstance(value, SecretStr):
        return str(value)
    text = "" if value is None else str(value)
    password = urlsplit(text).password if "://" in text else None
    return text.replace(f":{password}@", ":**********@") if password else text


def _said(error: Any) -> str:
    names = [f"{PREFIX}{str(part).upper()}" for part in error["loc"]]
    return f"{'.'.join(names) or 'The settings'}: {error['msg'].removeprefix('Value error, ')}."


def secret_key(given: Environment) -> str:
    """The secret key: as given, or one made at the first start and kept, readable by its owner only."""
    if key := given.secret_key.get_secret_value():
        return key
    file = given.data / "keys" / "secret-key"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(64))
        try:
            os.link(unfinished, file)  # fails where another process was first: then its key is the key
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    return file.read_text(encoding="ascii")


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's settings of a database, from its address."""
    parts = urlsplit(url)
    if parts.scheme in {"", "sqlite"}:
        return _sqlite(Path(parts.path.removeprefix("/") if parts.path else data / "touchstone.sqlite3"))
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.removeprefix("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or query.get("host", "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Whatever else the address says is libpq's: ?sslmode=verify-full&sslrootcert=…
        "OPTIONS": {"connect_timeout": 5, **{name: value for name, value in query.items() if name != "host"}},
    }


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def mail(url: str, data: Path) -> dict[str, Any]:
    """Django's settings of e-mail, from its address; without one, each message becomes a file."""
    parts = urlsplit(url)
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": data / "mail",
        }
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": dict(parse_qsl(parts.query)).get("starttls") == "yes",
        "EMAIL_TIMEOUT": 20,
    }


def file_storage(url: str, data: Path) -> dict[str, Any]:
    """Django's settings of the store of files, from its address."""
    if not url:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": data / "files",
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    parts: SplitResult = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.hostname,
            "access_key": unquote(parts.username or "") or None,
            "secret_key": unquote(parts.password or "") or None,
            "endpoint_url": query.get("endpoint"),
            "region_name": query.get("region"),
            "default_acl": "private",
            # Every file lies under the hash of its own content, so what is written over is the same.
            "file_overwrite": True,
            "addressing_style": query.get("addressing"),
            "querystring_auth": True,
        },
    }
