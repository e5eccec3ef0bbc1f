"""The matrix of permissions, as far as it concerns notices."""

from __future__ import annotations

from touchstone.people.api import grant_to_signed_in

grant_to_signed_in("notices.read_notice", "Read one's own notices")
