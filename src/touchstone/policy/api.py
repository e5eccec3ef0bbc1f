"""The door of the policy room."""

from touchstone.policy.actions import set_parameter
from touchstone.policy.domain import DatedValue, Kind, Parameter, Standing
from touchstone.policy.queries import (
    ParameterUnknown,
    dated_value_on,
    get_parameter,
    history_of_parameter,
    parameters,
    value_on,
    values_on,
)

__all__ = [
    "DatedValue",
    "Kind",
    "Parameter",
    "ParameterUnknown",
    "Standing",
    "dated_value_on",
    "get_parameter",
    "history_of_parameter",
    "parameters",
    "set_parameter",
    "value_on",
    "values_on",
]
