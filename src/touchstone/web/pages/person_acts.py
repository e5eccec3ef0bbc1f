"""What is done about one person: the name, the roles, the account, and an erasure."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touchstone.ledger.api import Record
from touchstone.people.api import (
    HELD_AT,
    EditedMeanwhile,
    OrganisationKind,
    PersonTold,
    Role,
    appoint,
    change_name,
    close_account,
    end_appointment,
    erase_person,
    get_appointment,
    get_organisation,
    get_person,
    reach_for,
)
from touchstone.web.confirming import Question, ask
from touchstone.web.conflicts import chosen_texts, show_conflict
from touchstone.web.doing import do_or_show
from touchstone.web.forms.people import Appoint, ChangeName, Reason
from touchstone.web.requests import Request, page
from touchstone.web.templatetags.touchstone import role_name
from touchstone.web.trails import people_step, trail_to

NAMES = ("given_names", "family_name", "known_as")
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def address_of(person: int) -> str:
    """The address of a person's page."""
    return reverse("person", args=[person])


def _changeable(request: Request, act: str, number: int) -> PersonTold:
    """The person whom an act is about, where the hat that is worn may do it to them."""
    return get_person(number, reach_for(act, request.actor))


def own_organisation(request: Request) -> int:
    """The organisation of the hat that is worn."""
    assert request.worn is not None, "the page is for those who wear a hat"
    return request.worn.organisation


@page("people.change_name")
@GET_OR_POST
def rename(request: Request, number: int) -> HttpResponse:
    """Change a person's name; where somebody else did so meanwhile, choose between both texts."""
    person = _changeable(request, "people.change_name", number)
    if request.method != "POST":
        initial = {name: getattr(person, name) for name in (*NAMES, "version")}
        return _name_form(request, person, ChangeName(initial=initial))
    form = ChangeName(chosen_texts(request.POST, NAMES))
    try:
        answer = do_or_show(
            request,
            form,
            lambda: change_name(
                number,
                form.name,
                organisation=own_organisation(request),
                version=form.cleaned_data["version"],
                by=request.actor,
                at=request.at,
            ),
            then=lambda _done: address_of(number),
            said=_("The name was changed."),
        )
    except EditedMeanwhile as meanwhile:
        return _name_conflict(request, person, form, meanwhile)
    return answer or _name_form(request, person, form)


def _name_form(request: Request, person: PersonTold, form: ChangeName) -> HttpResponse:
    context = {"person": person, "form": form, "trail": trail_from(person)}
    return render(request, "people/change_name.html", context)


def trail_from(person: PersonTold) -> list[tuple[str, str]]:
    """The way to a page about a person."""
    return trail_to(people_step(), (person.name, address_of(person.id)))


def _name_conflict(request: Request, person: PersonTold, form: ChangeName, meanwhile: EditedMeanwhile) -> HttpResponse:
    typed = {name: form.cleaned_data[name] for name in NAMES}
    if typed == meanwhile.current:
        messages.info(request, _("Somebody else has saved the same name already."))
        return redirect("person", person.id)
    return show_conflict(
        request,
        meanwhile,
        typed,
        labels={name: form.fields[name].label for name in NAMES},
        title=_("The name of %(name)s") % {"name": person.name},
        record=Record("people.person", str(person.id)),
        cancel_url=address_of(person.id),
    )


@page("people.appoint")
@GET_OR_POST
def give_role(request: Request, number: int) -> HttpResponse:
    """Give a person one more role."""
    person = _changeable(request, "people.appoint", number)
    reach, own = reach_for("people.appoint", request.actor), get_organisation(own_organisation(request), request.reach)
    roles = [role for role in Role if reach.everything or HELD_AT[role] is OrganisationKind.CENTRE]
    form = Appoint(request.POST if request.method == "POST" else None, own=own, reach=reach, roles=roles)
    answer = request.method == "POST" and do_or_show(
        request,
        form,
        lambda: appoint(
            number,
            Role(form.cleaned_data["role"]),
            organisation=form.organisation.id,
            until=form.cleaned_data["until"],
            by=request.actor,
            at=request.at,
        ),
        then=lambda _done: address_of(number),
        said=_("The role was given."),
    )
    context = {"person": person, "form": form, "own": own, "trail": trail_from(person)}
    return answer or render(request, "people/appoint.html", context)


@page("people.end_appointment")
@GET_OR_POST
def end_role(request: Request, number: int) -> HttpResponse:
    """Ask before a role is ended, and why."""
    held = get_appointment(number, reach_for("people.end_appointment", request.actor))
    person = get_person(held.person, request.reach)
    form = Reason(request.POST if request.method == "POST" else None)
    answer = request.method == "POST" and do_or_show(
        request,
        form,
        lambda: end_appointment(number, why=form.cleaned_data["why"], by=request.actor, at=request.at),
        then=lambda _done: address_of(person.id),
        said=_("The role has ended."),
    )
    said = {"name": person.name, "role": role_name(held.role), "place": held.organisation_name}
    question = Question(
        title=_("End the role of %(name)s?") % said,
        words=_(
            "%(name)s is %(role)s at %(place)s. The role ends at once, and this cannot be undone: it can only be given"
            " anew. What was done in the role stays done."
        )
        % said,
        submit=_("End this role"),
        cancel_url=address_of(person.id),
    )
    return answer or ask(request, question, form)


@page("people.close_account")
@GET_OR_POST
def close(request: Request, number: int) -> HttpResponse:
    """Ask before an account is closed, and why."""
    person = _changeable(request, "people.close_account", number)
    form = Reason(request.POST if request.method == "POST" else None)
    answer = request.method == "POST" and do_or_show(
        request,
        form,
        lambda: close_account(number, why=form.cleaned_data["why"], by=request.actor, at=request.at),
        then=lambda _done: address_of(number),
        said=_("The account was closed."),
    )
    question = Question(
        title=_("Close the account of %(name)s?") % {"name": person.name},
        words=_(
            "Nobody signs in with this account any more. The person, their roles and what they did stay on record."
        ),
        submit=_("Close the account"),
        cancel_url=address_of(number),
    )
    return answer or ask(request, question, form)


@page("people.erase_person")
@GET_OR_POST
def erase(request: Request, number: int) -> HttpResponse:
    """Ask before a person's personal values are erased, and on what ground."""
    person = _changeable(request, "people.erase_person", number)
    form = Reason(request.POST if request.method == "POST" else None)
    answer = request.method == "POST" and do_or_show(
        request,
        form,
        lambda: erase_person(number, why=form.cleaned_data["why"], by=request.actor, at=request.at),
        then=lambda _done: address_of(number),
        said=_("The personal values were erased."),
    )
    question = Question(
        title=_("Erase the personal values of %(name)s?") % {"name": person.name},
        words=_(
            "Name, e-mail address and what the ledger keeps of them are destroyed for good; nobody can bring them back."
            " The record stays without a name, and the ledger still verifies. Do this only on lawful request."
        ),
        submit=_("Erase for good"),
        cancel_url=address_of(number),
    )
    return answer or ask(request, question, form)
