"""What the house asks of everything that is kept, and of whoever tells the time."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import DateField, DateTimeField, ForeignKey, Model, TimeField

from tests.architecture.test_architecture import MODULES, PACKAGE, linter_setting, name_of

ROOMS = "touchstone."
MODELS = [model for model in apps.get_models() if model.__module__.startswith(ROOMS)]
KEYS = [field for model in MODELS for field in model._meta.get_fields() if isinstance(field, ForeignKey)]

TELLS_THE_TIME = ("web", "cli", "rest", "project")
"""Doors and settings, which may look at the clock; inside a room only adapters may: everybody else is told the time."""

CLOCKS = re.compile(
    r"(?:timezone|datetime|date)\.(?:now|utcnow|today)\(|time\.(?:time|monotonic|perf_counter)\(|timezone\.localdate\(\)"
)


def corridor() -> dict[str, int]:
    """The place of each room in the corridor, the first room first."""
    layers = [layer for layer in linter_setting("corridor", "layers").splitlines() if layer.strip()]
    return {room.strip(" ()"): place for place, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def room_of(model: type[Model]) -> str:
    return model.__module__.split(".")[1]


def test_there_are_models_to_look_at() -> None:
    assert {room_of(model) for model in MODELS} >= {"ledger", "people", "notices", "archive", "policy", "catalogue"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_says_what_personal_data_it_keeps_why_and_how_long(model: type[Model]) -> None:
    said = re.search(r"Personal data: (.+?)(?:\n\n|\Z)", model.__doc__ or "", re.DOTALL)
    assert said is not None
    assert said[1].rstrip().endswith(".")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_says_first_what_one_row_is(model: type[Model]) -> None:
    assert re.match(r"[A-Z].+[.:]", (model.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " "))
    assert "Personal data" not in (model.__doc__ or "").strip().splitlines()[0]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.model.__name__}.{key.name}")
def test_a_foreign_key_points_to_its_own_room_or_an_earlier_one(key: ForeignKey[Model, Model]) -> None:
    there = key.related_model
    assert isinstance(there, type)
    assert there.__module__.startswith(ROOMS)
    assert corridor()[room_of(there)] <= corridor()[room_of(key.model)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_moment_is_set_by_itself(model: type[Model]) -> None:
    moments = [field for field in model._meta.get_fields() if isinstance(field, DateField | DateTimeField | TimeField)]
    assert [field.name for field in moments if field.auto_now or field.auto_now_add] == []
    assert [field.name for field in moments if callable(field.default) and field.has_default()] == []


def looks_at_the_clock(source: str) -> list[str]:
    """Where code, not words about it, asks what time it is."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [text for node in calls if CLOCKS.match(text := ast.unparse(node))]


def is_told_the_time(module: Path) -> bool:
    room, *within = module.relative_to(PACKAGE).parts
    return bool(within) and room not in TELLS_THE_TIME and "adapters" not in within and "migrations" not in within


@pytest.mark.parametrize("module", [module for module in MODULES if is_told_the_time(module)], ids=name_of)
def test_whoever_acts_or_asks_is_told_the_time(module: Path) -> None:
    assert looks_at_the_clock(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("at = timezone.now()", ["timezone.now()"]),
        ("at = datetime.now(tz=UTC)", ["datetime.now(tz=UTC)"]),
        ("day = date.today()", ["date.today()"]),
        ("day = timezone.localdate()", ["timezone.localdate()"]),
        ("day = timezone.localdate(at)", []),
        ("began = time.perf_counter()", ["time.perf_counter()"]),
        ("said = 'timezone.now()'", []),
    ],
)
def test_a_look_at_the_clock_is_seen(line: str, found: list[str]) -> None:
    assert looks_at_the_clock(line) == found
