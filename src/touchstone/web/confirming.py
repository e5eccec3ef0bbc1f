"""The page before what cannot be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from touchstone.web.requests import Request


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before an act: its title, what will happen, the act's own words, and where to go without it."""

    title: str
    words: str
    submit: str
    cancel_url: str
    rows: Sequence[dict[str, Any]] = field(default_factory=tuple)
    gentle: bool = False
    hidden: Sequence[tuple[str, str]] = field(default_factory=tuple)
    """What to send along."""


def ask(request: Request, question: Question, form: forms.Form | None = None) -> HttpResponse:
    """Show the page of a question; its form, where it has one, comes back with what was typed."""
    context = {name: getattr(question, name) for name in Question.__slots__}
    return render(request, "parts/confirm.html", {**context, "form": form})
