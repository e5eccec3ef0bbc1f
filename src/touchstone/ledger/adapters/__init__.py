"""What the ledger touches outside its tables: the database's own isolation, and signed heads in a folder."""
