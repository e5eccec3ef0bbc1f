"""The matrix of permissions, as far as it concerns the catalogue, its standards and the public guide."""

from __future__ import annotations

from touchstone.people.api import Scope, grant, grant_to_anybody

ALL = Scope.EVERYWHERE

grant_to_anybody("catalogue.see_catalogue", "Read the catalogue, the standards and the guide")
grant_to_anybody("catalogue.ask_for_advice", "Ask the awarding body for an advice call or visit")
grant("catalogue.answer_advice_request", "Answer a request for advice", officer=ALL, administrator=ALL)
grant("catalogue.forget_answered_advice", "Delete requests for advice that were answered long ago", administrator=ALL)
grant("catalogue.manage_standards", "Import and publish standards", administrator=ALL)
grant("catalogue.edit_guide", "Edit the public guide", officer=ALL, administrator=ALL)
