"""What notices touch outside: the mail server, and the worker that speaks to it."""
