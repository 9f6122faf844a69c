"""``hemrutt roads reach`` and ``cover``: how far one comes, and how much lies within reach of bases."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import openpyxl
import typer
from rich.table import Table

from api import departures, writing
from api.cli import figures
from api.cli.refusals import RefusedError
from api.cli.roads import places
from api.cli.roads.departing import read_moment, tell_conditions
from api.cli.roads.opening import open_network
from api.cli.roads.options import ModeOption, Name
from api.cli.roads.points import read_points
from api.cli.session import Session, plain
from maps import borders, reach, snapping
from maps.reach import Coverage, Reach
from scheduler.files.whole import write_whole
from scheduler.texts import say

_MOST_MINUTES: Final = 12
"""How many times may be asked for at once."""
_FIGURES: Final = ("network_share", "road_km", "road_share", "people", "people_share", "homes", "homes_share")


def reach_command(
    context: typer.Context,
    name: Name,
    *,
    start: Annotated[str, typer.Option("--from", help="cli.option.reach_from", metavar="PLACE")],
    minutes: Annotated[str, typer.Option(help="cli.option.reach_minutes", metavar="M,M,…")] = "10,20,30",
    mode: ModeOption = "car",
    to_base: Annotated[bool, typer.Option("--to-base", help="cli.option.reach_back")] = False,
    depart: Annotated[str | None, typer.Option(help="directions.route.depart", metavar="TIME")] = None,
    out: Annotated[Path | None, typer.Option(help="cli.option.reach_out")] = None,
) -> None:
    """Draw how far one comes from a place, or from how far one comes to it."""
    session: Session = context.obj
    kind = _check_kind(out, (".geojson", ".json", ".png"))
    wanted = _read_minutes(minutes)
    moment = None if depart is None else read_moment(depart)
    place = places.find_place(session, name, start)
    network = open_network(session, name, mode=mode)
    conditions = departures.find_conditions(network, session.settings.roads, moment)
    snap = snapping.snap(network, [place.lat], [place.lon])
    places.refuse_unserved(snap, [place])
    found = reach.spread(network, snap, wanted, conditions=conditions, reverse=to_base)
    if out is not None:
        write_whole(out, _render(session, found, kind))
    rows = [_reached(found, limit) for limit in found.minutes]
    columns = ("minutes", "road_km", "places")
    table = _table(session, columns)
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
    document |= {
        "from": dataclasses.asdict(place),
        "snap_m": walk,
        "reach": rows,
        "file": None if out is None else str(out),
    }
    session.answer(document, table, *map(plain, told))


def cover_command(
    context: typer.Context,
    name: Name,
    bases: Annotated[Path, typer.Argument(help="cli.argument.bases", metavar="BASES.csv")],
    *,
    homes: Annotated[Path | None, typer.Option(help="cli.option.homes")] = None,
    minutes: Annotated[float, typer.Option(help="cli.option.cover_minutes", min=0.1, max=1440)] = 30.0,
    mode: ModeOption = "car",
    out: Annotated[Path | None, typer.Option(help="cli.option.cover_out")] = None,
) -> None:
    """Tell by municipality how much lies within a drive from the nearest base."""
    session: Session = context.obj
    kind = _check_kind(out, (".csv", ".xlsx", ".json"))
    _, base_lats, base_lons = read_points(bases)
    houses = None if homes is None else read_points(homes)[1:]
    network = open_network(session, name, mode=mode)
    counted = None
    if houses is not None:
        lats, lons = (np.array(values) for values in houses)
        counted = lats, lons, snapping.snap(network, lats, lons)
    conditions = departures.find_conditions(network, session.settings.roads, None)
    starts = snapping.snap(network, base_lats, base_lons)
    found = reach.cover(network, starts, minutes, homes=counted, conditions=conditions)
    rows = [_describe(one) for one in found]
    document: dict[str, Any] = {"roads": name, "mode": mode, "made": network.made, "minutes": minutes}
    document |= {"bases": len(base_lats), "municipalities": rows, "borders": borders.ATTRIBUTION}
    if out is not None:
        write_whole(out, _write_table(session, document, kind))
    shown = [column for column in _FIGURES if houses is not None or not column.startswith("homes")]
    table = _table(session, ["municipality", *shown])
    for row in rows:
        table.add_row(plain(str(row["municipality"])), *(_show(session, column, row[column]) for column in shown))
    told = [say("reach.cover_note", language=session.language, minutes=f"{minutes:g}")]
    told += [] if out is None else [say("reach.written", language=session.language, path=out)]
    session.answer(document | {"file": None if out is None else str(out)}, table, *map(plain, told))


def _check_kind(out: Path | None, known: Sequence[str]) -> str:
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


def _describe(one: Coverage) -> dict[str, object]:
    return {
        "code": one.area.code,
        "municipality": one.area.name,
        "county": one.area.county,
        "network_share": round(one.network_share, 4),
        "road_km": round(one.road_m / 1000, 1),
        "road_share": _ratio(one.road_m_within, one.road_m),
        "people": one.people,
        "people_share": _ratio(one.people_within, one.people),
        **{name: value for name, value in dataclasses.asdict(one).items() if name.startswith("homes")},
        "homes_share": _ratio(one.homes_within, one.homes - one.homes_far),
    }


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _show(session: Session, column: str, value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float) and column.endswith("_share"):
        return f"{value * 100:.0f} %"
    return figures.number(value, session.language) if isinstance(value, int | float) else str(value)


def _table(session: Session, columns: Sequence[str]) -> Table:
    table = Table()
    for column in columns:
        heading = say(f"reach.column.{column}", language=session.language)
        table.add_column(heading, justify="left" if column == "municipality" else "right", overflow="fold")
    return table


def _write_table(session: Session, document: Mapping[str, Any], kind: str) -> bytes:
    if kind == ".json":
        return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n"
    rows: list[dict[str, object]] = document["municipalities"]
    columns = ["code", "municipality", "county", *_FIGURES, "homes_far"]
    header = [say(f"reach.column.{column}", language=session.language) for column in columns]
    lines: list[list[Any]] = [header, *([row[column] for column in columns] for row in rows)]
    held = io.BytesIO()
    if kind == ".xlsx":
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for line in lines:
            sheet.append(line)
        book.save(held)
        return held.getvalue()
    swedish = session.language == "sv"
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if swedish else ",", lineterminator="\r\n")
    writer.writerows([[_cell(value, swedish=swedish) for value in line] for line in lines])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object, *, swedish: bool) -> str:
    text = "" if value is None else str(value)
    return text.replace(".", ",") if swedish and isinstance(value, float) else text
