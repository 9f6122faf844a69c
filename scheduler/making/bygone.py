"""What was told of a made day that is over: visits begun a little beside the plan, a few called off or in vain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import numpy as np

from scheduler.plan import Plan, Route
from scheduler.statuses import Status

_CALLED_OFF: Final = 0.02
_IN_VAIN: Final = 0.01
_BEFORE: Final = dt.timedelta(minutes=40)
"""So long before its time a visit is called off."""
_MEAN_S: Final = 60.0
_SPREAD_S: Final = 300.0
"""Of what each visit adds to how far behind its car is."""
_AHEAD_S: Final = -300.0
_BEHIND_S: Final = 2400.0

OUTCOMES: Final = {"visit_done": Status.DONE, "visit_cancelled": Status.CANCELLED, "nobody_home": Status.FAILED}
"""What a visit has come to by the last that was told of it."""

Told = dict[str, str]


def tell_day(plan: Plan, *, rng: np.random.Generator) -> list[Told]:
    """Give the events (`hemrutt-events/1`) of a day that went about as planned, each visit's last, in order of time."""
    told = [one for route in plan.routes for one in _tell_route(route, rng)]
    return [{**event, "time": at.isoformat()} for at, event in sorted(told, key=lambda one: one[0])]


def _tell_route(route: Route, rng: np.random.Generator) -> Iterator[tuple[dt.datetime, Told]]:
    behind_s = 0.0
    for stop in route.stops:
        if stop.visit is None or stop.start is None or stop.end is None:
            continue
        drawn = rng.random()
        if drawn < _CALLED_OFF:
            yield stop.start - _BEFORE, {"event": "visit_cancelled", "visit": stop.visit}
            continue
        behind_s = min(max(behind_s + rng.normal(_MEAN_S, _SPREAD_S), _AHEAD_S), _BEHIND_S)
        behind = dt.timedelta(seconds=round(behind_s))
        if drawn < _CALLED_OFF + _IN_VAIN:
            yield stop.start + behind, {"event": "nobody_home", "visit": stop.visit}
            continue
        start = (stop.start + behind).isoformat()
        yield stop.end + behind, {"event": "visit_done", "visit": stop.visit, "start": start}
