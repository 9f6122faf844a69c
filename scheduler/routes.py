"""Solutions as the routes of a plan, and back: of a running day, what has happened comes before what is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from scheduler import plan
from scheduler.remaining import break_due
from scheduler.tracks import Track, add
from scheduler.translation import Translation
from solver import cost, problem, solution
from solver.cost import LegFigures, RouteFigures
from solver.legs import legs_of
from solver.solution import Cost, Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeRoute:
    """A car's whole day, measured; ``places`` has one location for each stop and one for the end."""

    route: solution.Route
    figures: RouteFigures
    places: tuple[int, ...]


def whole_routes(translation: Translation, found: Solution) -> tuple[WholeRoute, ...]:
    """Measure each car's day, what has happened and what is planned, in the order of the day's cars."""
    planned = {route.car: route for route in found.routes if route.stops}
    cars = sorted(planned.keys() | {car for car, track in translation.tracks.items() if track.depart is not None})
    return tuple(_whole_route(translation, car, planned.get(car)) for car in cars)


def whole_cost(translation: Translation, found: Solution) -> Cost:
    """Price a plan of the whole day."""
    routes = whole_routes(translation, found)
    whole = Solution(routes=tuple(one.route for one in routes))
    return cost.add_up(translation.whole, whole, [one.figures for one in routes])


def _whole_route(translation: Translation, car: int, route: solution.Route | None) -> WholeRoute:
    track = translation.tracks.get(car)
    if route is None:
        assert track is not None, "a car without a route has a past"
        return _only_past(translation, car, track)
    figures = cost.route_figures(translation.problem, route)
    places = tuple(leg.destination for leg in legs_of(translation.problem, route))
    if track is None:
        return WholeRoute(route=route, figures=figures, places=places)
    legs = figures.legs
    if track.depart is not None:
        # Between the last visit and the leave the car drove to where it goes on from, or stood.
        stood = max(0, route.depart - track.since - track.moved - track.rested)
        legs = (add(add(track.onward, LegFigures(drive_s=0, drive_m=0, wait_s=stood)), legs[0]), *legs[1:])
    whole = replace(
        route,
        depart=route.depart if track.depart is None else track.depart,
        items=(*track.items, *route.items),
    )
    return _measured(translation, whole, (*track.legs, *legs), (*track.places, *places))


def _only_past(translation: Translation, car: int, track: Track) -> WholeRoute:
    """Let a car that gets no more visits come home; breaks that are left it takes as soon as they may be."""
    breaks = translation.problem.cars[car].breaks
    finish, at, items = track.finish, track.since + track.rested, list(track.items)
    for number, rest in enumerate(breaks):
        start = max(rest.earliest, at)
        at = start + rest.duration
        finish += rest.duration if start < finish else 0
        items.append(solution.Rest(number=number, start=start, end=at))
    assert track.depart is not None, "only cars that have left have such a route"
    end = translation.whole.cars[car].end
    place = track.place if track.past.gone or end is None else end
    route = solution.Route(car=car, depart=track.depart, items=tuple(items), finish=finish)
    return _measured(translation, route, (*track.legs, track.homeward), (*track.places, place))


def _measured(
    translation: Translation, route: solution.Route, legs: tuple[LegFigures, ...], places: tuple[int, ...]
) -> WholeRoute:
    car, whole = translation.whole.cars[route.car], translation.whole
    driven, visited = sum(leg.drive_s for leg in legs), sum(stop.end - stop.start for stop in route.stops)
    rested = sum(rest.end - rest.start for rest in route.rests)
    figures = RouteFigures(
        drive_s=driven,
        drive_m=sum(leg.drive_m for leg in legs),
        visit_s=visited,
        wait_s=sum(leg.wait_s for leg in legs),
        idle_s=max(0, max(car.shift_end, route.finish) - car.shift_start - driven - visited - rested),
        overtime_s=max(0, route.finish - car.shift_end),
        late_s=tuple(cost.lateness(whole.visits[stop.visit], stop.start) for stop in route.stops),
        legs=legs,
    )
    return WholeRoute(route=route, figures=figures, places=places)


def to_routes(translation: Translation, found: Solution, *, slacks: Mapping[int, int]) -> tuple[plan.Route, ...]:
    """Turn the routes of a solution into those of a plan, in the order of the day's cars."""
    return tuple(_to_route(translation, one, slacks) for one in whole_routes(translation, found))


