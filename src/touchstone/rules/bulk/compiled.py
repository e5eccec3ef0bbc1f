"""How the kernels are compiled: to machine code kept beside the source, with no reference counting.

Without ``_nrt=False`` numba counts references to every array of a named tuple at every access, which was measured to
make the kernels 14 times slower. It also means that a kernel cannot make arrays: room to work in is handed to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = TypeVar("Function", bound=Callable[..., Any])

_njit: Any = numba.njit


def kernel(function: Function) -> Function:
    """A compiled function that Python calls."""
    compiled: Function = _njit(cache=True, nogil=True, _nrt=False)(function)
    return compiled


def inlined(function: Function) -> Function:
    """A compiled function that is written into the kernels that call it."""
    compiled: Function = _njit(cache=True, nogil=True, inline="always", _nrt=False)(function)
    return compiled
