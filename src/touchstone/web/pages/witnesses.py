"""Expert witnesses: put on record, and given the link by which they act without an account."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from touchstone.notices.api import enter_witness, send_guest_link
from touchstone.people.api import (
    AppointmentTold,
    NotOnRecord,
    PersonTold,
    Role,
    get_appointment,
    get_guest_link,
    get_organisation,
    get_person,
    reach_for,
    withdraw_guest_link,
)
from touchstone.policy.api import value_on
from touchstone.web.confirming import Question, ask
from touchstone.web.doing import do, do_or_show
from touchstone.web.forms.people import AddWitness, LetterForm
from touchstone.web.letters import link_to, witness_letter
from touchstone.web.pages.person_acts import GET_OR_POST, address_of, own_organisation
from touchstone.web.requests import Request, page
from touchstone.web.trails import people_step, trail_to


def valid_days(request: Request) -> int:
    """How many days a witness's link is good for."""
    return int(value_on("guest_link_validity_days", timezone.localdate(request.at)))


@page("notices.enter_witness")
@GET_OR_POST
def add(request: Request) -> HttpResponse:
    """Put an expert witness on record and send them their link."""
    own = get_organisation(own_organisation(request), request.reach)
    form = AddWitness(request.POST if request.method == "POST" else None, initial={"language": get_language()})
    answer = request.method == "POST" and do_or_show(
        request,
        form,
        lambda: _enter(request, form, own.name),
        then=address_of,
        said=_("The witness is on record, and their link is on its way."),
    )
    return answer or render(
        request,
        "people/add_witness.html",
        {"form": form, "own": own, "days": valid_days(request), "trail": trail_to(people_step())},
    )


def _enter(request: Request, form: AddWitness, place: str) -> int:
    days, filled = valid_days(request), form.cleaned_data
    return enter_witness(
        form.name,
        filled["email"],
        organisation=own_organisation(request),
        valid_days=days,
        letter=witness_letter(str(form.name), place=place, days=days, language=filled["language"]),
        link=link_to("witness"),
        by=request.actor,
        at=request.at,
    )


@page("notices.send_guest_link")
@GET_OR_POST
def send_link(request: Request, number: int) -> HttpResponse:
    """Send a witness a new link."""
    held = get_appointment(number, reach_for("notices.send_guest_link", request.actor))
    if held.role is not Role.WITNESS:
        raise NotOnRecord(f"witness {number}")
    person = get_person(held.person, request.reach)
    form = LetterForm(request.POST if request.method == "POST" else None, initial={"language": get_language()})
    answer = request.method == "POST" and do_or_show(
        request,
        form,
        lambda: _send(request, form, held, person),
        then=lambda _done: address_of(person.id),
        said=_("The link is on its way."),
    )
    trail = trail_to(people_step(), (person.name, address_of(person.id)))
    context = {"form": form, "person": person, "days": valid_days(request), "trail": trail}
    return answer or render(request, "people/send_link.html", context)


def _send(request: Request, form: LetterForm, held: AppointmentTold, person: PersonTold) -> int:
    days, filled = valid_days(request), form.cleaned_data
    letter = witness_letter(person.name, place=held.organisation_name, days=days, language=filled["language"])
    return send_guest_link(
        held.id,
        filled["email"],
        valid_days=days,
        letter=letter,
        link=link_to("witness"),
        by=request.actor,
        at=request.at,
    )


@page("people.withdraw_guest_link")
@GET_OR_POST
def withdraw_link(request: Request, number: int) -> HttpResponse:
    """Ask before a witness's link is withdrawn."""
    link = get_guest_link(number, reach_for("people.withdraw_guest_link", request.actor), at=request.at)
    if request.method == "POST":
        return do(
            request,
            lambda: withdraw_guest_link(number, by=request.actor, at=request.at),
            then=lambda _done: address_of(link.person),
            said=_("The link was withdrawn."),
        )
    question = Question(
        title=_("Withdraw the link of %(name)s?") % {"name": link.person_name},
        words=_(
            "The link stops working at once. A new one can be sent at any time. What was said through it stays said."
        ),
        submit=_("Withdraw the link"),
        cancel_url=address_of(link.person),
    )
    return ask(request, question)
