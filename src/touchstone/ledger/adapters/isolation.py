"""The second net: PostgreSQL itself shows a connection only the rows within the reach it was told.

Every guarded table has row-level security that is forced, so it binds the owner too. A connection that was told nothing
reaches nothing. SQLite has no such net: there, telling changes nothing, and production with several centres is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, migrations
from django.db.backends.signals import connection_created

from touchstone.ledger.domain import NO_REACH, Reach

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ATTRIBUTE = "touchstone_reach"
UNSURE = "touchstone_reach_unsure"

FUNCTIONS = (
    """
    CREATE OR REPLACE FUNCTION touchstone_everything() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT coalesce(current_setting('touchstone.everything', true), '') = 'yes' $$
    """,
    """
    CREATE OR REPLACE FUNCTION touchstone_organisations() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT string_to_array(nullif(current_setting('touchstone.organisations', true), ''), ',')::bigint[] $$
    """,
    """
    CREATE OR REPLACE FUNCTION touchstone_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT nullif(current_setting('touchstone.person', true), '')::bigint $$
    """,
)
"""What the policies ask: the reach that this connection was told."""


@contextmanager
def reaching(reach: Reach) -> Iterator[None]:
    """Let the database show this connection what ``reach`` covers, and afterwards what it showed before."""
    before = current_reach()
    tell(reach)
    try:
        yield
    finally:
        tell(before)


def tell(reach: Reach) -> None:
    """Tell the database connection of this thread whose rows it may show from now on.

    What was told inside a transaction is forgotten by the database if that rolls back. So whatever was told there is
    told again, until something was told outside.
    """
    in_transaction = connection.in_atomic_block
    if current_reach() == reach and not getattr(connection, UNSURE, False):
        return
    setattr(connection, ATTRIBUTE, reach)
    setattr(connection, UNSURE, in_transaction)
    if connection.vendor == "postgresql" and not _is_broken(connection):
        _set(connection, reach)


def current_reach() -> Reach:
    """The reach that the connection of this thread was last told; none where it was told nothing."""
    reach: Reach = getattr(connection, ATTRIBUTE, NO_REACH)
    return reach


def _is_broken(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether the transaction failed, so that the database hears nothing until it is rolled back."""
    if not wrapper.in_atomic_block or wrapper.connection is None:
        return False
    return wrapper.needs_rollback or wrapper.connection.info.transaction_status.name == "INERROR"


def _set(wrapper: BaseDatabaseWrapper, reach: Reach) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('touchstone.everything', %s, false),"
            " set_config('touchstone.organisations', %s, false), set_config('touchstone.person', %s, false)",
            [
                "yes" if reach.everything else "",
                ",".join(map(str, sorted(reach.organisations))),
                "" if reach.person is None else str(reach.person),
            ],
        )


