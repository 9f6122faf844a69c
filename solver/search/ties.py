"""What holds visits of different routes together in time: bounds on starts, tightened until nothing changes.

Each timed route gives its tied visits an earliest start and a latest one. A tie carries these over to the other visit
as a lower and an upper bound, whose route is then timed again. As bounds only tighten and times are whole seconds
within windows, this ends; the earliest starts then keep every tie.

A route with breaks may take them sooner, and start a visit later, than it would have to: for the sake of an earlier
finish. So the least starts of all are carried over first, which hold whatever becomes of the breaks, and only then the
starts that the routes have.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    settling = _Settling(model, routes, car_of, lower, upper)
    waiting = dict.fromkeys(changed)
    for _ in range(max(MOST_TIMINGS, MOST_EACH * len(changed))):
        if not waiting:
            return Settled(settling.new, lower, upper)
        car = next(iter(waiting))
        del waiting[car]
        timed = time_route(model, car, changed.get(car, routes[car].visits), lower, upper)
        if timed is None:
            return None
        settling.new[car] = timed
        again = settling.carry(timed)
        if again is not None and not waiting and not again and not settling.is_exact:
            again = settling.carry_exactly()
        if again is None:
            return None
        waiting.update(again)
    return None


def settle_placed(
    model: Model,
    routes: Sequence[Timed],
    changed: Mapping[int, tuple[int, ...]],
    placed: Collection[int],
    car_of: Sequence[int],
    bounds: tuple[list[int], list[int]],
) -> Settled | None:
    """Settle routes with some visits more; ``bounds``, lower and upper, stay as they are.

    What may start first is taken first: where that breaks a rule, a single visit is tried after each that it keeps
    apart from.
    """
    lower, upper = bounds
    settled = settle(model, routes, changed, car_of, lower.copy(), upper.copy())
    if settled is not None or len(placed) != 1 or not model.mates_apart:
        return settled
    (visit,) = placed
    for tie in model.ties.get(visit, ()):
        if tie.kind == "apart" and car_of[tie.other] >= 0:
            later, other = lower.copy(), routes[car_of[tie.other]]
            place = other.visits.index(tie.other)
            later[visit] = max(later[visit], other.starts[place] + other.work[place] + tie.minimum)
            settled = settle(model, routes, changed, car_of, later, upper.copy())
            if settled is not None:
                return settled
    return None


class _Settling:
    """Routes timed so far, and the bounds that they gave: by their least starts, once ``is_exact`` by their own."""

    def __init__(
        self, model: Model, routes: Sequence[Timed], car_of: Sequence[int], lower: list[int], upper: list[int]
    ) -> None:
        self.model, self.routes, self.car_of, self.lower, self.upper = model, routes, car_of, lower, upper
        self.new: dict[int, Timed] = {}
        self.is_exact = False

    def carry_exactly(self) -> dict[int, None] | None:
        """Carry the starts over that the routes have; from now on always."""
        self.is_exact = True
        waiting: dict[int, None] = {}
        for timed in self.new.values():
            again = self.carry(timed)
            if again is None:
                return None
            waiting.update(again)
        return waiting

    def carry(self, timed: Timed) -> dict[int, None] | None:
        """Tighten bounds by the ties of a route; give the cars to time again, None where nothing can hold any more."""
        lower, upper, waiting = self.lower, self.upper, dict[int, None]()
        for visit in timed.visits:
            for tie in self.model.ties.get(visit, ()):
                car = self.car_of[tie.other]
                other = self.new.get(car) or self.routes[car]
                if car < 0 or tie.other not in other.visits:
                    continue  # left out, or its route is among the changed and waits to be timed
                if tie.kind == "apart" and (not self.is_exact or (not tie.minimum and other is timed)):
                    continue  # who comes first follows from the starts; a car does one after the other
                if self._carry(tie, visit, timed, other):
                    waiting[other.car] = None
                if self._carry(_reverse(tie, visit), tie.other, other, timed):
                    waiting[timed.car] = None
                if lower[tie.other] > upper[tie.other] or lower[visit] > upper[visit]:
                    return None
        return waiting

    def _carry(self, tie: Tie, visit: int, here: Timed, other: Timed) -> bool:
        """Tighten the bounds of the tie's other visit; tell whether its route must be timed again."""
        lower, upper, position, there = self.lower, self.upper, here.visits.index(visit), other.visits.index(tie.other)
        first = here.starts[position] if self.is_exact else _least_start(here, position)
        mine = (first, max(here.latest[position]), here.work[position])
        low, high = _bounds(tie, visit, mine, (other.starts[there], other.work[there]))
        again = False
        if low > lower[tie.other]:
            lower[tie.other] = low
            again = other.starts[there] < low
        if high < upper[tie.other]:
            upper[tie.other] = high
            again = again or max(other.latest[there]) > high
        return again


def _least_start(route: Timed, position: int) -> int:
    """Give the earliest start of a stop, however breaks are taken."""
    return min(route.leave[position + 1]) - route.work[position]


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
