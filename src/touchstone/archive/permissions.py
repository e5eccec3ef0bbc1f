"""The matrix of permissions, as far as it concerns an organisation's documents."""

from __future__ import annotations

from touchstone.people.api import Scope, grant

CENTRE, COVERED, EVERYWHERE = Scope.CENTRE, Scope.COVERED, Scope.EVERYWHERE

grant(
    "archive.see_files",
    "See the documents of a centre",
    trainer=CENTRE,
    assessor=CENTRE,
    internal_verifier=CENTRE,
    coordinator=CENTRE,
    external_verifier=COVERED,
    officer=EVERYWHERE,
    administrator=EVERYWHERE,
)
grant("archive.store_file", "Add a document", coordinator=CENTRE, internal_verifier=CENTRE, administrator=CENTRE)
grant(
    "archive.replace_file",
    "Replace a document by a newer version",
    coordinator=CENTRE,
    internal_verifier=CENTRE,
    administrator=CENTRE,
)
grant("archive.retire_file", "Withdraw a document", coordinator=CENTRE, administrator=CENTRE)
# The system's own: a timed task or the command line.
grant("archive.sweep_store", "Remove from the store what no record names")
