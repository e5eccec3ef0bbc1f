"""What is kept of links that no longer work, forgotten after the time that their notes say."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from touchstone.ledger.api import Actor, Record, act, erase_unnamed_values, record
from touchstone.people.domain import LinksForgotten, permit, require
from touchstone.people.models import GuestLink, Invitation

KEPT_FOR = timedelta(days=90)
"""How long an invitation or a guest's link is kept after it stopped working."""


@act
def forget_old_links(*, by: Actor, at: datetime) -> int:
    """Delete invitations and guests' links that stopped working 90 days ago or longer; answers how many."""
    require(permit("people.forget_old_links", by))
    day = at - KEPT_FOR
    old = Invitation.objects.filter(
        Q(accepted_at__lt=day) | Q(withdrawn_at__lt=day) | Q(accepted_at=None, withdrawn_at=None, expires_at__lt=day)
    )
    # The name and the address stand beside the ledger too, where nothing would lead to them any more.
    erase_unnamed_values([Record("people.invitation", str(number)) for number in old.values_list("id", flat=True)])
    invitations, _ = old.delete()
    links, _ = GuestLink.objects.filter(Q(withdrawn_at__lt=day) | Q(expires_at__lt=day)).delete()
    if invitations or links:
        before = {"invitations": invitations, "guest_links": links}
        record(LinksForgotten(record=Record("people.links", "old"), before=before))
    return invitations + links
