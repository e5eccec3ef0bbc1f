"""How the rooms are put together: settings, addresses, and the servers' entry points."""
