"""Going on from a plan given from outside."""

from __future__ import annotations

from solver.kernel.compiling import compiled
from solver.kernel.plain.layout import LAST, PRICE, TRAVEL, WORK, Ints, Layout
from solver.kernel.plain.places import takes
from solver.kernel.plain.rounds import ABSENT, ABSENTS, BEST, COST, STAMPS, Search, keep_best
from solver.kernel.plain.state import (
    CAR,
    FOLLOWING,
    LATEST,
    PLACE,
    PREVIOUS,
    READY,
    STAMP,
    clear_route,
    copy_route,
    price_route,
    put_in,
    start_from,
)


@compiled
def follow(layout: Layout, search: Search, order: Ints, riders: Ints) -> None:
    """Make the plan now of visits given in order with their cars, leaving out what breaks a rule where it stands."""
    now, kept, figures = search.now, search.kept, search.figures
    visits, count = len(layout.visits), len(layout.cars)
    now.nodes[CAR, :visits] = kept.nodes[CAR, :visits] = -1
    for car in range(count):
        clear_route(now.nodes, now.cars, visits, car)
    for place in range(len(order)):
        _append(layout, search, order[place], riders[place])
    cost = 0
    for car in range(count):
        cost += price_route(now.nodes, layout.extra, layout.driving, visits, car)
        copy_route(now.nodes, kept.nodes, now.cars, kept.cars, visits, car)
    left = 0
    for visit in range(visits):
        if now.nodes[CAR, visit] < 0:
            search.lists[ABSENTS, left] = visit
            left += 1
            cost += layout.visits[visit, PRICE]
    figures[ABSENT], figures[COST] = left, cost
    if cost < figures[BEST]:
        keep_best(now.nodes, search.best, figures)


@compiled
def _append(layout: Layout, search: Search, visit: int, car: int) -> None:
    """Put a visit last in the route of a car, if no rule is broken."""
    nodes, cars = search.now.nodes, search.now.cars
    before = nodes[PREVIOUS, len(layout.visits) + len(layout.cars) + car]
    if nodes[CAR, visit] >= 0 or not takes(cars, layout.cars, layout.visits, layout.extra, visit, car):
        return
    if not _fits(layout, nodes, visit, before):
        return
    travel = layout.cars[car, TRAVEL]
    put_in(nodes, cars, layout.visits, layout.windows, layout.drive, travel, visit, before)
    search.figures[STAMPS] += 1
    cars[STAMP, car] = search.figures[STAMPS]


@compiled
def _fits(layout: Layout, nodes: Ints, visit: int, before: int) -> bool:
    """Tell whether a visit can be put behind a node as far as time goes."""
    travel, after, place = layout.cars[nodes[CAR, before], TRAVEL], nodes[FOLLOWING, before], nodes[PLACE, visit]
    second = nodes[READY, before] + layout.drive[2 * travel, nodes[PLACE, before], place]
    if second > layout.visits[visit, LAST]:
        return False
    start = start_from(layout.visits, layout.windows, visit, second)
    done = start + layout.visits[visit, WORK] + layout.drive[2 * travel, place, nodes[PLACE, after]]
    return bool(done <= nodes[LATEST, after])
