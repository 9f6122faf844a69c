"""A plan as GeoJSON (RFC 7946): drives as lines, stops, unassigned visits and bases as points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from api.exports import spans
from api.exports.scene import Leg, Scene, number_visits, place_of
from scheduler import clock
from scheduler.day import Day, Location, Window
from scheduler.plan import Plan

_DECIMALS = 6


def plan_geojson(scene: Scene) -> dict[str, Any]:
    """Make the feature collection; positions are longitude, latitude, and times local with offset.

    ``properties.kind`` is ``leg``, ``stop``, ``unassigned`` or ``base``. The map data's attribution stands beside
    the features as a foreign member (RFC 7946 §6.1).
    """
    day, plan = scene.day, scene.plan
    features = [*_legs(scene.legs), *_stops(day, plan), *_unassigned(day, plan), *_bases(day)]
    document: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if scene.attribution:
        document["attribution"] = scene.attribution
    if scene.made:
        document["roads_made"] = True
    return document


def _legs(legs: Mapping[str, tuple[Leg, ...]]) -> Iterator[dict[str, Any]]:
    for leg in (leg for route in legs.values() for leg in route):
        points = [_position(lat, lon) for lat, lon in zip(leg.lats.tolist(), leg.lons.tolist(), strict=True)]
        # A line needs two positions, even where both ends are on the same spot of the road.
        line = {"type": "LineString", "coordinates": points if len(points) > 1 else points * 2}
        yield _feature(
            line,
            kind="leg",
            car=leg.car,
            order=leg.order,
            seconds=leg.seconds,
            metres=leg.metres,
            estimated=leg.estimated,
        )


def _stops(day: Day, plan: Plan) -> Iterator[dict[str, Any]]:
    for item in number_visits(day, plan):
        window = spans.window_of(item.visit.windows, item.stop.start)
        yield _feature(
            _point(item.location),
            kind="stop",
            car=item.car,
            number=item.number,
            visit=item.visit.id,
            patient=item.visit.patient,
            visit_kind=item.visit.kind.value,
            arrive=_local(item.stop.arrive, day),
            start=_local(item.stop.start, day),
            end=_local(item.stop.end, day),
            late_s=item.stop.late_s,
            window=_window(window, day),
        )


def _unassigned(day: Day, plan: Plan) -> Iterator[dict[str, Any]]:
    visits = {visit.id: visit for visit in day.visits}
    for left_out in plan.unassigned:
        visit = visits[left_out.visit]
        yield _feature(
            _point(place_of(day, visit)),
            kind="unassigned",
            visit=visit.id,
            patient=visit.patient,
            visit_kind=visit.kind.value,
            windows=[_window(window, day) for window in visit.windows],
            reasons=[reason.code for reason in left_out.reasons],
        )


def _bases(day: Day) -> Iterator[dict[str, Any]]:
    for key in dict.fromkeys(key for car in day.cars for key in (car.start, car.end) if key is not None):
        cars = [car.id for car in day.cars if key in {car.start, car.end}]
        yield _feature(_point(day.location(key)), kind="base", location=key, cars=cars)


def _feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(location: Location | None) -> dict[str, Any] | None:
    # RFC 7946 §3.2: a feature without a place (a visit by phone) has the geometry null.
    if location is None:
        return None
    return {"type": "Point", "coordinates": _position(location.lat, location.lon)}


def _position(lat: float, lon: float) -> list[float]:
    return [round(lon, _DECIMALS), round(lat, _DECIMALS)]


def _window(window: Window | None, day: Day) -> dict[str, str | None] | None:
    if window is None:
        return None
    return {"start": _local(window.start, day), "end": _local(window.end, day)}


def _local(at: dt.datetime | None, day: Day) -> str | None:
    return None if at is None else clock.to_local(at, day.timezone).isoformat()
