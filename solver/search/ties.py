"""What holds visits of different routes together in time: bounds on starts, tightened until nothing changes.

Each timed route gives its tied visits an earliest start and a latest one. A tie carries these over to the other visit
as a lower and an upper bound, whose route is then timed again. As bounds only tighten and times are whole seconds
within windows, this ends; the earliest starts then keep every tie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from solver.search.cars import NEVER
from solver.search.model import Model, Tie
from solver.search.timing import Timed, time_route

MOST_TIMINGS: Final = 400
"""Routes timed in one settling before it is given up: only a chain of ties that cannot hold takes that many."""

MOST_EACH: Final = 20
"""And as many for each route that changes, where many do at once."""


@dataclass(slots=True)
class Settled:
    """Routes that were timed anew, by car, and the bounds on starts that hold with them."""

    routes: dict[int, Timed]
    lower: list[int]
    upper: list[int]


def settle(
    model: Model,
    routes: Sequence[Timed],
    changed: Mapping[int, tuple[int, ...]],
    car_of: Sequence[int],
    lower: list[int],
    upper: list[int],
) -> Settled | None:
    """Time the changed routes, and all that depend on them through ties.

    Parameters
    ----------
    routes
        The routes as they are, by car.
    changed
        New sequences of visits, by car.
    car_of
        The car of each visit with the change made, −1 where it is left out.
    lower, upper
        Bounds to begin with; they are changed.

    Returns
    -------
    Settled, or None where no times keep all rules (or none were found).
    """
    new: dict[int, Timed] = {}
    waiting = dict.fromkeys(changed)
    for _ in range(max(MOST_TIMINGS, MOST_EACH * len(changed))):
        if not waiting:
            return Settled(new, lower, upper)
        car = next(iter(waiting))
        del waiting[car]
        timed = time_route(model, car, changed.get(car, routes[car].visits), lower, upper)
        if timed is None:
            return None
        new[car] = timed
        for visit in timed.visits:
            for tie in model.ties.get(visit, ()):
                other = new.get(car_of[tie.other]) or routes[car_of[tie.other]]
                if car_of[tie.other] < 0 or tie.other not in other.visits:
                    continue  # left out, or its route is among the changed and waits to be timed
                if tie.kind == "apart" and not tie.minimum and other is timed:
                    continue  # a car does one after the other
                if _carry(tie, visit, timed, other, lower, upper):
                    waiting[other.car] = None
                if _carry(_reverse(tie, visit), tie.other, other, timed, lower, upper):
                    waiting[car] = None
                if lower[tie.other] > upper[tie.other] or lower[visit] > upper[visit]:
                    return None
    return None


def window_for(model: Model, routes: Sequence[Timed], car_of: Sequence[int], visit: int) -> list[tuple[int, int]]:
    """Give the spans in which a visit that is left out may start, with the other visits where they are.

    Each of them may still move between its earliest and latest start.
    """
    windows = list(model.windows[visit])
    worked = model.duration[visit] + model.setup[visit]
    for tie in model.ties.get(visit, ()):
        car = car_of[tie.other]
        if car < 0:
            continue
        route = routes[car]
        position = route.visits.index(tie.other)
        first, last = route.starts[position], max(route.latest[position])
        end = first + route.work[position]
        if tie.kind == "same":
            windows = _clip(windows, first, last)
        elif tie.kind == "after":
            ends = route.work[position] if tie.from_end else 0
            windows = _clip(windows, first + ends + tie.minimum, _limit(last + ends, tie.maximum))
        elif tie.kind == "before":
            mine = worked if tie.from_end else 0
            earliest = 0 if tie.maximum is None else first - tie.maximum - mine
            windows = _clip(windows, earliest, last - tie.minimum - (model.duration[visit] if tie.from_end else 0))
        else:
            before = _clip(windows, 0, last - tie.minimum - model.duration[visit])
            windows = [*before, *_clip(windows, max(end + tie.minimum, before[-1][1] + 1 if before else 0), NEVER)]
    return windows


def _limit(second: int, maximum: int | None) -> int:
    return NEVER if maximum is None else second + maximum


def _clip(windows: list[tuple[int, int]], low: int, high: int) -> list[tuple[int, int]]:
    return [(max(start, low), min(end, high)) for start, end in windows if max(start, low) <= min(end, high)]


def _reverse(tie: Tie, visit: int) -> Tie:
    """Give the same tie as the other visit sees it."""
    kind = {"before": "after", "after": "before"}.get(tie.kind, tie.kind)
    return Tie(kind, visit, tie.minimum, tie.maximum, tie.from_end)


def _carry(tie: Tie, visit: int, here: Timed, other: Timed, lower: list[int], upper: list[int]) -> bool:
    """Tighten the bounds of the tie's other visit; tell whether its route must be timed again."""
    position, there = here.visits.index(visit), other.visits.index(tie.other)
    mine = (here.starts[position], max(here.latest[position]), here.work[position])
    low, high = _bounds(tie, visit, mine, (other.starts[there], other.work[there]))
    again = False
    if low > lower[tie.other]:
        lower[tie.other] = low
        again = other.starts[there] < low
    if high < upper[tie.other]:
        upper[tie.other] = high
        again = again or max(other.latest[there]) > high
    return again


def _bounds(tie: Tie, visit: int, mine: tuple[int, int, int], theirs: tuple[int, int]) -> tuple[int, int]:
    """Give the span in which the other visit may start, for the earliest and latest start of this one."""
    first, last, worked = mine
    start, length = theirs
    if tie.kind == "same":
        return first, last
    if tie.kind == "before":
        ends = worked if tie.from_end else 0
        return first + ends + tie.minimum, _limit(last + ends, tie.maximum)
    if tie.kind == "after":
        ends = length if tie.from_end else 0
        return 0 if tie.maximum is None else first - tie.maximum - ends, last - tie.minimum - ends
    if (first, visit) < (start, tie.other):
        return first + worked + tie.minimum, NEVER
    return 0, last - tie.minimum - length
