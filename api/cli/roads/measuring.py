"""``hemrutt roads matrix``: seconds and metres between points."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from api import writing
from api.cli.roads.options import ModeOption, Name
from api.cli.roads.points import read_points
from api.cli.session import Session
from maps import library, snapping, travel
from scheduler.files.whole import write_whole


def register(roads: typer.Typer) -> None:
    """Add the commands."""
    roads.command("matrix", help="cli.help.roads_matrix")(matrix_command)


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
    ids, lats, lons = read_points(points)
    network = library.open_network(name, mode=mode, folder=session.settings.roads)
    snaps = snapping.snap(network, lats, lons)
    matrix = travel.measure(network, snaps)
    held = io.BytesIO()
    np.savez_compressed(held, ids=np.array(ids), seconds=matrix.seconds, metres=matrix.metres, snap_m=snaps.distance_m)
    write_whole(out, held.getvalue())
    document = {"points": len(ids), "roads": name, "mode": mode, "file": str(out)}
    session.answer(document, session.say("roads.measured", count=len(ids), path=out))
