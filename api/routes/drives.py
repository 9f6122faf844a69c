"""Drives on a network: a matrix between points, the way along some. Posted, since no URL may hold where people live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import numpy as np
from fastapi import APIRouter, Request
from pydantic import Field

from api import departures
from api.access.requiring import require
from api.access.roles import Permission
from api.errors import RefusalError, language_of
from api.service import Service, Shared
from api.wire import Wire
from maps import directions, estimates, paths, snapping
from maps.conditions import Conditions
from maps.network import Bools, Ints, Mode, RoadNetwork
from maps.snapping import Snaps
from maps.storage import library, store
from maps.times.traffic import Moment
from maps.travel import UNREACHABLE
from scheduler import directing
from scheduler.clock import ClockError
from scheduler.faults import Fault, InputError
from scheduler.files import coordinates

_READER: Final = require(Permission.ROADS_READ)
router = APIRouter(prefix="/api/roads", tags=["roads"])

MOST_POINTS: Final = 500
MOST_STOPS: Final = 100


class Spot(Wire):
    """A point in degrees (WGS 84)."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


Depart = Annotated[
    str | None,
    Field(
        max_length=40,
        description="when drives begin, with the traffic usual then: 07:45 (a weekday) or a timestamp, local where no "
        "offset is told; without it, as if nobody else were out",
    ),
]


class MatrixOrder(Wire):
    """Points to measure between."""

    points: Annotated[list[Spot], Field(min_length=1, max_length=MOST_POINTS)]
    to: Annotated[list[Spot], Field(max_length=MOST_POINTS)] = Field(
        default=[], description="where drives end; without any, at the points themselves"
    )
    mode: Mode = "car"
    depart: Depart = None


class MatrixAnswer(Wire):
    """Row by row from each point: seconds and metres with the walk to and from the road, null where there is no way."""

    seconds: list[list[int | None]]
    metres: list[list[int | None]]
    snap_m: list[float] = Field(description="from each point to its road")
    unserved: list[int] = Field(description="positions of points outside the network, far from its roads or on islands")
    made: bool
    attribution: str


class RouteOrder(Wire):
    """Where to drive, in this order."""

    stops: Annotated[list[Spot], Field(min_length=2, max_length=MOST_STOPS)]
    mode: Mode = "car"
    depart: Depart = None


class RouteStep(Wire):
    """What to do, and how far it is then to the next step."""

    text: str
    lat: float
    lon: float
    seconds: int
    metres: int


class RouteLeg(Wire):
    """The drive from one stop to the next, with the walks to and from the road, which are steps of their own."""

    seconds: int
    metres: int
    coordinates: list[tuple[float, float]] = Field(description="longitude and latitude, as in GeoJSON")
    steps: list[RouteStep]


class RouteAnswer(Wire):
    """The legs in order, null where there is no way."""

    legs: list[RouteLeg | None]
    made: bool
    attribution: str


@router.post("/{name}/matrix", dependencies=[_READER])
def post_matrix(service: Shared, name: str, order: MatrixOrder) -> MatrixAnswer:
    """Measure all drives between points, as plans do."""
    refuse_unmeant(points=order.points, to=order.to)
    network, conditions = open_kept(service, name, order.mode, order.depart)
    starts = _snap(network, order.points)
    ends = _snap(network, order.to) if order.to else starts
    measured = departures.measure(network, starts, ends, conditions)
    served = find_served(starts)
    reached = (measured.seconds < UNREACHABLE) & served[:, None] & find_served(ends)[None, :]
    return MatrixAnswer(
        seconds=_list(measured.seconds, reached),
        metres=_list(measured.metres, reached),
        snap_m=[round(metres, 1) for metres in starts.distance_m.tolist()],
        unserved=np.flatnonzero(~served).tolist(),
        made=network.made,
        attribution=network.attribution,
    )


@router.post("/{name}/route", dependencies=[_READER])
def post_route(service: Shared, name: str, order: RouteOrder, request: Request) -> RouteAnswer:
    """Find the ways from stop to stop, with their course and what to do on the way."""
    refuse_unmeant(stops=order.stops)
    network, conditions = open_kept(service, name, order.mode, order.depart)
    pairs = [(row, row + 1) for row in range(len(order.stops) - 1)]
    snaps = _snap(network, order.stops)
    served = find_served(snaps)
    found = departures.find_paths(network, snaps, pairs, conditions)
    language = language_of(request.scope)

    def describe(path: paths.Path, start: Spot, goal: Spot) -> RouteLeg:
        steps = directions.describe(network, path, start=(start.lat, start.lon), goal=(goal.lat, goal.lon))
        return RouteLeg(
            seconds=path.seconds,
            metres=path.metres,
            coordinates=list(zip(path.lons.tolist(), path.lats.tolist(), strict=True)),
            steps=[
                RouteStep(
                    text=directing.say_step(step, language=language),
                    lat=step.lat,
                    lon=step.lon,
                    seconds=step.seconds,
                    metres=step.metres,
                )
                for step in steps
            ],
        )

    reached = (served[:-1] & served[1:]).tolist()
    ends = zip(found, order.stops[:-1], order.stops[1:], reached, strict=True)
    legs = [describe(path, start, goal) if path and good else None for path, start, goal, good in ends]
    return RouteAnswer(legs=legs, made=network.made, attribution=network.attribution)


def open_kept(service: Service, name: str, mode: Mode, depart: str | None = None) -> tuple[RoadNetwork, Conditions]:
    """Open a network with what was learned of it; a request never makes a network that is not kept."""
    moment = None if depart is None else _read_moment(depart)
    folder = service.settings.roads
    if not any((entry.name, entry.mode) == (name, mode) for entry in store.names(folder)):
        raise RefusalError("not_found", subject="roads")
    network = library.open_network(name, mode=mode, folder=folder)
    return network, departures.find_conditions(network, folder, moment)


def _read_moment(text: str) -> Moment:
    try:
        return departures.read_moment(text)
    except ClockError as error:
        raise InputError([Fault(code="depart", file="body", field="depart", values={"value": text})]) from error


def _snap(network: RoadNetwork, spots: Sequence[Spot]) -> Snaps:
    return snapping.snap(network, [spot.lat for spot in spots], [spot.lon for spot in spots])


def refuse_unmeant(**lists: Sequence[Spot]) -> None:
    """Raise InputError for points that were probably not meant."""
    faults = [
        Fault(code=finding.code, file="body", field=f"{name}.{row}.lat", values=finding.values)
        for name, spots in lists.items()
        for row, spot in enumerate(spots)
        for finding in coordinates.check_coordinates(spot.lat, spot.lon, ())
    ]
    if faults:
        raise InputError(faults)


def find_served(snaps: Snaps) -> Bools:
    """Tell which points the network surrounds, with a road near and joined to the others."""
    standing = estimates.stand(snaps)
    served: Bools = standing.covered & ~standing.unreachable
    return served


def _list(values: Ints, reached: Bools) -> list[list[int | None]]:
    """Give whole numbers row by row, None where there is no way."""
    rows = zip(values.tolist(), reached.tolist(), strict=True)
    return [[value if known else None for value, known in zip(*row, strict=True)] for row in rows]