def _forget(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """A new connection to the database has been told nothing yet."""
    reach: Reach = getattr(connection, ATTRIBUTE, NO_REACH)
    setattr(connection, ATTRIBUTE, NO_REACH)
    setattr(connection, UNSURE, False)
    if connection.in_atomic_block is False and reach != NO_REACH and connection.vendor == "postgresql":
        # The connection was lost and made anew in the middle of a request: it must reach what the request may.
        _set(connection, reach)
        setattr(connection, ATTRIBUTE, reach)


connection_created.connect(_forget, dispatch_uid="touchstone.ledger.isolation")


class Guard(migrations.RunPython):
    """The migration that puts a table under forced row-level security, with the condition for seeing a row.

    ``condition`` is SQL over the row's columns. A row can be written or deleted only where it could be seen,
    unless ``writing`` says otherwise.
    """

    def __init__(self, table: str, condition: str, *, writing: str | None = None) -> None:
        """Guard ``table``: its rows are seen where ``condition`` holds, and written where ``writing`` does."""
        self.table, self.condition, self.writing = table, condition, writing
        super().__init__(self._guard, self._open, elidable=False)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the migration is written down."""
        return (type(self).__name__, [self.table, self.condition], {"writing": self.writing})

    def _guard(self, _apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        writing = self.writing or self.condition
        editor.execute(f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY")
        editor.execute(
            f"CREATE POLICY {self.table}_reach ON {self.table}"
            f" USING (touchstone_everything() OR ({self.condition}))"
            f" WITH CHECK (touchstone_everything() OR ({writing}))"
        )
        if self.writing:
            # What is checked of a row that is written is never asked of one that is deleted.
            editor.execute(
                f"CREATE POLICY {self.table}_removal ON {self.table} AS RESTRICTIVE FOR DELETE"
                f" USING (touchstone_everything() OR ({writing}))"
            )

    def _open(self, _apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP POLICY IF EXISTS {self.table}_removal ON {self.table}")
            editor.execute(f"DROP POLICY IF EXISTS {self.table}_reach ON {self.table}")
            editor.execute(f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY")
            editor.execute(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY")


def within_organisations(column: str = "organisation_id") -> str:
    """The condition that a row belongs to an organisation within reach."""
    return f"{column} = ANY (touchstone_organisations())"


class AddedOnly(migrations.RunPython):
    """The migration that makes a table one that is only added to: the database refuses any update or delete.

    With ``erasable`` a row can be deleted but not changed.
    """

    def __init__(self, table: str, *, erasable: bool = False) -> None:
        """Make ``table`` one that is only added to."""
        self.table, self.erasable = table, erasable
        super().__init__(self._refuse, self._allow, elidable=False)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the migration is written down."""
        return (type(self).__name__, [self.table], {"erasable": self.erasable})

    @property
    def _acts(self) -> tuple[str, ...]:
        return ("UPDATE",) if self.erasable else ("UPDATE", "DELETE")

    def _refuse(self, _apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE FUNCTION {self.table}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN RAISE EXCEPTION '{self.table} is only added to'; END $$"
            )
            editor.execute(
                f"CREATE TRIGGER {self.table}_only_added BEFORE {' OR '.join(self._acts)} ON {self.table}"
                f" FOR EACH ROW EXECUTE FUNCTION {self.table}_refuse()"
            )
            editor.execute(
                f"CREATE TRIGGER {self.table}_not_emptied BEFORE TRUNCATE ON {self.table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {self.table}_refuse()"
            )
            return
        for act in self._acts:
            editor.execute(
                f"CREATE TRIGGER {self.table}_no_{act.lower()} BEFORE {act} ON {self.table}"
                f" BEGIN SELECT RAISE(ABORT, '{self.table} is only added to'); END"
            )
        # INSERT OR REPLACE deletes the row that is in the way, and SQLite calls no trigger for that.
        editor.execute(
            f"CREATE TRIGGER {self.table}_no_replace BEFORE INSERT ON {self.table}"
            f" WHEN EXISTS (SELECT 1 FROM {self.table} kept WHERE {_in_the_way(editor, self.table)})"
            f" BEGIN SELECT RAISE(ABORT, '{self.table} is only added to'); END"
        )

    def _allow(self, _apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_only_added ON {self.table}")
            editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_not_emptied ON {self.table}")
            editor.execute(f"DROP FUNCTION IF EXISTS {self.table}_refuse()")
            return
        for act in (*self._acts, "REPLACE"):
            editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_no_{act.lower()}")


def _in_the_way(editor: BaseDatabaseSchemaEditor, table: str) -> str:
    """The condition that a row which is kept has a key of the row to be inserted."""
    with editor.connection.cursor() as cursor:
        constraints = editor.connection.introspection.get_constraints(cursor, table).values()
    keys = [constraint["columns"] for constraint in constraints if constraint["unique"] or constraint["primary_key"]]
    return " OR ".join(f"({' AND '.join(f'kept.{column} = NEW.{column}' for column in key)})" for key in keys)
