"""Eight lanes lowered at once, as one vector to the processor.

numba makes no vector instructions of a loop over eight numbers that could overlap others, and eight numbers by name
cost it seconds of compiling. So the two steps that a kernel of lanes is made of are told to LLVM as vectors, which it
turns into whatever instructions the processor has. Arrays are contiguous in one axis, and nothing checks bounds.
They need not begin where a line of the processor's cache does, but a block that lies in two lines takes a third longer.
"""

from __future__ import annotations

import itertools
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
        target, one, other = (
            _point(context, builder, signature, values, array, values[array + 1]) for array in (0, 2, 4)
        )
        sums = builder.add(builder.load(one, align=_ALIGN), builder.load(other, align=_ALIGN))
        _store_least(builder, target, sums)
        return context.get_dummy_value()

    return types.void(there, at, here, first, more, second), generate


@_intrinsic
def lower_along(_typing: Any, rows: Any, row: Any, here: Any, more: Any, depths: Any, first: Any, beyond: Any) -> Any:
    """Lower, for each ``arc`` of a run, ``rows[row:]`` at its depth to ``rows[here:] + more[arc]``, all in blocks.

    ``here`` is read but once, so it must not be at one of these depths.
    """

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        target, one = (_point(context, builder, signature, values, 0, offset) for offset in (values[1], values[2]))
        data, depth_of = (context.make_array(signature.args[at])(context, builder, values[at]).data for at in (3, 4))
        weights = builder.bitcast(data, _BLOCK.as_pointer())
        least = builder.load(one, align=_ALIGN)
        with for_range(builder, values[6], start=values[5]) as loop:
            depth = builder.load(builder.gep(depth_of, [loop.index]))
            arc = builder.load(builder.gep(weights, [loop.index]), align=_ALIGN)
            _store_least(builder, builder.gep(target, [depth]), builder.add(least, arc))
        return context.get_dummy_value()

    return types.void(rows, row, here, more, depths, first, beyond), generate


@_intrinsic
def lower_to_sums(_typing: Any, there: Any, at: Any, here: Any, first: Any, more: Any, second: Any, count: Any) -> Any:
    """Lower ``there`` to the sums of ``count`` blocks of ``here`` and of ``more``, one after the other.

    ``first`` and ``second`` tell where several rows of blocks begin, and ``at`` by pair of them, row by row, where its
    least sum goes. So each block is read but once for several sums.
    """

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        targets, ones, others = (
            [
                _point(context, builder, signature, values, array, builder.extract_value(values[array + 1], place))
                for place in range(signature.args[array + 1].count)
            ]
            for array in (0, 2, 4)
        )
        # They stay in registers from one step to the next.
        least = [alloca_once_value(builder, builder.load(target, align=_ALIGN)) for target in targets]  # type: ignore[no-untyped-call]
        with for_range(builder, values[6]) as loop:
            one, other = (
                [builder.load(builder.gep(row, [loop.index]), align=_ALIGN) for row in rows] for rows in (ones, others)
            )
            for place, (begun, ended) in zip(least, itertools.product(one, other), strict=True):
                _store_least(builder, place, builder.add(begun, ended))
        # Two pairs may go to one place, if a point has several rows.
        for place, target in zip(least, targets, strict=True):
            _store_least(builder, target, builder.load(place))
        return context.get_dummy_value()

    return types.void(there, at, here, first, more, second, count), generate


def _point(context: Any, builder: Any, signature: Any, values: Any, array: int, offset: Any) -> Any:
    """Point to the block that begins at an offset in an array, one of the arguments."""
    data = context.make_array(signature.args[array])(context, builder, values[array]).data
    return builder.bitcast(builder.gep(data, [offset]), _BLOCK.as_pointer())


def _store_least(builder: Any, target: Any, values: Any) -> None:
    before = builder.load(target, align=_ALIGN)
    builder.store(builder.select(builder.icmp_signed("<", values, before), values, before), target, align=_ALIGN)
