"""What a timed route costs, at times found quickly: late enough not to wait, and past soft bounds where that pays.

The best times of all are those of ``times``; these are good enough to compare plans while searching.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from solver.cost import shift_cost, unused_s
from solver.problem import Car, Costs, Window
from solver.search.cars import CarTimes, Leg
from solver.search.model import Model, Tie
from solver.search.timing import Timed, arrive_after, drive_from, leave_before, round_down, round_up


@dataclass(frozen=True, slots=True)
class Extremes:
    """Seconds of a route of which the most among all cars have a price."""

    busy: int
    late: int
    idle: int


@dataclass(frozen=True, slots=True)
class Priced:
    """Times of a route and what it costs with them.

    ``before`` of its breaks are over before the car departs; ``cost`` leaves out what ``extremes`` are priced with, and
    what is left out.
    """

    starts: list[int]
    before: int
    depart: int
    finish: int
    cost: int
    extremes: Extremes


def unused(car: Car) -> Priced:
    """Give the times of a car that does nothing."""
    return Priced([], 0, 0, 0, 0, Extremes(0, 0, unused_s(car)))


def price_extremes(prices: Costs, extremes: Iterable[Extremes]) -> int:
    """Price the busiest car, the latest visit and the car that is idle longest."""
    given = [(one.busy, one.late, one.idle) for one in extremes]
    if not given or not (prices.balance or prices.worst_lateness or prices.idle):
        return 0
    busy, late, idle = map(max, zip(*given, strict=True))
    return int(prices.balance * busy + prices.worst_lateness * late + prices.idle * idle)


def price_route(model: Model, route: Timed, car_of: Sequence[int]) -> Priced:
    """Choose times for a route and price them.

    Visits with ties to planned ones (those with a car) keep their earliest start, as moving them would move others,
    unless the order of the route keeps the tie.
    """
    if not route.visits:
        return unused(model.problem.cars[route.car])
    held = [
        any(car_of[tie.other] >= 0 and not _in_turn(tie, route) for tie in model.ties.get(visit, ()))
        for visit in route.visits
    ]
    earliest = _priced(model, route, (route.starts, route.finish), held)
    if any(held) or not _is_early(model, route, earliest.starts):
        return earliest
    waiting = _priced(model, route, _wait_for_soft(model, route), held)
    return min(earliest, waiting, key=lambda priced: priced.cost)


def price_earliest(model: Model, route: Timed, *, later: Collection[int] = ()) -> Priced:
    """Price a route in which every visit keeps its earliest start; the car departs as late as that allows.

    Visits in ``later`` may start later where that costs less.
    """
    if not route.visits:
        return unused(model.problem.cars[route.car])
    times = (route.starts, route.finish)
    earliest = _priced(model, route, times, [True] * len(route.visits))
    if not any(visit in later for visit in route.visits):
        return earliest
    waiting = _priced(model, route, times, [visit not in later for visit in route.visits])
    return min(earliest, waiting, key=lambda priced: priced.cost)


def _in_turn(tie: Tie, route: Timed) -> bool:
    """Tell whether a tie asks no more than what a car does anyway: one visit after the other."""
    return tie.kind != "same" and not tie.minimum and tie.maximum is None and tie.other in route.visits


def lateness(windows: Sequence[Window], start: int) -> int:
    """Give the seconds outside the soft bounds, in the window where they are fewest."""
    return min(
        max(
            0,
            (window.start if window.soft_start is None else window.soft_start) - start,
            start - (window.end if window.soft_end is None else window.soft_end),
        )
        for window in windows
        if window.start <= start <= window.end
    )


def _priced(model: Model, route: Timed, times: tuple[list[int], int], held: Sequence[bool]) -> Priced:
    starts, finish = times
    late, before, depart = _late(model, route, (starts, finish), held)
    cost, extremes = _cost(model, route, (depart, finish), late, before)
    return Priced(late, before, depart, finish, cost, extremes)


def _is_early(model: Model, route: Timed, starts: Sequence[int]) -> bool:
    """Tell whether a visit starts before its soft window."""
    return any(_preferred(model.soft[visit], start) > start for visit, start in zip(route.visits, starts, strict=True))


def _preferred(windows: Sequence[Window], start: int) -> int:
    """Give the second from ``start`` on where lateness is least, in the windows that hold it."""
    softs = [window.soft_start or 0 for window in windows if window.start <= start <= window.end]
    return max(start, min(softs, default=start))


def _wait_for_soft(model: Model, route: Timed) -> tuple[list[int], int]:
    """Give starts and finish where each visit waits for its soft window as long as the rest allows."""
    times = route.times
    limits = _limits(model, route)
    leave, taken = times.begin, 0
    starts = []
    for position, visit in enumerate(route.visits):
        resting = times.breaks[taken : taken + route.rests[position]]
        taken += route.rests[position]
        windows = model.windows[visit]
        start = round_up(windows, arrive_after(leave, route.legs[position], resting))
        start = max(start, round_down(windows, min(limits[position], _preferred(model.soft[visit], start))))
        starts.append(start)
        leave = start + route.work[position]
    return starts, arrive_after(leave, route.legs[-1], times.breaks[taken : taken + route.rests[-1]])


def _limits(model: Model, route: Timed) -> list[int]:
    """Give the latest starts with each break in the leg in which the route takes it."""
    breaks = route.times.breaks
    done = sum(route.rests)
    target, limits = route.latest[-1][done], []
    for position in range(len(route.visits) - 1, -1, -1):
        taken = route.rests[position + 1]
        left = leave_before(target, route.legs[position + 1], breaks[done - taken : done])
        done -= taken
        target = round_down(model.windows[route.visits[position]], left - route.work[position])
        limits.append(target)
    limits.reverse()
    return limits


def _late(
    model: Model, route: Timed, times: tuple[Sequence[int], int], held: Sequence[bool]
) -> tuple[list[int], int, int]:
    """Give starts as late as the finish allows, the breaks before departure, and the departure."""
    breaks = route.times.breaks
    starts, target = times
    late, done = [0] * len(starts), sum(route.rests)
    for position in range(len(starts) - 1, -1, -1):
        visit, taken = route.visits[position], route.rests[position + 1]
        start = starts[position]
        if not held[position]:
            left = leave_before(target, route.legs[position + 1], breaks[done - taken : done])
            last = round_down(model.windows[visit], left - route.work[position])
            start = _mildest(model.soft[visit], start, last) if model.soft[visit] else last
        done -= taken
        late[position] = target = start
    return late, *_departure(route.times, target, route.legs[0], route.rests[0])


def _departure(times: CarTimes, target: int, leg: Leg, taken: int) -> tuple[int, int]:
    """Give how many of the first leg's breaks to take before departure so that it is latest, and when that is."""
    best = (0, leave_before(target, leg, times.breaks[:taken]))
    for before in range(1, taken + 1):
        rested = arrive_after(times.begin, 0, times.breaks[:before])
        depart = leave_before(target, leg, times.breaks[before:taken])
        if depart >= rested and depart >= best[1]:
            best = (before, depart)
    return best


