"""The database of a test's own, for work that other processes do."""

from tests.ledger.conftest import own_database

__all__ = ["own_database"]
