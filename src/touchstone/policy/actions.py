"""What is done about parameters: the awarding body sets one from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from touchstone.ledger.api import Actor, Record, act, record
from touchstone.people.api import Impossible, permit, require
from touchstone.policy.domain import ParameterSet
from touchstone.policy.models import ParameterValue
from touchstone.policy.queries import dated_value_on, get_parameter


@act
def set_parameter(name: str, text: str, *, from_day: date, source: str, by: Actor, at: datetime) -> None:
    """Set a parameter from a day on, today or later: what was decided under the old value stands.

    Raises ``Impossible`` for a day that has passed and for a value that the parameter does not take.
    """
    require(permit("policy.set_parameter", by))
    parameter = get_parameter(name)
    if from_day < timezone.localdate(at):
        raise Impossible("A parameter is not changed for days that have passed.", "Choose today or a later day.")
    try:
        value = parameter.read(text)
    except ValueError as wrong:
        raise Impossible(str(wrong)) from None
    before = parameter.write(dated_value_on(name, from_day).value)
    after = parameter.write(value)
    ParameterValue.objects.create(name=name, from_day=from_day, value=after, source=source, set_at=at)
    record(
        ParameterSet(
            record=Record("policy.parameter", name),
            before={"value": before},
            after={"value": after, "from_day": from_day, "source": source},
        )
    )
