"""The door of the notices room."""

from touchstone.notices.actions import Letter, invite_by_mail, notify, post, read_notice
from touchstone.notices.adapters.post import deliver_waiting
from touchstone.notices.queries import NoticeTold, count_notices, count_unread, list_notices

__all__ = [
    "Letter",
    "NoticeTold",
    "count_notices",
    "count_unread",
    "deliver_waiting",
    "invite_by_mail",
    "list_notices",
    "notify",
    "post",
    "read_notice",
]
