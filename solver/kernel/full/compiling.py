"""Compiling the full kernel: at import, for the one signature that the annotations tell, kept beside the source.

The code of a function holds that of all it calls, so only what Python calls is loaded where all was compiled before.

Only what Python calls takes arrays; inside, each is passed as the bare address of its first entry. An array is seven
arguments, and each look into it asks whether its index is negative: that was most of the time of compiling, and half of
the time of searching. (Where bounds are to be checked, they are passed as arrays after all.) For the same reason no
references are counted (the arrays outlive each call), and wrappers are made only where Python calls.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
from numba import types
from numba.extending import intrinsic

from solver.kernel.compiling import compile_with

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Table = TypeVar("_Table")

_TYPES: Final[Any] = types

_CHECKED: Final = bool(numba.config.BOUNDSCHECK)  # type: ignore[attr-defined]
"""Whether compiled code asks if what it looks for lies in its array."""

_TABLES: Final = {"Ints": types.int64, "Lots": types.uint64, "Floats": types.float64}

_KINDS: Final = {
    "int": types.int64,
    "float": types.float64,
    "bool": types.boolean,
    "None": types.void,
    "tuple[int, int]": _TYPES.UniTuple(types.int64, 2),
}

_SETTINGS: Final[dict[str, Any]] = {"nogil": True, "_nrt": False, "error_model": "numpy"}

_INSIDE: Final[list[tuple[Any, Any]]] = []
"""Functions that only compiled functions call, with their signatures."""


def compiled(function: _Function) -> _Function:
    """Compile a function that Python calls, with all it calls, or load it; it makes no arrays."""
    made = compile_with(function, **_SETTINGS)
    entry: Any = made
    if not _is_kept(entry):
        # For their own signatures: numba would compile them anew for each constant that they are called with.
        for inside, signature in _INSIDE:
            _compile(inside, signature)
    _compile(entry, _signature(function, _array))
    return made


def compiled_inside(function: _Function) -> _Function:
    """Take a function that only compiled functions call; it makes no arrays."""
    made = compile_with(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, **_SETTINGS)
    _INSIDE.append((made, _signature(function, _array if _CHECKED else _TYPES.CPointer)))
    return made


@intrinsic
def _address(_context: Any, table: Any) -> Any:
    """Give the address of the first entry of an array, in compiled code."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        if _CHECKED:
            return args[0]
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    return (table if _CHECKED else _TYPES.CPointer(table.dtype))(table), generate


bare = cast("Callable[[_Table], _Table]", _address)
"""The same array as the functions inside take it."""


def _is_kept(entry: Any) -> bool:
    """Tell whether a function was compiled before: loading it takes a quarter of the time of loading all it holds."""
    folder, name = entry.stats.cache_path, f"{entry.__module__.rpartition('.')[2]}.{entry.__name__}-*.nbc"
    return folder is not None and any(Path(folder).glob(name))


def _compile(function: Any, signature: Any) -> None:
    function.compile(signature)
    function.disable_compile()


def _array(kind: Any) -> Any:
    return types.Array(kind, 1, "C")


def _signature(function: Callable[..., Any], passed: Callable[[Any], Any]) -> Any:
    """Give the signature that the annotations tell, tables ``passed`` as arrays or as pointers."""
    *taken, given = [
        passed(_TABLES[str(kind)]) if str(kind) in _TABLES else _KINDS[str(kind)]
        for kind in function.__annotations__.values()
    ]
    return given(*taken)
