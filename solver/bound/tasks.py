"""What the compiled labelling reads: one kind of car and all visits, as arrays."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

NEVER: Final = 1 << 40
"""Seconds after every clock."""

SCALE: Final = 1024
"""Prices are counted in this part of their unit, so that duals are whole numbers and every bound is exact."""

NO_ROUTE: Final = 1 << 61
"""Costs from here on are those of routes that cannot be driven."""


class Task(NamedTuple):
    """One kind of car and all visits. Costs are in ``SCALE``-ths; ``places`` counts locations and the car's ends.

    ``drives`` has shape (places, places): its last row leads from the car's start, its last column to its end, ``home``
    the least seconds to the end over any places. ``gain`` is what a visit costs by this car less its dual,
    ``worth`` the same without the dual. ``first`` and
    ``near`` list the visits that may follow each visit (last: the start). ``keep`` has, per visit, the visits that
    are remembered while one is there (ng-route relaxation), ``bars`` those barred by going there. ``cut_in`` and
    ``cut_keep`` say, per visit, which cuts count it and which remember there what they counted.
    """

    drives: Ints
    home: Ints
    place: Ints
    duration: Ints
    setup: Ints
    starts: Ints
    ends: Ints
    late_after: Ints
    prices: Ints  # driving, waiting, lateness, overtime, waiting where ends of routes are joined
    clock: Ints  # shift start, shift end, close; 1: exact, 0: dominance overlooks visits and cuts
    breaks: Ints  # (breaks, 3): earliest, latest, duration
    gain: Ints
    worth: Ints
    first: Ints
    near: Ints
    keep: Ints
    bars: Ints
    amounts: Ints
    holds: Ints
    cut_in: Ints
    cut_keep: Ints
    cut_prices: Ints


class Packed(NamedTuple):
    """A task in few arrays, which compiled functions take one by one: a tuple of many would be copied at each call.

    ``drives`` has one more column, the least seconds to the end; ``rows`` has all of each visit, ``car`` all the rest.
    """

    drives: Ints
    rows: Ints
    car: Ints
    first: Ints
    near: Ints


DRIVING: Final = 0
WAITING: Final = 1
LATENESS: Final = 2
OVERTIME: Final = 3
JOINING: Final = 4
SHIFT_START: Final = 5
SHIFT_END: Final = 6
CLOSE: Final = 7
STRICT: Final = 8
BREAKS: Final = 9
WINDOWS: Final = 10
WORDS: Final = 11
CUTS: Final = 12
LOADS: Final = 13
SHIFT: Final = 14
REST: Final = 15
"""Columns of ``car``: prices, clock, numbers of breaks, windows, words of visits, words of cuts, loads, the power of
two that the seconds of a step are; from ``REST`` on three a break, then what the car holds, then prices of cuts."""

AT: Final = 0
DURATION: Final = 1
SETUP: Final = 2
LATE_AFTER: Final = 3
GAIN: Final = 4
WORTH: Final = 5
LAST: Final = 6
OPENS: Final = 7
"""Columns of ``rows``: place, seconds of work and of setting up, when lateness begins, costs with and without the dual,
end of the last window; from ``OPENS`` on starts of windows, their ends, visits kept, barred, cuts in, kept, loads."""

STEPS: Final = 128
"""Steps of time for which what is left of routes is bounded."""

SPANS: Final = STEPS // 2
"""Chains of labels per visit, by the time they end: of two steps each."""

NODE: Final = 0
PARENT: Final = 1
QUEUED: Final = 2
DEAD: Final = 3
COST: Final = 4
END: Final = 5
FREE: Final = 6
PLACE: Final = 7
TAKEN: Final = 8
AFTER: Final = 9
MASK: Final = 10
"""Columns of labels, which are partial routes, one a row.

The last visit, the label it came from, the next in the queue, whether it was dominated, what the route costs, when the
visit is over, until when leaving costs no waiting, the place where the car stands, breaks taken, the next in its chain.
From ``MASK`` on: words of remembered visits, words of cuts with an odd count, loads.
"""


def packed(task: Task) -> Packed:
    """Put a task into few arrays."""
    rows = np.column_stack((
        task.place, task.duration, task.setup, task.late_after, task.gain, task.worth, task.ends[:, -1],
        task.starts, task.ends, task.keep, task.bars, task.cut_in, task.cut_keep, task.amounts,
    ))  # fmt: skip
    sizes = (
        len(task.breaks), task.starts.shape[1], task.keep.shape[1], task.cut_in.shape[1], task.amounts.shape[1],
        ((int(task.clock[2]) - int(task.clock[0])) // STEPS).bit_length(),
    )  # fmt: skip
    car = np.concatenate((task.prices, task.clock, sizes, task.breaks.ravel(), task.holds, task.cut_prices))
    drives = np.column_stack((task.drives, task.home))
    return Packed(
        drives=np.ascontiguousarray(drives, np.int64),
        rows=np.ascontiguousarray(rows, np.int64),
        car=np.ascontiguousarray(car, np.int64),
        first=task.first,
        near=task.near,
    )


def empty_labels(task: Task, most: int) -> Ints:
    """Make room for ``most`` labels and one more that is tried."""
    columns = MASK + task.keep.shape[1] + task.cut_in.shape[1] + task.amounts.shape[1]
    return np.empty((most + 1, columns), np.int64)
