"""The best times for routes whose order is settled.

Routes that ties, or a price on the worst of them, hold together are solved as one (see ``clocks``), others alone, and
routes that could not be better not at all.
"""

from __future__ import annotations

from solver.cost import cost_of
from solver.problem import Window
from solver.search.cars import Drive
from solver.search.insertion import Over, never
from solver.search.model import Model
from solver.search.output import Schedule, as_priced, to_solution
from solver.search.state import State
from solver.search.timing import Timed


def best_times(state: State, *, seconds: float | None, over: Over = never) -> list[Schedule]:
    """Give routes the times of least cost, at worst those they came with.

    Parameters
    ----------
    seconds
        Wall time at most, over all sets of routes; None: CP-SAT's own effort ends each, the same on any machine.
    over
        Once it says yes, the sets of routes that are left keep their times.
    """
    known = [as_priced(route, priced) for route, priced in zip(state.routes, state.priced, strict=True)]
    schedules = {schedule.car: schedule for schedule in known if schedule.visits}
    sets = _sets(state)
    moving = {car for cars in sets for car in cars}
    others = [priced.extremes for car, priced in enumerate(state.priced) if car not in moving]
    if not sets:
        return [schedules[car] for car in sorted(schedules)]
    from solver.search import clocks  # noqa: PLC0415 (CP-SAT takes over half a second to import)

    for cars in sets:
        if over():
            break
        legs = [state.routes[car].legs for car in cars]
        routes = clocks.Routes(state.model, [schedules[car] for car in cars], legs, others)
        found = routes.solve(None if seconds is None else seconds / len(sets))
        better = {schedule.car: schedule for schedule in found}
        if routes.proved or _cost(state.model, {**schedules, **better}) <= _cost(state.model, schedules):
            schedules.update(better)
    return [schedules[car] for car in sorted(schedules)]


def _cost(model: Model, schedules: dict[int, Schedule]) -> int:
    return cost_of(model.problem, to_solution(model, schedules.values())).total


def _sets(state: State) -> list[list[int]]:
    """Group the cars whose routes could be better by what holds them together."""
    sets = [cars for cars in _tied(state) if any(_may_gain(state, car) for car in cars)]
    prices = state.model.problem.costs
    timed = any(car.drives is not None for car in state.model.cars)
    if prices.worst_lateness or prices.idle or (prices.balance and timed):
        return [[car for cars in sets for car in cars]] if sets else []
    return sets


def _may_gain(state: State, car: int) -> bool:
    """Tell whether a route may cost less at other times: more than its drives and what no times can help; or stray."""
    model, route, priced = state.model, state.routes[car], state.priced[car]
    if (len(model.variants[car]) > 1 and priced.extremes.idle) or any(isinstance(leg, Drive) for leg in route.legs):
        return True
    if any(_strays(model, *stop) for stop in zip(route.visits, priced.starts, strict=True)):
        return True
    prices, latenesses, finish = model.problem.costs, [0] * len(route.visits), route.times.begin
    if not _chooses(state, car):
        latenesses, finish = _least(model, route), route.finish
    least = prices.driving * sum(leg for leg in route.legs if not isinstance(leg, Drive))
    least += sum(int(model.assigned[visit, car]) for visit in route.visits)
    least += prices.lateness * sum(latenesses) + prices.overtime * max(0, finish - route.times.shift_end)
    extremes = priced.extremes
    late = bool(prices.worst_lateness) and extremes.late > max(latenesses, default=0)
    return late or priced.cost > least or (bool(prices.idle) and priced.finish > max(finish, route.times.shift_end))


def _strays(model: Model, visit: int, start: int) -> bool:
    """Tell whether a visit that is to stay when it was starts at another time."""
    earlier = model.earlier.get(visit)
    return bool(model.problem.costs.shifted) and earlier is not None and earlier.start != start


def _chooses(state: State, car: int) -> bool:
    """Tell whether breaks left out, or who comes first of two visits of one patient, may let a route begin earlier."""
    model = state.model
    if len(model.variants[car]) > 1:
        return True
    return model.mates_apart and any(tie.kind == "apart" for ties in model.ties.values() for tie in ties)


def _least(model: Model, route: Timed) -> list[int]:
    """Give the least lateness of each stop between the first and the last second at which it can start."""
    latenesses = []
    for place, visit in enumerate(route.visits):
        first, last = min(route.leave[place + 1]) - route.work[place], max(route.latest[place])
        latenesses.append(
            min((late for one in model.soft[visit] if (late := _around(one, first, last)) is not None), default=0)
        )
    return latenesses


def _around(window: Window, first: int, last: int) -> int | None:
    """Give the least lateness in a part of a window, or None where it has no part of it."""
    low, high = max(window.start, first), min(window.end, last)
    if low > high:
        return None
    early = 0 if window.soft_start is None else window.soft_start - high
    late = 0 if window.soft_end is None else low - window.soft_end
    return max(0, early, late)


def _tied(state: State) -> list[list[int]]:
    """Group the cars that have visits by the ties between them."""
    groups: list[list[int]] = []
    seen = {-1}
    for car, route in enumerate(state.routes):
        group: list[int] = []
        waiting = [car] if route.visits else []
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            group.append(one)
            ties = (tie.other for visit in state.routes[one].visits for tie in state.model.ties.get(visit, ()))
            waiting.extend(state.car_of[other] for other in ties)
        if group:
            groups.append(group)
    return groups
