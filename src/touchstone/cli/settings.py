"""``touchstone check-settings``: what is set, from where, and whether it adds up."""

from __future__ import annotations

from touchstone.cli.application import told_settings


def check_settings() -> int:
    """Every setting, its value, and whether it was given; what is secret is not shown."""
    from rich.table import Table

    from touchstone.cli.screen import open_console

    table = Table(box=None, pad_edge=False, show_edge=False)
    for head in ("setting", "value", "from"):
        table.add_column(head, overflow="fold")
    for name, value, is_given in told_settings():
        table.add_row(name, value or "–", "the environment" if is_given else "as it comes")
    open_console().print(table)
    return 0
