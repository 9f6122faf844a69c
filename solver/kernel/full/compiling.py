"""Compiling the full kernel: at import, for the one signature that the annotations tell, kept beside the source.

The code of a function holds that of all it calls, so only what Python calls is loaded where all was compiled before.

No references are counted (the arrays outlive each call) and wrappers are made only where Python calls: counting would
take most of the time of small functions, and most of the time of compiling them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from solver.kernel.compiling import compile_with

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


_SETTINGS: Final[dict[str, Any]] = {"nogil": True, "_nrt": False, "error_model": "numpy"}

_INSIDE: Final[list[tuple[Any, str]]] = []
"""Functions that only compiled functions call, with their signatures."""


def compiled(function: _Function) -> _Function:
    """Compile a function that Python calls, with all it calls, or load it; it makes no arrays."""
    made = compile_with(function, **_SETTINGS)
    entry: Any = made
    if not _is_kept(entry):
        # For their own signatures: numba would compile them anew for each constant that they are called with.
        for inside, signature in _INSIDE:
            _compile(inside, signature)
    _compile(entry, _signature(function))
    return made


def compiled_inside(function: _Function) -> _Function:
    """Take a function that only compiled functions call; it makes no arrays."""
    made = compile_with(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, **_SETTINGS)
    _INSIDE.append((made, _signature(function)))
    return made


def _is_kept(entry: Any) -> bool:
    """Tell whether a function was compiled before: loading it takes a quarter of the time of loading all it holds."""
    folder, name = entry.stats.cache_path, f"{entry.__module__.rpartition('.')[2]}.{entry.__name__}-*.nbc"
    return folder is not None and any(Path(folder).glob(name))


def _compile(function: Any, signature: str) -> None:
    function.compile(signature)
    function.disable_compile()


def _signature(function: Callable[..., Any]) -> str:
    names = [_NAMES[str(kind)] for kind in function.__annotations__.values()]
    return f"{names[-1]}({', '.join(names[:-1])})"
