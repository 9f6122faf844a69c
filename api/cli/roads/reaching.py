"""``hemrutt roads reach`` and ``cover``: how far one comes, and how much lies within reach of bases."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table

from api import departures, writing
from api.cli import figures
from api.cli.refusals import RefusedError
from api.cli.roads import places
from api.cli.roads.departing import read_moment, tell_conditions
from api.cli.roads.opening import open_network
from api.cli.roads.options import ModeOption, Name, NoFerriesOption, WinterOption
from api.cli.session import Session, plain
from maps import reach, snapping
from maps.reach import Reach
from scheduler.files.whole import write_whole
from scheduler.texts import say

_MOST_MINUTES: Final = 12
"""How many times may be asked for at once."""


def reach_command(
    context: typer.Context,
    name: Name,
    *,
    start: Annotated[str, typer.Option("--from", help="cli.option.reach_from", metavar="PLACE")],
    minutes: Annotated[str, typer.Option(help="cli.option.reach_minutes", metavar="M,M,…")] = "10,20,30",
    mode: ModeOption = "car",
    to_base: Annotated[bool, typer.Option("--to-base", help="cli.option.reach_back")] = False,
    depart: Annotated[str | None, typer.Option(help="directions.route.depart", metavar="TIME")] = None,
    winter: WinterOption = False,
    no_ferries: NoFerriesOption = False,
    out: Annotated[Path | None, typer.Option(help="cli.option.reach_out")] = None,
) -> None:
    """Draw how far one comes from a place, or from how far one comes to it."""
    session: Session = context.obj
    kind = check_kind(out, (".geojson", ".json", ".png"))
    wanted = _read_minutes(minutes)
    moment = None if depart is None else read_moment(depart)
    place = places.find_place(session, name, start)
    network = open_network(session, name, mode=mode)
    conditions = departures.find_conditions(
        network, session.settings.roads, moment, winter=winter, ferries=not no_ferries
    )
    snap = snapping.snap(network, [place.lat], [place.lon])
    places.refuse_unserved(snap, [place])
    found = reach.spread(network, snap, wanted, conditions=conditions, reverse=to_base)
    if out is not None:
        write_whole(out, _render(session, found, kind))
    rows = [_reached(found, limit) for limit in found.minutes]
    columns = ("minutes", "road_km", "places")
    table = make_table(session, columns)
    for row in rows:
        table.add_row(*(figures.number(row[column], session.language) for column in columns))
    walk = round(float(found.places.distance_m[0]))
    told = places.tell_approximate(session, [place])
    told += [
        say("reach.snapped", language=session.language, place=place.label, metres=walk),
        *tell_conditions(session, network, conditions),
    ]
    told += [] if out is None else [say("reach.written", language=session.language, path=out)]
    document = {"roads": name, "mode": mode, "made": network.made, "reverse": to_base, "depart": depart}
    document |= {"winter": winter, "ferries": not no_ferries}
    document |= {
        "from": dataclasses.asdict(place),
        "snap_m": walk,
        "reach": rows,
        "file": None if out is None else str(out),
    }
    session.answer(document, table, *map(plain, told))


def check_kind(out: Path | None, known: Sequence[str]) -> str:
    """Give the kind of file that is wanted, before any work; raises RefusedError or OSError."""
    if out is None:
        return ""
    kind = out.suffix.lower()
    if kind not in known:
        raise RefusedError("reach_file", place=str(out), known=", ".join(known))
    writing.prepare(out)
    return kind


def _read_minutes(text: str) -> list[float]:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        raise RefusedError("reach_minutes", place="--minutes", most=_MOST_MINUTES) from None
    if len(values) > _MOST_MINUTES:
        raise RefusedError("reach_minutes", place="--minutes", most=_MOST_MINUTES)
    return values


def _render(session: Session, found: Reach, kind: str) -> bytes:
    if kind == ".png":
        from api.exports import reach_picture  # noqa: PLC0415 (matplotlib takes half a second to import)

        return reach_picture.picture_bytes(found, language=session.language)
    return json.dumps(reach.to_geojson(found, roads=True), ensure_ascii=False, allow_nan=False).encode()


def _reached(found: Reach, limit: float) -> dict[str, float]:
    network = found.network
    places = [place for place in network.places if place.population]
    snaps = snapping.snap(network, [place.lat for place in places], [place.lon for place in places]) if places else None
    near = 0 if snaps is None else int((reach.arrivals(found, snaps) <= limit * 60_000).sum())
    return {"minutes": limit, "road_km": round(reach.find_roads(found, limit).metres / 1000, 1), "places": near}


def make_table(session: Session, columns: Sequence[str]) -> Table:
    """Start a table; columns are text names, and all but municipalities are figures."""
    table = Table()
    for column in columns:
        heading = say(f"reach.column.{column}", language=session.language)
        table.add_column(heading, justify="left" if column == "municipality" else "right", overflow="fold")
    return table
