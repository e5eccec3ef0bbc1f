"""What the tests let happen inside an installation, as Python that runs there."""

INVITE = """
from touchstone.cli.application import entered, now, operator
with entered():
    from touchstone.ledger.api import FULL_REACH, reaching
    from touchstone.notices.api import Letter, invite_by_mail
    from touchstone.people.api import PersonName, Role, get_awarding_body
    with reaching(FULL_REACH):
        invite_by_mail(
            PersonName("Gwen", "Vaughan"), "gwen.vaughan@awarding-body.example", Role.OFFICER,
            organisation=get_awarding_body().id, valid_days=14,
            letter=Letter("You are invited", "Open this: {link}"), link="https://touchstone.example/secret-{token}/",
            by=operator(), at=now(),
        )
"""
"""Invite an officer by e-mail."""

CENTRES = """
from touchstone.cli.application import entered, now, operator
with entered():
    from touchstone.people.api import OrganisationKind, admit_organisation
    for number in ("10001", "10002"):
        admit_organisation(OrganisationKind.CENTRE, name=f"Centre {number}", number=number, by=operator(), at=now())
"""
"""Put two centres on record."""

TASKS = """
from touchstone.cli.application import entered
with entered():
    from django_tasks_db.models import DBTaskResult
    for task in DBTaskResult.objects.order_by("enqueued_at"):
        print(task.status, len(task.worker_ids), (task.worker_ids or ["nobody"])[-1])
"""
"""The tasks, in the order in which they were asked for: how each stands, how many workers took it, and the last."""
