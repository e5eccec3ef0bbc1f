"""The addresses of people, centres, notices, the ledger, the policy, the search and the small public pages."""

from __future__ import annotations

from django.urls import path

from touchstone.web.pages import (
    centres,
    home,
    invitations,
    ledger,
    me,
    notices,
    people,
    person_acts,
    policy,
    public,
    search,
    witnesses,
)

HOME = [
    path("", home.front, name="front"),
    path("home/", home.home, name="home"),
    path("role/", home.hats, name="hats"),
    path("role/wear/", home.wear, name="wear"),
    path("me/", me.me, name="me"),
    path("search/", search.search, name="search"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("privacy/", public.privacy, name="privacy"),
]

PEOPLE = [
    path("people/", people.people, name="people"),
    path("people.csv", people.export, name="people_export"),
    path("people/<int:number>/", people.person, name="person"),
    path("people/<int:number>/name/", person_acts.rename, name="change_name"),
    path("people/<int:number>/role/", person_acts.give_role, name="appoint"),
    path("people/<int:number>/close/", person_acts.close, name="close_account"),
    path("people/<int:number>/erase/", person_acts.erase, name="erase_person"),
    path("people/roles/<int:number>/end/", person_acts.end_role, name="end_role"),
    path("people/invitations/", invitations.invitations, name="invitations"),
    path("people/invitations.csv", invitations.export, name="invitations_export"),
    path("people/invitations/new/", invitations.invite, name="invite"),
    path("people/invitations/<int:number>/", invitations.acts, name="invitation_acts"),
    path("people/witnesses/new/", witnesses.add, name="add_witness"),
    path("people/witnesses/<int:number>/link/", witnesses.send_link, name="send_link"),
    path("people/links/<int:number>/withdraw/", witnesses.withdraw_link, name="withdraw_link"),
]

CENTRES = [
    path("centres/", centres.centres, name="centres"),
    path("centres.csv", centres.export, name="centres_export"),
    path("centres/new/", centres.admit, name="admit_centre"),
    path("centres/<int:number>/", centres.centre, name="centre"),
    path("centres/<int:number>/name/", centres.rename, name="rename_centre"),
    path("centres/<int:number>/close/", centres.close, name="close_centre"),
    path("centres/<int:number>/external-verifier/", centres.allocate, name="allocate"),
    path("centres/allocations/<int:number>/end/", centres.end_allocation, name="end_allocation"),
]

RECORDS = [
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_all_notices"),
    path("notices/<int:number>/read/", notices.read, name="read_notice"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger.csv", ledger.export_csv, name="ledger_csv"),
    path("ledger.jsonl", ledger.export_jsonl, name="ledger_jsonl"),
    path("ledger/looks/", ledger.looks, name="ledger_looks"),
    path("ledger/<int:number>/", ledger.entry, name="ledger_entry"),
    path("policy/", policy.policy, name="policy"),
    path("policy/<slug:name>/", policy.parameter, name="parameter"),
    path("policy/<slug:name>/new/", policy.change, name="set_parameter"),
]

urlpatterns = [*HOME, *PEOPLE, *CENTRES, *RECORDS]
