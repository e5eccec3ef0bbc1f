"""How an act is done: one transaction, one entry; and what may be erased from beside the ledger."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, TypeVar, overload
from uuid import UUID

from django.db import IntegrityError, transaction

from touchstone.ledger.adapters.chaining import chain
from touchstone.ledger.adapters.isolation import reaching
from touchstone.ledger.domain import (
    Actor,
    Content,
    Fact,
    Kept,
    Personal,
    Reach,
    Record,
    canonical,
    personal_values,
    written,
)
from touchstone.ledger.models import Look, PersonalValue, Receipt, Touch

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound=Fact)


@dataclass(slots=True)
class _Draft:
    """The entry of the act that is being done: its facts gather until the act ends."""

    act: str
    by: Actor
    at: datetime
    facts: list[Fact] = field(default_factory=list)


_draft: ContextVar[_Draft | None] = ContextVar("touchstone_ledger_draft", default=None)


class FactOutsideAct(RuntimeError):
    """A fact was recorded while no act was being done: only a function marked ``@act`` changes records."""


@overload
def act(function: Callable[P, R]) -> Callable[P, R]: ...
@overload
def act(*, reach: Reach) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def act(
    function: Callable[P, R] | None = None, *, reach: Reach | None = None
) -> Callable[P, R] | Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function one act: all it does is one transaction that ends with one entry in the ledger.

    The function takes ``by`` (an :class:`Actor`) and ``at`` by keyword. An act called by another shares the other's
    transaction and entry. ``reach`` widens what the database shows while the act is done, for the few acts that a
    person does before holding any role (to accept an invitation).
    """
    if function is None:
        return lambda marked: _as_act(marked, reach)
    return _as_act(function, reach)


def _as_act(function: Callable[P, R], reach: Reach | None) -> Callable[P, R]:
    name = f"{function.__module__.split('.')[1]}.{function.__name__}"

    @functools.wraps(function)
    def perform(*args: P.args, **kwargs: P.kwargs) -> R:
        if _draft.get() is not None:
            return function(*args, **kwargs)
        by, at = kwargs["by"], kwargs["at"]
        if not isinstance(by, Actor) or not isinstance(at, datetime) or at.tzinfo is None:
            raise TypeError(f"{name} takes by=Actor and at=datetime with its time zone")
        with _performing(_Draft(name, by, at), reach or by.reach):
            return function(*args, **kwargs)

    ACTS[name] = perform
    return perform


ACTS: dict[str, Callable[..., object]] = {}
"""Every act of every room that is loaded, by its name: what the matrix of permissions must speak of."""


@contextmanager
def _performing(draft: _Draft, reach: Reach) -> Iterator[None]:
    token = _draft.set(draft)
    try:
        with reaching(reach), transaction.atomic():
            yield
            if draft.facts:
                _write(draft)
    finally:
        _draft.reset(token)


def record(fact: F) -> F:
    """Put a fact into the entry of the act that is being done, and answer it."""
    draft = _draft.get()
    if draft is None:
        raise FactOutsideAct(type(fact).__name__)
    draft.facts.append(fact)
    return fact


def _write(draft: _Draft) -> None:
    salts = [secrets.token_hex(32) for _ in range(personal_values(draft.facts) + 1)]
    facts, kept = written(draft.facts, salts)
    origin, address = _origin(draft.by, salts[-1])
    content = Content(
        number=0,
        at=draft.at,
        act=draft.act,
        person=draft.by.person,
        role=draft.by.role,
        organisation=draft.by.organisation,
        origin=origin,
        facts=facts,
    )
    touched = dict.fromkeys((str(fact.record), fact.organisation) for fact in draft.facts)
    # Everything is ready: while the next entry is chained to the last, every other writer waits.
    chain(content, touched=list(touched), kept=[*kept, *address])


def _origin(by: Actor, salt: str) -> tuple[str, list[Kept]]:
    """From where, as it stands in the entry; the network address is personal and kept apart."""
    if not by.origin.address:
        return canonical({"door": by.origin.door}), []
    kept = Kept.made(Personal(by.origin.address, by.person), salt, by.organisation)
    return canonical({"door": by.origin.door, "address": kept.standing_in_ledger()}), [kept]


def erase_personal_values(person: int) -> int:
    """Destroy the personal values and salts that the ledger keeps of a person; answers how many. The chain stays whole.

    Part of an act of another room, which records why; it is no act of its own.
    """
    if _draft.get() is None:
        raise FactOutsideAct("erase_personal_values")
    erased, _ = PersonalValue.objects.filter(person=person).delete()
    return erased


def erase_unnamed_values(records: Collection[Record]) -> int:
    """Destroy what the entries of some records keep of people who had no number yet (an invitation); answers how many.

    Part of an act of another room, as ``erase_personal_values``.
    """
    if _draft.get() is None:
        raise FactOutsideAct("erase_unnamed_values")
    entries = Touch.objects.filter(record__in=[str(one) for one in records]).values("entry")
    erased, _ = PersonalValue.objects.filter(person=None, entry__in=entries).delete()
    return erased


def note_look(record: Record, *, by: Actor, at: datetime, owner: int | None = None, why: str = "") -> None:
    """Note in the access log that somebody looked at a sensitive record of the person ``owner``."""
    Look.objects.create(
        at=at,
        person=by.person,
        role=by.role,
        organisation=by.organisation,
        record=str(record),
        owner=owner,
        why=why,
    )


class AlreadyDone(Exception):
    """The same request was carried out before; ``answer`` is where it led."""

    def __init__(self, answer: str) -> None:
        """Remember where the first request led."""
        super().__init__(answer)
        self.answer = answer


@contextmanager
def once(key: UUID, *, by: Actor, at: datetime) -> Iterator[Callable[[str], None]]:
    """Do what stands inside at most once for ``key``; the caller gives the answer to repeat by calling what it gets.

    The receipt and the act share one transaction. Raises :class:`AlreadyDone` when the key was used before, also when
    the other request is still under way at the same moment.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                receipt = Receipt.objects.create(key=key, person=by.person, at=at, answer="")
        except IntegrityError:
            first = Receipt.objects.filter(key=key, person=by.person).first()
            raise AlreadyDone(first.answer if first else "") from None

        def answer(address: str) -> None:
            Receipt.objects.filter(key=receipt.key).update(answer=address)

        yield answer


def forget_receipts(before: datetime) -> int:
    """Delete the receipts of requests that were carried out before a moment; answers how many."""
    forgotten, _ = Receipt.objects.filter(at__lt=before).delete()
    return forgotten


def forget_looks(before: datetime) -> int:
    """Delete what the access log noted before a moment; answers how many looks."""
    forgotten, _ = Look.objects.filter(at__lt=before).delete()
    return forgotten
