"""``hemrutt roads``: road networks in, told of, and measured on."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
import typer
from rich.table import Table

from api import writing
from api.cli import figures
from api.cli.progress import watching
from api.cli.refusals import RefusedError
from api.cli.session import Session, plain
from maps import library, snapping, store, travel
from maps.network import Mode, RoadNetwork
from scheduler.files.whole import write_whole

ModeName = Literal["car", "bike", "walk"]


class ModeWord(StrEnum):
    """A way of travelling where several may be given: typer takes no list of literals."""

    CAR = "car"
    BIKE = "bike"
    WALK = "walk"


_MODES: Final[Mapping[ModeWord, Mode]] = {ModeWord.CAR: "car", ModeWord.BIKE: "bike", ModeWord.WALK: "walk"}

Name = Annotated[str, typer.Argument(help="cli.argument.roads", metavar="N")]
ModeOption = Annotated[ModeName, typer.Option(help="cli.option.mode")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    roads = typer.Typer(help="cli.help.roads", rich_markup_mode=None)
    roads.command("import", help="cli.help.roads_import")(import_command)
    roads.command("list", help="cli.help.roads_list")(list_command)
    roads.command("info", help="cli.help.roads_info")(info_command)
    roads.command("matrix", help="cli.help.roads_matrix")(matrix_command)
    app.add_typer(roads, name="roads")


def import_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="cli.argument.extract", metavar="FILE")],
    *,
    name: Annotated[str | None, typer.Option(help="cli.option.roads_name")] = None,
    mode: Annotated[list[ModeWord] | None, typer.Option(help="cli.option.modes")] = None,
) -> None:
    """Read an extract for each mode and keep it under a name."""
    session: Session = context.obj
    kept: list[RoadNetwork] = []
    with watching(session, seconds=60) as watch:
        for wanted in dict.fromkeys(_MODES[word] for word in mode or [ModeWord.CAR]):
            watch.begin(f"import_{wanted}")
            named = name or _name_of(file)
            kept += library.import_network(file, name=named, modes=[wanted], folder=session.settings.roads)
    session.answer({"imported": [describe(network) for network in kept]}, *[_tell(session, one) for one in kept])


def list_command(context: typer.Context) -> None:
    """List the networks that are kept, and the embedded ones."""
    session: Session = context.obj
    entries = store.names(session.settings.roads)
    figures_in = ("roads.nodes", "roads.edges", "roads.km")
    table = session.table("roads.name", "roads.mode", *figures_in, "roads.source", right=figures_in)
    for entry in entries:
        counts = [figures.number(count, session.language) for count in (entry.nodes, entry.edges)]
        km = figures.number(entry.road_metres / 1000, session.language)
        table.add_row(plain(entry.name), session.say(f"mode.{entry.mode}"), *counts, km, plain(entry.source))
    built_in = ", ".join(library.EMBEDDED)
    document = {"roads": [_listed(entry) for entry in entries], "embedded": list(library.EMBEDDED)}
    session.answer(document, table, session.say("roads.embedded", names=built_in))


def info_command(context: typer.Context, name: Name, *, mode: ModeOption = "car") -> None:
    """Tell what a network holds and where it comes from."""
    session: Session = context.obj
    network = library.open_network(name, mode=mode, folder=session.settings.roads)
    session.answer(describe(network), _tell(session, network))


def matrix_command(
    context: typer.Context,
    name: Name,
    points: Annotated[Path, typer.Argument(help="cli.argument.points", metavar="POINTS.csv")],
    *,
    out: Annotated[Path, typer.Option(help="cli.option.matrix")],
    mode: ModeOption = "car",
) -> None:
    """Measure seconds and metres between points; an array file with ``ids``, ``seconds``, ``metres``."""
    session: Session = context.obj
    writing.prepare(out)
    ids, lats, lons = _read_points(points)
    network = library.open_network(name, mode=mode, folder=session.settings.roads)
    snaps = snapping.snap(network, lats, lons)
    matrix = travel.measure(network, snaps)
    held = io.BytesIO()
    np.savez_compressed(held, ids=np.array(ids), seconds=matrix.seconds, metres=matrix.metres, snap_m=snaps.distance_m)
    write_whole(out, held.getvalue())
    document = {"points": len(ids), "roads": name, "mode": mode, "file": str(out)}
    session.answer(document, session.say("roads.measured", count=len(ids), path=out))


def describe(network: RoadNetwork) -> dict[str, object]:
    """Tell of a network as data."""
    south, west, north, east = network.bounds
    return {
        "name": network.name,
        "mode": network.mode,
        "nodes": network.nodes,
        "edges": network.edges,
        "km": round(network.road_metres / 1000, 1),
        "imputed_share": round(1 - float(network.limit_told.mean()), 4) if network.edges else 0.0,
        "made": network.made,
        "source": network.source,
        "date": None if network.date is None else network.date.isoformat(),
        "licence": network.licence,
        "attribution": network.attribution,
        "bounds": {"south": south, "west": west, "north": north, "east": east},
    }


def _tell(session: Session, network: RoadNetwork) -> Table:
    language = session.language
    told = describe(network)
    table = Table.grid(padding=(0, 2))
    rows = {
        "name": network.name,
        "mode": session.say(f"mode.{network.mode}"),
        "nodes": figures.number(network.nodes, language),
        "edges": figures.number(network.edges, language),
        "km": figures.number(network.road_metres / 1000, language, decimals=1),
        "imputed": f"{(1 - float(network.limit_told.mean())) * 100:.0f} %",
        "source": network.source,
        "date": told["date"] or "–",
        "licence": network.licence,
        "attribution": network.attribution,
        "bounds": ", ".join(f"{bound:.4f}" for bound in network.bounds),
    }
    for name, value in rows.items():
        table.add_row(session.say(f"roads.{name}"), plain(str(value)))
    return table


def _listed(entry: store.Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "mode": entry.mode,
        "nodes": entry.nodes,
        "edges": entry.edges,
        "km": round(entry.road_metres / 1000, 1),
        "made": entry.made,
        "source": entry.source,
        "date": None if entry.date is None else entry.date.isoformat(),
        "licence": entry.licence,
        "attribution": entry.attribution,
    }


def _name_of(file: Path) -> str:
    return file.name.partition(".")[0].lower()


def _read_points(path: Path) -> tuple[list[str], list[float], list[float]]:
    """Read ``id,lat,lon`` rows."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), strict=True))
        ids = [row["id"] for row in rows]
        lats, lons = ([float(row[name]) for row in rows] for name in ("lat", "lon"))
    except (UnicodeDecodeError, csv.Error, KeyError, TypeError, ValueError) as error:
        raise RefusedError("points", place=str(path), why=str(error)) from error
    on_globe = all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in zip(lats, lons, strict=True))
    if not ids or not on_globe or len(set(ids)) < len(ids):
        raise RefusedError("points", place=str(path), why="id, lat, lon")
    return ids, lats, lons
