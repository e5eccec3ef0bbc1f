"""What the awarding body has decided, on a day: its own value, or the shipped one where it set none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from touchstone.policy.domain import DatedValue, Kind, Parameter, Standing
from touchstone.policy.models import ParameterValue


class ParameterUnknown(LookupError):
    """There is no parameter of that name."""


@lru_cache(maxsize=1)
def parameters() -> Mapping[str, Parameter]:
    """Every parameter with its shipped values, by name, in the order of the file."""
    text = files("touchstone.policy").joinpath("parameters.yaml").read_text(encoding="utf-8")
    rows = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["parameters"]
    return {row["name"]: _parameter(row) for row in rows}


def _parameter(row: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=row["name"],
        title=row["title"],
        kind=Kind(row["kind"]),
        group=row["group"],
        why=row["why"],
        values=tuple(_shipped(value) for value in row["values"]),
        unit=row.get("unit", ""),
        minimum=_bound(row.get("minimum")),
        maximum=_bound(row.get("maximum")),
        choices=tuple(row.get("choices", ())),
    )


def _bound(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _shipped(row: Mapping[str, Any]) -> DatedValue:
    value = tuple(row["value"]) if isinstance(row["value"], list) else row["value"]
    value = Decimal(str(value)) if isinstance(value, float) else value
    return DatedValue(row["from"], value, Standing(row["standing"]), row["source"])


def get_parameter(name: str) -> Parameter:
    """A parameter by name. Raises :class:`ParameterUnknown`."""
    found = parameters().get(name)
    if found is None:
        raise ParameterUnknown(name)
    return found


def value_on(name: str, day: date) -> Any:
    """The value of a parameter on a day; its type is as the parameter's kind says. One query."""
    return dated_value_on(name, day).value


def dated_value_on(name: str, day: date) -> DatedValue:
    """The value of a parameter on a day, with what it rests on. One query."""
    parameter = get_parameter(name)
    own = ParameterValue.objects.filter(name=name, from_day__lte=day).order_by("from_day", "id").last()
    return _own(parameter, own) if own is not None else _shipped_on(parameter, day)


def _shipped_on(parameter: Parameter, day: date) -> DatedValue:
    return max((value for value in parameter.values if value.from_day <= day), key=lambda value: value.from_day)


def _own(parameter: Parameter, row: ParameterValue) -> DatedValue:
    return DatedValue(row.from_day, parameter.read(row.value), Standing.OWN_CHOICE, row.source)


def values_on(day: date) -> dict[str, DatedValue]:
    """Every parameter's value on a day. One query."""
    found = {name: _shipped_on(parameter, day) for name, parameter in parameters().items()}
    for row in ParameterValue.objects.filter(from_day__lte=day).order_by("from_day", "id"):
        if row.name in found:
            found[row.name] = _own(parameters()[row.name], row)
    return found


def history_of_parameter(name: str) -> tuple[DatedValue, ...]:
    """Every value that a parameter has had or will have, the latest first: set by the awarding body, then shipped."""
    parameter = get_parameter(name)
    own: list[DatedValue] = [
        _own(parameter, row) for row in ParameterValue.objects.filter(name=name).order_by("-from_day", "-id")
    ]
    return (*own, *sorted(parameter.values, key=lambda value: value.from_day, reverse=True))
