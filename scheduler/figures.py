"""The figures of a plan: its cost by part and what a team lead asks for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Final

from scheduler.day import Mode
from scheduler.plan import Kpis
from scheduler.routes import whole_routes
from scheduler.translation import Translation
from solver.solution import Cost, Solution

CO2_G_PER_KM: Final[Mapping[Mode, float]] = {"car": 120.0, "bike": 0.0, "walk": 0.0}
"""Grams a kilometre: a small petrol car in mixed traffic; bikes and feet none."""


def cost_parts(total: Cost) -> dict[str, int]:
    """Give the parts of a cost by name."""
    return dataclasses.asdict(total)


def sum_up(prepared: Translation, solution: Solution) -> Kpis:
    """Sum up a solution as a plan's figures."""
    visits = prepared.whole.visits
    routes = [(one.route, one.figures) for one in whole_routes(prepared, solution)]
    drive_s = sum(figures.drive_s for _, figures in routes)
    visit_s = sum(figures.visit_s for _, figures in routes)
    planned = len({stop.visit for route, _ in routes for stop in route.stops})
    working_s = drive_s + visit_s + sum(figures.wait_s for _, figures in routes)
    preferring = [(route.car, visits[stop.visit].known) for route, _ in routes for stop in route.stops]
    preferring = [(car, known) for car, known in preferring if known]
    met = sum(car in known for car, known in preferring)
    grams = sum(figures.drive_m / 1000 * CO2_G_PER_KM[prepared.day.cars[route.car].mode] for route, figures in routes)
    return Kpis(
        visits_planned=planned,
        visits_unassigned=len(visits) - planned,
        drive_s=drive_s,
        drive_m=sum(figures.drive_m for _, figures in routes),
        late_s=sum(sum(figures.late_s) for _, figures in routes),
        overtime_s=sum(figures.overtime_s for _, figures in routes),
        care_share=round(visit_s / working_s, 4) if working_s else 0.0,
        continuity=round(met / len(preferring), 4) if preferring else None,
        co2_g=round(grams),
    )
