"""What the tests of isolation share."""

from tests.ledger.conftest import as_owner, own_database

__all__ = ["as_owner", "own_database"]
