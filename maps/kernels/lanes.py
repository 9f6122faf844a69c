"""Eight lanes lowered at once, as one vector to the processor.

numba makes no vector instructions of a loop over eight numbers that could overlap others, and eight numbers by name
cost it seconds of compiling. So the two steps that a kernel of lanes is made of are told to LLVM as vectors, which it
turns into whatever instructions the processor has. Arrays are contiguous in one axis, and nothing checks bounds.
They need not begin where a line of the processor's cache does, but a block that lies in two lines takes a third longer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.core.cgutils import alloca_once_value, for_range
from numba.extending import intrinsic

from maps.network import Ints

LANES: Final = 8
"""How many lanes a block has."""

_BLOCK: Final = ir.VectorType(ir.IntType(64), LANES)
_ALIGN: Final = 8
_LINE_BYTES: Final = 64
# To the caller the first argument, numba's own, is not there.
_intrinsic: Final = cast("Callable[[Callable[..., Any]], Callable[..., None]]", intrinsic)


def fill_aligned(size: int, value: int) -> Ints:
    """Give a row of equal numbers, each block of which lies in one line of the processor's cache."""
    room = np.empty(size + _LINE_BYTES // 8, dtype=np.int64)
    first = -room.ctypes.data % _LINE_BYTES // 8
    row = room[first : first + size]
    row.fill(value)
    return row


@_intrinsic
def lower(_typing: Any, there: Any, at: Any, here: Any, first: Any, more: Any, second: Any) -> Any:
    """Lower ``there[at:]`` to ``here[first:] + more[second:]``, each ``LANES`` long."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        target, one, other = (_point(context, builder, signature, values, place) for place in (0, 2, 4))
        _store_least(builder, target, _add(builder, one, other))
        return context.get_dummy_value()

    return types.void(there, at, here, first, more, second), generate


@_intrinsic
def lower_to_sums(_typing: Any, there: Any, at: Any, here: Any, first: Any, more: Any, second: Any, count: Any) -> Any:
    """Do as ``lower``, for ``count`` blocks of ``here`` and ``more``, one after the other."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        target, one, other = (_point(context, builder, signature, values, place) for place in (0, 2, 4))
        # It stays in registers from one step to the next.
        least = alloca_once_value(builder, builder.load(target, align=_ALIGN))  # type: ignore[no-untyped-call]
        with for_range(builder, values[6]) as loop:
            sums = _add(builder, *(builder.gep(block, [loop.index]) for block in (one, other)))
            _store_least(builder, least, sums)
        builder.store(builder.load(least), target, align=_ALIGN)
        return context.get_dummy_value()

    return types.void(there, at, here, first, more, second, count), generate


def _point(context: Any, builder: Any, signature: Any, values: Any, place: int) -> Any:
    """Point to the block that begins where the argument after an array tells."""
    data = context.make_array(signature.args[place])(context, builder, values[place]).data
    return builder.bitcast(builder.gep(data, [values[place + 1]]), _BLOCK.as_pointer())


def _add(builder: Any, one: Any, other: Any) -> Any:
    return builder.add(builder.load(one, align=_ALIGN), builder.load(other, align=_ALIGN))


def _store_least(builder: Any, target: Any, values: Any) -> None:
    before = builder.load(target, align=_ALIGN)
    builder.store(builder.select(builder.icmp_signed("<", values, before), values, before), target, align=_ALIGN)