def _mildest(windows: Sequence[Window], first: int, last: int) -> int:
    """Give the start of least lateness between two seconds of the windows, the latest of those."""
    seconds = {first, last}
    for window in windows:
        bounds = (window.soft_start, window.soft_end, window.start, window.end)
        seconds.update(bound for bound in bounds if bound is not None)
    return min((s for s in seconds if first <= s <= last), key=lambda s: (lateness(windows, s), -s))


def _cost(
    model: Model, route: Timed, ends: tuple[int, int], starts: Sequence[int], before: int
) -> tuple[int, Extremes]:
    prices, times = model.problem.costs, route.times
    depart, finish = ends
    leaves = [depart, *(start + work for start, work in zip(starts, route.work, strict=True))]
    driven = sum(drive_from(leg, leave) for leg, leave in zip(route.legs, leaves, strict=True))
    worked = sum(route.work)
    resting = sum(duration for _, _, duration in times.breaks[before : sum(route.rests)])
    late = [
        lateness(model.soft[visit], start) if model.soft[visit] else 0
        for visit, start in zip(route.visits, starts, strict=True)
    ]
    cost = prices.driving * driven + times.missed
    cost += prices.waiting * (finish - depart - driven - worked - resting)
    cost += prices.overtime * max(0, finish - times.shift_end) + prices.lateness * sum(late)
    cost += sum(int(model.assigned[visit, route.car]) for visit in route.visits)
    if prices.shifted and model.earlier:
        for visit, start in zip(route.visits, starts, strict=True):
            earlier = model.earlier.get(visit)
            cost += 0 if earlier is None else shift_cost(prices, earlier, start)
    rested = sum(duration for _, _, duration in times.breaks)
    idle = max(0, max(times.shift_end, finish) - times.begin - driven - worked - rested)
    return cost, Extremes(driven + worked, max(late), idle)
