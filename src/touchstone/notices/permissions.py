"""The matrix of permissions, as far as it concerns notices."""

from __future__ import annotations

from touchstone.people.api import Scope, grant, grant_to_anybody, grant_to_signed_in

grant_to_signed_in("notices.read_notice", "Read one's own notices")
grant_to_signed_in("notices.read_all_notices", "Mark all one's own notices as read")
grant("notices.invite_by_mail", "Send an invitation", coordinator=Scope.CENTRE, administrator=Scope.EVERYWHERE)
grant("notices.invite_again", "Send an invitation again", coordinator=Scope.CENTRE, administrator=Scope.EVERYWHERE)
grant("notices.send_guest_link", "Send an expert witness a link", assessor=Scope.CENTRE, coordinator=Scope.CENTRE)
grant("notices.enter_witness", "Add an expert witness", coordinator=Scope.CENTRE)
grant("notices.report_wrong_guest", "Say that a link reached the wrong person", witness=Scope.OWN)
grant_to_anybody("notices.write_about_account", "Be written to about one's own account")
grant_to_signed_in("notices.see_own_work", "See how one's own long work goes, and have it tried again")
grant("notices.forget_old_notices", "Delete notices, messages and long work of long ago")
