"""``hemrutt roads route``: the way between two places, turn by turn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from xml.sax.saxutils import escape

import typer
from rich.table import Table

from api import departures, writing
from api.cli.refusals import RefusedError
from api.cli.roads import places
from api.cli.roads.departing import read_moment, tell_conditions
from api.cli.roads.matrices import FAR_WALK_M
from api.cli.roads.opening import open_network
from api.cli.roads.options import ModeOption, Name, NoFerriesOption, WinterOption
from api.cli.roads.places import Place
from api.cli.session import Session, plain
from maps import directions, snapping
from maps.directions import Step
from maps.network import RoadNetwork
from maps.paths import Path as Leg
from scheduler import directing, texts
from scheduler.files.whole import write_whole


def route_command(
    context: typer.Context,
    name: Name,
    start: Annotated[str, typer.Argument(help="directions.route.from", metavar="FROM")],
    end: Annotated[str, typer.Argument(help="directions.route.to", metavar="TO")],
    *,
    mode: ModeOption = "car",
    depart: Annotated[str | None, typer.Option(help="directions.route.depart", metavar="TIME")] = None,
    winter: WinterOption = False,
    no_ferries: NoFerriesOption = False,
    geojson: Annotated[Path | None, typer.Option(help="directions.route.geojson")] = None,
    gpx: Annotated[Path | None, typer.Option(help="directions.route.gpx")] = None,
) -> None:
    """Tell how to get from one place to another; seconds and metres are the matrix's, with the walks at both ends."""
    session: Session = context.obj
    writing.prepare_all((geojson, gpx))
    moment = None if depart is None else read_moment(depart)
    ends = places.find_places(session, name, (start, end))
    network = open_network(session, name, mode=mode)
    conditions = departures.find_conditions(
        network, session.settings.roads, moment, winter=winter, ferries=not no_ferries
    )
    snaps = snapping.snap(network, [place.lat for place in ends], [place.lon for place in ends])
    places.refuse_unserved(snaps, ends)
    path = departures.find_paths(network, snaps, [(0, 1)], conditions)[0]
    if path is None:
        raise RefusedError("no_way", start=ends[0].label, end=ends[1].label)
    begun, goal = ((place.lat, place.lon) for place in ends)
    steps = directions.describe(network, path, start=begun, goal=goal)
    trip = _Trip(network=network, ends=ends, path=path, steps=steps, walks=snaps.distance_m.tolist())
    if geojson is not None:
        write_whole(geojson, json.dumps(_to_geojson(session, trip), ensure_ascii=False).encode())
    if gpx is not None:
        write_whole(gpx, _to_gpx(session, trip).encode())
    told = [*_tell(session, trip), *tell_conditions(session, network, conditions)]
    document = _describe(session, trip) | {
        "mode": mode,
        "depart": depart,
        "winter": winter,
        "ferries": not no_ferries,
        "calibrated": bool(conditions.calibration),
    }
    session.answer(document, _tabulate(session, trip), *told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trip:
    network: RoadNetwork
    ends: Sequence[Place]
    path: Leg
    steps: Sequence[Step]
    walks: Sequence[float]


def _describe(session: Session, trip: _Trip) -> dict[str, Any]:
    return {
        "from": asdict(trip.ends[0]),
        "to": asdict(trip.ends[1]),
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


def _tabulate(session: Session, trip: _Trip) -> Table:
    """Lay the steps out with what they take to the second and metre, so that all adds up to what stands below."""
    table = Table(show_footer=True)
    whole = _say(session, "whole"), *directing.say_row(trip.path.metres, trip.path.seconds, language=session.language)
    for column, footer in zip(("number", "what", "length", "time"), ("", *whole), strict=True):
        justify: Literal["left", "right"] = "left" if column == "what" else "right"
        table.add_column(_say(session, column), footer, justify=justify, overflow="fold")
    for number, step in enumerate(trip.steps, start=1):
        said = plain(directing.say_step(step, language=session.language))
        taken = directing.say_row(step.metres, step.seconds, language=session.language)
        table.add_row(str(number), said, *(("", "") if step.kind == "arrive" else taken))
    return table


def _tell(session: Session, trip: _Trip) -> list[str]:
    """Give the total, and what was uncertain about the ends."""
    start, end = (plain(place.label) for place in trip.ends)
    length = directing.say_metres(trip.path.metres, language=session.language)
    time = texts.say_seconds(trip.path.seconds, language=session.language)
    lines = [_say(session, "total", start=start, end=end, length=length, time=time)]
    lines += places.tell_approximate(session, trip.ends)
    for place, walk in zip(trip.ends, trip.walks, strict=True):
        if walk >= FAR_WALK_M:
            far = directing.say_metres(walk, language=session.language)
            lines.append(_say(session, "walk", label=plain(place.label), metres=far))
    return list(dict.fromkeys(lines))


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