def _to_route(translation: Translation, whole: WholeRoute, slacks: Mapping[int, int]) -> plan.Route:
    route, sums = whole.route, whole.figures
    car = translation.day.cars[route.car]
    names = [translation.day.locations[place].id for place in whole.places]
    ways = iter(zip(names, sums.legs, (*sums.late_s, 0), strict=True))
    stops = [plan.Stop(kind="start", location=car.start, end=translation.instant(route.depart))]
    for item in route.items:
        start, end = translation.instant(item.start), translation.instant(item.end)
        if isinstance(item, solution.Rest):
            stops.append(plan.Stop(kind="break", start=start, end=end))
            continue
        place, way, late = next(ways)
        stop = plan.Stop(
            kind="visit",
            visit=translation.day.visits[item.visit].id,
            location=place,
            drive_s=way.drive_s,
            drive_m=way.drive_m,
            arrive=translation.instant(item.arrive),
            wait_s=way.wait_s,
            slack_s=slacks.get(item.visit),
            start=start,
            end=end,
            late_s=late,
        )
        stops.append(stop)
    place, way, _ = next(ways)
    arrive = translation.instant(route.finish)
    stops.append(plan.Stop(kind="end", location=place, drive_s=way.drive_s, drive_m=way.drive_m, arrive=arrive))
    return plan.Route(
        car=car.id,
        drive_s=sums.drive_s,
        drive_m=sums.drive_m,
        visit_s=sums.visit_s,
        wait_s=sums.wait_s,
        overtime_s=sums.overtime_s,
        stops=tuple(stops),
    )


def from_routes(translation: Translation, routes: Iterable[plan.Route]) -> Solution:
    """Read the routes of a plan as a solution, of a running day what is left of them.

    A plan does not number its breaks: each is taken for the break of its car that it fits and that is due first.
    Raises KeyError for a car or visit the day does not have.
    """
    found = (_from_route(translation, route) for route in routes)
    # A car that has done its last visit has a route in the plan, but none that is left.
    return Solution(routes=tuple(route for route in found if route.stops or translation.day.running is None))


def cost_but_left_out(translation: Translation, found: Solution) -> int:
    """Give what a solution costs, without the price of what it leaves out."""
    total = cost.cost_of(translation.problem, found)
    return total.total - total.unassigned


def driving(translation: Translation, found: Solution) -> int:
    """Give the seconds that all cars drive in a solution."""
    return sum(cost.route_figures(translation.problem, route).drive_s for route in found.routes)


def as_read(translation: Translation, found: Solution) -> Solution:
    """Give a solution as it is read back from its plan: cars that are out go on at once, even if they then wait."""
    return (
        found if translation.day.running is None else from_routes(translation, to_routes(translation, found, slacks={}))
    )


def _from_route(translation: Translation, route: plan.Route) -> solution.Route:
    number = translation.cars[route.car]
    breaks = translation.problem.cars[number].breaks
    open_breaks = list(range(len(breaks)))
    items: list[solution.Stop | solution.Rest] = []
    for stop in _stops_left(translation, number, route):
        if stop.kind == "break":
            start, end = _bounds(translation, stop.start, stop.end)
            due = break_due(breaks, open_breaks, start, end - start)
            items.append(solution.Rest(number=due, start=start, end=end))
            open_breaks = [other for other in open_breaks if other != due]
        elif stop.kind == "visit" and stop.visit is not None:
            start, end = _bounds(translation, stop.start, stop.end)
            arrive = start if stop.arrive is None else translation.seconds(stop.arrive)
            items.append(solution.Stop(visit=translation.visits[stop.visit], arrive=arrive, start=start, end=end))
    first, last = route.stops[0], route.stops[-1]
    depart, finish = _bounds(translation, first.end, last.arrive)
    track = translation.tracks.get(number)
    if track is not None and track.depart is not None:
        depart = _leave(translation.problem, number, items)
    return solution.Route(car=number, depart=depart, items=tuple(items), finish=finish)


def _stops_left(translation: Translation, car: int, route: plan.Route) -> Iterator[plan.Stop]:
    """Yield the stops that have not begun."""
    track = translation.tracks.get(car)
    begun = frozenset() if translation.day.running is None else translation.day.running.begun
    taken: list[tuple[dt.datetime | None, dt.datetime | None]]
    taken = [] if track is None else [(one.start, one.end) for one in track.past.stops if one.is_break]
    for stop in route.stops:
        if stop.kind == "break" and (stop.start, stop.end) in taken:
            taken.remove((stop.start, stop.end))
        elif stop.visit is None or stop.visit not in begun:
            yield stop


def _leave(numbers: problem.Problem, number: int, items: list[solution.Stop | solution.Rest]) -> int:
    """Choose when a car that is out goes on: at once, or after breaks if it is there in time only then."""
    car = numbers.cars[number]
    first = next((item for item in items if isinstance(item, solution.Stop)), None)
    if first is None:
        return car.shift_start
    before = [item for item in items[: items.index(first)] if item.start < first.arrive]
    place = numbers.visits[first.visit].location
    travel = numbers.travels[car.travel]
    for count, leave in enumerate((car.shift_start, *(rest.end for rest in before))):
        drive = 0 if place is None else travel.drive(car.start, place, leave)
        if leave + drive + sum(rest.end - rest.start for rest in before[count:]) <= first.arrive:
            return leave
    return car.shift_start


def _bounds(translation: Translation, start: dt.datetime | None, end: dt.datetime | None) -> tuple[int, int]:
    if start is None or end is None:
        raise KeyError("a stop without its times")
    return translation.seconds(start), translation.seconds(end)
