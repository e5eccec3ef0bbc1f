"""Every speed that is claimed, as a command that prints it: ``python -m bench``, or one part of it by name."""
