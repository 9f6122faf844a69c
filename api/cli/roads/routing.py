"""``hemrutt roads route``: the way between two places, turn by turn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any
from xml.sax.saxutils import escape

import typer
from rich.table import Table

from api import writing
from api.cli.refusals import RefusedError
from api.cli.roads import finding
from api.cli.roads.departing import find_conditions, read_moment
from api.cli.roads.opening import open_network
from api.cli.roads.options import ModeOption, Name
from api.cli.session import Session, plain
from maps import addresses, directions, paths, snapping
from maps.directions import Step
from maps.network import RoadNetwork
from maps.paths import Path as Leg
from scheduler import directing, texts
from scheduler.files.whole import write_whole

_FAR_M = 50.0
"""A walk from the road so long is told."""


def route_command(
    context: typer.Context,
    name: Name,
    start: Annotated[str, typer.Argument(help="directions.route.from", metavar="FROM")],
    end: Annotated[str, typer.Argument(help="directions.route.to", metavar="TO")],
    *,
    mode: ModeOption = "car",
    depart: Annotated[str | None, typer.Option(help="directions.route.depart", metavar="TIME")] = None,
    geojson: Annotated[Path | None, typer.Option(help="directions.route.geojson")] = None,
    gpx: Annotated[Path | None, typer.Option(help="directions.route.gpx")] = None,
) -> None:
    """Tell how to get from one place to another; seconds and metres are the drive's, without walks to the road."""
    session: Session = context.obj
    writing.prepare_all((geojson, gpx))
    moment = None if depart is None else read_moment(depart)
    ends = [_find_place(session, name, text) for text in (start, end)]
    network = open_network(session, name, mode=mode)
    conditions = find_conditions(session, network, moment)
    snaps = snapping.snap(network, [place.lat for place in ends], [place.lon for place in ends])
    finding.refuse_unserved(snaps, [place.label for place in ends])
    path = paths.find_paths(network, snaps, [(0, 1)], conditions=conditions)[0]
    if path is None:
        raise RefusedError("no_way", start=ends[0].label, end=ends[1].label)
    steps = directions.describe(network, path, goal=(ends[1].lat, ends[1].lon))
    trip = _Trip(network=network, ends=ends, path=path, steps=steps, walks=snaps.distance_m.tolist())
    if geojson is not None:
        write_whole(geojson, json.dumps(_to_geojson(session, trip), ensure_ascii=False).encode())
    if gpx is not None:
        write_whole(gpx, _to_gpx(session, trip).encode())
    session.answer(_describe(session, trip, mode, depart), _tabulate(session, steps), *_tell(session, trip))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """An end of the way: as it was written, as it is called, and how near that comes."""

    text: str
    label: str
    precision: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trip:
    network: RoadNetwork
    ends: Sequence[_Place]
    path: Leg
    steps: Sequence[Step]
    walks: Sequence[float]


def _find_place(session: Session, name: str, text: str) -> _Place:
    """Read a point, or find an address; raises RefusedError where nothing is found."""
    point = finding.parse_point(text)
    if point is not None:
        return _Place(
            text=text, label=f"{point[0]:.5f}, {point[1]:.5f}", precision="address", lat=point[0], lon=point[1]
        )
    hits = addresses.find(addresses.open_book(name, session.settings.roads), text, most=1)
    if not hits:
        raise RefusedError("no_address", place=text)
    hit = hits[0]
    return _Place(text=text, label=hit.label, precision=hit.precision, lat=hit.lat, lon=hit.lon)


def _describe(session: Session, trip: _Trip, mode: str, depart: str | None) -> dict[str, Any]:
    return {
        "from": asdict(trip.ends[0]),
        "to": asdict(trip.ends[1]),
        "mode": mode,
        "depart": depart,
        "seconds": trip.path.seconds,
        "metres": trip.path.metres,
        "made": trip.network.made,
        "attribution": trip.network.attribution,
        "steps": [_describe_step(session, step) for step in trip.steps],
    }


def _describe_step(session: Session, step: Step) -> dict[str, Any]:
    told = asdict(step)
    del told["phrase"]
    return {"text": directing.say_step(step, language=session.language), **told}


def _tabulate(session: Session, steps: Sequence[Step]) -> Table:
    table = Table()
    for column in ("number", "what", "length", "time"):
        table.add_column(_say(session, column), justify="left" if column == "what" else "right", overflow="fold")
    for number, step in enumerate(steps, start=1):
        said = plain(directing.say_step(step, language=session.language))
        length, time = ("", "") if step.kind == "arrive" else _say_both(session, step.metres, step.seconds)
        table.add_row(str(number), said, length, time)
    return table


def _tell(session: Session, trip: _Trip) -> list[str]:
    """Give the total, and what was uncertain about the ends."""
    start, end = (plain(place.label) for place in trip.ends)
    length, time = _say_both(session, trip.path.metres, trip.path.seconds)
    lines = [_say(session, "total", start=start, end=end, length=length, time=time)]
    for place, walk in zip(trip.ends, trip.walks, strict=True):
        label = plain(place.label)
        if place.precision != "address":
            precision = finding.say(session, f"precision.{place.precision}")
            lines.append(_say(session, "approximate", text=plain(place.text), label=label, precision=precision))
        if walk >= _FAR_M:
            far = directing.say_metres(walk, language=session.language)
            lines.append(_say(session, "walk", label=label, metres=far))
    return [*lines, _say(session, "made")] if trip.network.made else lines


def _to_geojson(session: Session, trip: _Trip) -> dict[str, Any]:
    course = [[lon, lat] for lat, lon in zip(trip.path.lats.tolist(), trip.path.lons.tolist(), strict=True)]
    whole = {"seconds": trip.path.seconds, "metres": trip.path.metres, "attribution": trip.network.attribution}
    line = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": course}, "properties": whole}
    points = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [step.lon, step.lat]},
            "properties": _describe_step(session, step),
        }
        for step in trip.steps
    ]
    return {"type": "FeatureCollection", "features": [line, *points]}


def _to_gpx(session: Session, trip: _Trip) -> str:
    """Write a track, and the steps as a route (GPX 1.1)."""
    title = _say(session, "gpx", start=trip.ends[0].label, end=trip.ends[1].label)
    track = [
        f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"/>'
        for lat, lon in zip(trip.path.lats.tolist(), trip.path.lons.tolist(), strict=True)
    ]
    route = [
        f'<rtept lat="{step.lat:.7f}" lon="{step.lon:.7f}">'
        f"<desc>{_xml(directing.say_step(step, language=session.language))}</desc></rtept>"
        for step in trip.steps
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<gpx version="1.1" creator="hemrutt" xmlns="http://www.topografix.com/GPX/1/1">',
            f"<metadata><name>{_xml(title)}</name><desc>{_xml(trip.network.attribution)}</desc></metadata>",
            f"<rte><name>{_xml(title)}</name>",
            *route,
            "</rte>",
            f"<trk><name>{_xml(title)}</name><trkseg>",
            *track,
            "</trkseg></trk>",
            "</gpx>",
            "",
        ]
    )


def _xml(text: str) -> str:
    """Make foreign text fit for XML, which has no place for control characters."""
    return escape(plain(text))


def _say(session: Session, name: str, **values: object) -> str:
    return texts.say(f"directions.{name}", language=session.language, **values)


def _say_both(session: Session, metres: int, seconds: int) -> tuple[str, str]:
    language = session.language
    return directing.say_metres(metres, language=language), directing.say_seconds(seconds, language=language)
