"""Compiling with numba, and arrays in the one form that compiled functions are made for.

To numba an array that may be written is of another type than a read-only one, and each new combination of types costs
a second of compiling. So all that is only read passes through ``fixed``.

What was compiled is kept under a name that changes whenever any source of the kernels does: numba itself looks at the
function's own file only, but a function holds the code of those it calls, in other files too.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
import platformdirs
from numba import njit

_SOURCES: Final = Path(__file__).parent
_CONFIG: Final[Any] = numba.config

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
    with _keeping():
        try:
            made = njit(cache=True, nogil=True, **options)(function)
        except RuntimeError:
            made = njit(nogil=True, **options)(function)
    return cast("_Function", made)


@contextlib.contextmanager
def _keeping() -> Iterator[None]:
    """Let numba keep what it compiles in our folder meanwhile, if there is one."""
    before = _CONFIG.CACHE_DIR
    _CONFIG.CACHE_DIR = str(_folder() or before)
    try:
        yield
    finally:
        _CONFIG.CACHE_DIR = before


@functools.cache
def _folder() -> Path | None:
    """Make the folder for the source as it is, and drop those of other source; None where nothing can be written."""
    given, name = _CONFIG.CACHE_DIR, f"{'checked' if _CONFIG.BOUNDSCHECK else 'hemrutt'}-roads"
    homes = [Path(given)] if given else [_SOURCES / "__pycache__", Path(platformdirs.user_cache_dir("hemrutt"))]
    for home in homes:
        folder = home / f"{name}-{_stamp()}"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            for old in set(home.glob(f"{name}-*")) - {folder}:
                shutil.rmtree(old, ignore_errors=True)
            return folder
    return None


def _stamp() -> str:
    """Give a checksum of all source with compiled functions."""
    total = hashlib.sha256(numba.__version__.encode())
    for path in sorted(_SOURCES.glob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def fixed(array: npt.NDArray[Any], dtype: type[_Number]) -> npt.NDArray[_Number]:
    """Give an array as read-only, contiguous and aligned, of this type; without copying if it is all that."""
    whole = np.require(np.asarray(array), dtype=dtype, requirements=["C", "A"]).view(np.ndarray)
    view = whole.view()
    view.setflags(write=False)
    return view
