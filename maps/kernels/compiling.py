"""Compiling with numba, and arrays in the one form that compiled functions are made for.

To numba an array that may be written is of another type than a read-only one, and each new combination of types costs
a second of compiling. So all that is only read passes through ``fixed``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Number = TypeVar("_Number", bound=np.generic)


def compiled(function: _Function) -> _Function:
    """Compile at the first call, without Python's lock, and keep the result beside the source if that can be written.

    Where it cannot, nor in the user's own cache, each process compiles anew.
    """
    return _compile(function, {})


def compiled_inside(function: _Function) -> _Function:
    """Compile as ``compiled``, but to be called by compiled code only, which takes a third less time to compile."""
    return _compile(function, {"no_cpython_wrapper": True, "no_cfunc_wrapper": True})


def compiled_for(signature: object) -> Callable[[_Function], _Function]:
    """Compile as ``compiled``, but for one signature and at once."""
    return lambda function: _compile(function, {"signature_or_function": signature})


def _compile(function: _Function, options: dict[str, Any]) -> _Function:
    try:
        made = njit(cache=True, nogil=True, **options)(function)
    except RuntimeError:
        made = njit(nogil=True, **options)(function)
    return cast("_Function", made)


def fixed(array: npt.NDArray[Any], dtype: type[_Number]) -> npt.NDArray[_Number]:
    """Give an array as read-only, contiguous and aligned, of this type; without copying if it is all that."""
    whole = np.require(np.asarray(array), dtype=dtype, requirements=["C", "A"]).view(np.ndarray)
    view = whole.view()
    view.setflags(write=False)
    return view
