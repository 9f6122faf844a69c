"""``hemrutt roads calibrate``: learning from drives that were made."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer
from rich.console import RenderableType
from rich.table import Table

from api.cli import figures
from api.cli.progress import watching
from api.cli.refusals import RefusedError
from api.cli.roads.opening import open_network
from api.cli.roads.options import ModeOption, Name
from api.cli.roads.points import read_points
from api.cli.session import Session
from api.departures import TIMEZONE
from maps import snapping
from maps.network import RoadNetwork
from maps.times import calibration_files, learning, traffic_files, usual_traffic
from maps.times.calibration import LEAST_DRIVES, Calibration, Quality
from maps.times.exposure import ObservedDrives
from maps.times.learning import Report
from scheduler import clock, texts
from scheduler.files.tables.observed import ObservedDrive, Point, read_drives

_SATURDAY: Final = 5
_MODELS: Final = ("any_time", "timed")


def calibrate_command(
    context: typer.Context,
    name: Name,
    drives: Annotated[Path, typer.Argument(help="traffic.argument.drives", metavar="DRIVES.csv")],
    *,
    mode: ModeOption = "car",
    points: Annotated[Path | None, typer.Option(help="traffic.option.drive_points")] = None,
    traffic: Annotated[Path | None, typer.Option(help="traffic.option.traffic")] = None,
    timezone: Annotated[str, typer.Option(help="traffic.option.timezone")] = TIMEZONE,
) -> None:
    """Learn factors, try them on drives that they were not learned from, and keep them if they are better."""
    session: Session = context.obj
    if timezone not in clock.timezones():
        raise RefusedError("timezone", value=timezone[:60])
    profile = None if traffic is None else traffic_files.read_traffic(traffic)
    made = read_drives(drives, points=_read_known(points), timezone=timezone)
    with watching(session, seconds=60) as watch:
        watch.begin("roads")
        network = open_network(session, name, mode=mode)
        watch.begin("learning")
        snaps, observed = _lay_on_roads(network, made, timezone)
        days = [clock.to_local(drive.departure, timezone).date() for drive in made]
        calibration, report = learning.learn(
            network,
            snaps,
            observed,
            traffic=profile or usual_traffic.for_network(network),
            dates=(min(days), max(days)),
        )
    file = None if calibration is None else calibration_files.save_calibration(calibration, session.settings.roads)
    document = _describe(network, report, calibration, file)
    session.answer(document, _show_drives(session, report), *_show_models(session, report, calibration, file, network))
    if calibration is None:
        raise typer.Exit(1)


def _read_known(points: Path | None) -> dict[str, Point]:
    if points is None:
        return {}
    ids, lats, lons = read_points(points)
    return dict(zip(ids, zip(lats, lons, strict=True), strict=True))


def _lay_on_roads(
    network: RoadNetwork, made: Sequence[ObservedDrive], timezone: str
) -> tuple[snapping.Snaps, ObservedDrives]:
    """Snap each place once, and tell when drives began on the clocks of that time."""
    places = {
        place: row for row, place in enumerate(dict.fromkeys(end for one in made for end in (one.start, one.end)))
    }
    snaps = snapping.snap(network, [lat for lat, _ in places], [lon for _, lon in places])
    locals_ = [clock.to_local(drive.departure, timezone) for drive in made]
    observed = ObservedDrives(
        origin=np.array([places[drive.start] for drive in made], dtype=np.int64),
        target=np.array([places[drive.end] for drive in made], dtype=np.int64),
        seconds=np.array([drive.seconds for drive in made]),
        weekend=np.array([at.weekday() >= _SATURDAY for at in locals_]),
        second=np.array([_second_of_day(at) for at in locals_], dtype=np.int64),
    )
    return snaps, observed


def _second_of_day(at: dt.datetime) -> int:
    return 3600 * at.hour + 60 * at.minute + at.second


def _describe(
    network: RoadNetwork, report: Report, calibration: Calibration | None, file: Path | None
) -> dict[str, Any]:
    kept = [name for name in _MODELS if calibration is not None and getattr(calibration, name)]
    return {
        "roads": network.name,
        "mode": network.mode,
        **dataclasses.asdict(report),
        "kept": kept,
        "file": None if file is None else str(file),
    }


def _show_drives(session: Session, report: Report) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    values = {"metres": learning.FARTHEST_M, "seconds": learning.SHORTEST_S}
    rows = {"given": report.given}
    rows |= {f"dropped.{key}": getattr(report, key) for key in ("far", "no_way", "short", "slow", "fast")}
    rows["used"] = report.used
    for key, count in rows.items():
        text = texts.say(f"traffic.{key}", language=session.language, **values)
        table.add_row(text, figures.number(count, session.language))
    return table


def _show_models(
    session: Session, report: Report, calibration: Calibration | None, file: Path | None, network: RoadNetwork
) -> list[RenderableType]:
    def say(key: str, **values: object) -> str:
        return texts.say(f"traffic.{key}", language=session.language, **values)

    if report.any_time is None:
        return [say("too_few", least=2 * LEAST_DRIVES, used=report.used)]
    table = Table()
    columns = ("model", "drives", "error_before", "error_after", "bias_before", "bias_after", "verdict")
    for number, column in enumerate(columns):
        table.add_column(say(column), justify="right" if 0 < number < len(columns) - 1 else "left")
    for name in _MODELS:
        quality: Quality | None = getattr(report, name)
        if quality is None:
            continue
        percents = (quality.error_before, quality.error_after, quality.bias_before, quality.bias_after)
        told = [f"{figures.number(value, session.language, decimals=1)} %" for value in percents]
        kept = calibration is not None and bool(getattr(calibration, name))
        count = figures.number(quality.drives, session.language)
        table.add_row(say(name), count, *told, say("kept" if kept else "not_kept"))
    last = say("not_saved") if file is None else say("saved", file=file, name=network.name)
    return [table, say("error_told"), last]
