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


SPANS: Final = 96
"""Chains of labels per visit, by the time they end."""

NODE: Final = 0
END: Final = 1
COST: Final = 2
FREE: Final = 3
PLACE: Final = 4
TAKEN: Final = 5
PARENT: Final = 6
AFTER: Final = 7
QUEUED: Final = 8
DEAD: Final = 9
MASK: Final = 10
"""Columns of labels, which are partial routes, one a row.

The last visit, when it is over, what the route costs, until when leaving costs no waiting, the place where the car
stands, breaks taken, the label it came from, the next in its chain and in the queue, whether it was dominated. From
``MASK`` on: words of remembered visits, words of cuts with an odd count, loads.
"""


def empty_labels(task: Task, most: int) -> Ints:
    """Make room for ``most`` labels and one more that is tried."""
    columns = MASK + task.keep.shape[1] + task.cut_in.shape[1] + task.amounts.shape[1]
    return np.empty((most + 1, columns), np.int64)
