"""The database of a test's own, for acts that other processes do at the same moment."""

from tests.ledger.conftest import own_database

__all__ = ["own_database"]
