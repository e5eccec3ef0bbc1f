"""The door of the notices room."""

from touchstone.notices.actions import (
    Letter,
    enter_witness,
    forget_old_notices,
    invite_again,
    invite_by_mail,
    notify,
    post,
    read_all_notices,
    read_notice,
    report_wrong_guest,
    send_guest_link,
    start_job,
    try_again,
    write_about_account,
)
from touchstone.notices.adapters.post import deliver_waiting
from touchstone.notices.adapters.work import NoLongerOurs, Running, work
from touchstone.notices.domain import JobState, JobTold
from touchstone.notices.queries import (
    NoticeTold,
    count_jobs,
    count_notices,
    count_unread,
    get_job,
    get_notice,
    list_jobs,
    list_notices,
)

__all__ = [
    "JobState",
    "JobTold",
    "Letter",
    "NoLongerOurs",
    "NoticeTold",
    "Running",
    "count_jobs",
    "count_notices",
    "count_unread",
    "deliver_waiting",
    "enter_witness",
    "forget_old_notices",
    "get_job",
    "get_notice",
    "invite_again",
    "invite_by_mail",
    "list_jobs",
    "list_notices",
    "notify",
    "post",
    "read_all_notices",
    "read_notice",
    "report_wrong_guest",
    "send_guest_link",
    "start_job",
    "try_again",
    "work",
    "write_about_account",
]
