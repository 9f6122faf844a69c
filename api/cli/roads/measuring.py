"""``hemrutt roads matrix``: seconds and metres between points, also at a time of day."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from api import departures, writing
from api.cli.refusals import RefusedError
from api.cli.roads import matrices
from api.cli.roads.departing import read_moment, tell_conditions
from api.cli.roads.matrices import Table
from api.cli.roads.opening import open_network
from api.cli.roads.options import ModeOption, Name, NoFerriesOption, WinterOption
from api.cli.roads.points import name_some, read_points
from api.cli.session import Session, plain
from maps import estimates, snapping
from maps.conditions import Conditions
from maps.network import Bools, RoadNetwork
from maps.times import calibration_files, traffic_files, usual_traffic
from maps.times.traffic import Traffic
from scheduler import directing, texts
from scheduler.files.whole import write_whole


def matrix_command(
    context: typer.Context,
    name: Name,
    points: Annotated[Path, typer.Argument(help="cli.argument.points", metavar="POINTS.csv")],
    *,
    out: Annotated[Path, typer.Option(help="traffic.option.out")],
    mode: ModeOption = "car",
    to: Annotated[Path | None, typer.Option(help="traffic.option.to")] = None,
    depart: Annotated[str | None, typer.Option(help="traffic.option.depart", metavar="TIME")] = None,
    traffic: Annotated[Path | None, typer.Option(help="traffic.option.traffic")] = None,
    winter: WinterOption = False,
    no_ferries: NoFerriesOption = False,
) -> None:
    """Measure seconds and metres between points; what is estimated or cannot be reached is marked and told."""
    session: Session = context.obj
    write = matrices.find_writer(out)
    writing.prepare(out)
    moment = None if depart is None else read_moment(depart)
    profile = None if traffic is None else traffic_files.read_traffic(traffic)
    starts = Points.read(points)
    ends = starts if to is None else Points.read(to)
    matrices.check_size(out, len(starts.ids) * len(ends.ids))
    network = open_network(session, name, mode=mode)
    calibration = calibration_files.find_calibration(network, session.settings.roads)
    conditions = Conditions(ferries=not no_ferries, winter=winter, calibration=calibration)
    slowed = _find_traffic(network, conditions, profile)
    conditions = conditions if moment is None else dataclasses.replace(conditions, moment=moment, traffic=slowed)
    table = _measure(network, starts, ends, conditions)
    write_whole(out, write(table, session.language))
    asked = {"points": len(starts.ids), "to": len(ends.ids), "roads": name, "mode": mode, "file": str(out)}
    told = {"depart": depart, "winter": winter, "ferries": not no_ferries, "calibrated": calibration is not None}
    told |= {"made": network.made, "attribution": network.attribution}
    done = session.say("roads.measured", count=len(set(starts.ids + ends.ids)), path=out)
    noted = [*tell_conditions(session, network, conditions), *_tell(session, table)]
    session.answer({**asked, **told, **matrices.summarise(table)}, done, *noted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Points of a file."""

    ids: list[str]
    lats: list[float]
    lons: list[float]

    @classmethod
    def read(cls, path: Path) -> Points:
        """Read a file of points."""
        ids, lats, lons = read_points(path)
        return cls(ids=ids, lats=lats, lons=lons)


def _measure(network: RoadNetwork, starts: Points, ends: Points, conditions: Conditions) -> Table:
    from_snaps = snapping.snap(network, starts.lats, starts.lons)
    to_snaps = from_snaps if ends is starts else snapping.snap(network, ends.lats, ends.lons)
    measured = departures.measure(network, from_snaps, to_snaps, conditions)
    rows, columns = estimates.stand(from_snaps), estimates.stand(to_snaps)
    guessed = estimates.estimate((starts.lats, starts.lons), (ends.lats, ends.lons), mode=network.mode)
    matrix = estimates.complete(measured, guessed, rows, columns)
    return Table(
        ids=starts.ids,
        to_ids=ends.ids,
        seconds=matrix.seconds,
        metres=matrix.metres,
        snap_m=from_snaps.distance_m,
        to_snap_m=to_snaps.distance_m,
        rows=rows,
        columns=columns,
    )


def _find_traffic(network: RoadNetwork, conditions: Conditions, profile: Traffic | None) -> Traffic | None:
    """Choose the profile: the one given, else the one that the calibration rests on, else the usual one."""
    learned = None if conditions.calibration is None else conditions.calibration.traffic
    if profile is not None and learned is not None and profile != learned:
        raise RefusedError("other_traffic", place=network.name)
    return profile or learned or usual_traffic.for_network(network)


def _tell(session: Session, table: Table) -> list[str]:
    """Name the points and pairs that are not simply measured."""

    def say(key: str, **values: object) -> str:
        return texts.say(f"traffic.{key}", language=session.language, **values)

    lines = []
    groups = (("estimated", "covered"), ("far", "far"), ("islands", "cut_off"))
    for key, mark in groups:
        chosen = (~table.rows.covered, ~table.columns.covered) if key == "estimated" else table.marks(mark)
        named = _name(session, table, *chosen)
        if named:
            lines.append(say(key, names=named, metres=snapping.FAR_M))
    walks = matrices.find_walks(table)
    if walks:
        lengths = (
            f"{plain(key)} ({directing.say_metres(far, language=session.language)})" for key, far in walks.items()
        )
        lines.append(say("walks", names=name_some(session, lengths)))
    lost = matrices.find_lost(table)
    if len(lost):
        start, end = lost[0]
        lines.append(say("no_way", count=len(lost), start=plain(table.ids[start]), end=plain(table.to_ids[end])))
    return lines


def _name(session: Session, table: Table, rows: Bools, columns: Bools) -> str:
    starts, ends = (
        [ids[row] for row in np.flatnonzero(marks)] for ids, marks in ((table.ids, rows), (table.to_ids, columns))
    )
    return name_some(session, [*starts, *ends])
