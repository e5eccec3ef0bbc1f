"""The matrix of permissions, as far as it concerns the awarding body's parameters."""

from __future__ import annotations

from touchstone.people.api import Scope, grant

ALL = Scope.EVERYWHERE

grant(
    "policy.see_parameters",
    "See the awarding body's parameters",
    trainer=ALL,
    assessor=ALL,
    internal_verifier=ALL,
    coordinator=ALL,
    external_verifier=ALL,
    officer=ALL,
    administrator=ALL,
)
grant("policy.set_parameter", "Set a parameter of the awarding body", administrator=ALL)
