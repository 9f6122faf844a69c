"""Compiling the full kernel: at import, for the one signature that the annotations tell, kept beside the source.

No references are counted (the arrays outlive each call) and wrappers are made only where Python calls: counting would
take most of the time of small functions, and most of the time of compiling them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])

_NAMES: Final = {
    "Ints": "int64[::1]",
    "Lots": "uint64[::1]",
    "Floats": "float64[::1]",
    "int": "int64",
    "float": "float64",
    "bool": "boolean",
    "None": "void",
    "tuple[int, int]": "UniTuple(int64, 2)",
}


def compiled(function: _Function) -> _Function:
    """Compile a function that Python calls; it makes no arrays."""
    return _compile(function, {})


def compiled_inside(function: _Function) -> _Function:
    """Compile a function that only compiled functions call; it makes no arrays."""
    return _compile(function, {"no_cpython_wrapper": True, "no_cfunc_wrapper": True})


def _compile(function: _Function, options: dict[str, Any]) -> _Function:
    names = [_NAMES[str(kind)] for kind in function.__annotations__.values()]
    signature = f"{names[-1]}({', '.join(names[:-1])})"
    settings: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False, "error_model": "numpy", **options}
    made = njit(signature, **settings)(function)
    return cast("_Function", made)
