"""``hemrutt roads cover``: how much of each municipality lies within reach of bases."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import openpyxl
import typer

from api import departures
from api.cli import figures
from api.cli.refusals import RefusedError
from api.cli.roads.departing import tell_conditions
from api.cli.roads.opening import open_network
from api.cli.roads.options import ModeOption, Name, NoFerriesOption, WinterOption
from api.cli.roads.points import name_some, read_points
from api.cli.roads.reaching import check_kind, make_table
from api.cli.session import Session, plain
from maps import borders, reach, snapping
from maps.mercator import Floats
from maps.network import RoadNetwork
from maps.reach import Coverage
from maps.snapping import Snaps
from scheduler.files.whole import write_whole
from scheduler.texts import say

_FIGURES: Final = ("network_share", "road_km", "road_share", "people", "people_share", "homes", "homes_share")


def cover_command(
    context: typer.Context,
    name: Name,
    bases: Annotated[Path, typer.Argument(help="cli.argument.bases", metavar="BASES.csv")],
    *,
    homes: Annotated[Path | None, typer.Option(help="cli.option.homes")] = None,
    minutes: Annotated[float, typer.Option(help="cli.option.cover_minutes", min=0.1, max=1440)] = 30.0,
    mode: ModeOption = "car",
    winter: WinterOption = False,
    no_ferries: NoFerriesOption = False,
    out: Annotated[Path | None, typer.Option(help="cli.option.cover_out")] = None,
) -> None:
    """Tell by municipality how much lies within a drive from the nearest base."""
    session: Session = context.obj
    kind = check_kind(out, (".csv", ".xlsx", ".json"))
    base_ids, *base_points = read_points(bases)
    read = None if homes is None else read_points(homes)
    network = open_network(session, name, mode=mode)
    starts = snapping.snap(network, *base_points)
    served = ~reach.are_unserved(starts)
    lost = [one for one, good in zip(base_ids, served, strict=True) if not good]
    if not served.any():
        raise RefusedError("no_bases", place=str(bases), names=name_some(session, lost))
    counted = None if read is None else _Homes.lay(network, *read)
    conditions = departures.find_conditions(
        network, session.settings.roads, None, winter=winter, ferries=not no_ferries
    )
    places = None if counted is None else (counted.lats, counted.lons, counted.snaps)
    starts = reach.pick(starts, np.flatnonzero(served).tolist())
    rows = [_describe(one) for one in reach.cover(network, starts, minutes, homes=places, conditions=conditions)]
    document: dict[str, Any] = {"roads": name, "mode": mode, "made": network.made, "minutes": minutes}
    document |= {"winter": winter, "ferries": not no_ferries}
    document |= {"bases": len(base_ids), "bases_unserved": lost, "municipalities": rows}
    document |= {} if counted is None else {"homes_far": counted.far, "homes_elsewhere": counted.elsewhere}
    document |= {"borders": borders.ATTRIBUTION}
    if out is not None:
        write_whole(out, _write_table(session, document, kind))
    shown = [column for column in _FIGURES if counted is not None or not column.startswith("homes")]
    table = make_table(session, ["municipality", *shown])
    for row in rows:
        table.add_row(plain(str(row["municipality"])), *(_show(session, column, row[column]) for column in shown))
    told = [*_tell(session, document), *tell_conditions(session, network, conditions)]
    told += [] if out is None else [say("reach.written", language=session.language, path=out)]
    session.answer(document | {"file": None if out is None else str(out)}, table, *map(plain, told))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Homes:
    """Homes on a network, and which of them cannot be counted."""

    lats: Floats
    lons: Floats
    snaps: Snaps
    far: list[str]
    elsewhere: list[str]
    """Those in no municipality."""

    @classmethod
    def lay(cls, network: RoadNetwork, ids: list[str], lats: list[float], lons: list[float]) -> _Homes:
        """Put homes on the roads and into municipalities."""
        lat, lon = np.array(lats), np.array(lons)
        snaps = snapping.snap(network, lat, lon)
        far, elsewhere = (
            [ids[row] for row in np.flatnonzero(marks)]
            for marks in (reach.are_unserved(snaps), borders.locate(lat, lon) < 0)
        )
        return cls(lats=lat, lons=lon, snaps=snaps, far=far, elsewhere=elsewhere)


def _tell(session: Session, document: Mapping[str, Any]) -> list[str]:
    """Say what the table means, and whom it does not count."""
    if not document["municipalities"]:
        lines = [say("reach.no_municipality", language=session.language)]
    else:
        lines = [say("reach.cover_note", language=session.language, minutes=f"{document['minutes']:g}")]
    for key in ("bases_unserved", "homes_far", "homes_elsewhere"):
        names = name_some(session, document.get(key, ()))
        lines += [say(f"reach.{key}", language=session.language, names=names, metres=snapping.FAR_M)] if names else []
    return lines


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
