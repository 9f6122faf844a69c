"""``hemrutt roads draw`` and ``bake``: maps for print, and all tiles of a network in one file."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from api import writing
from api.cli import figures
from api.cli.progress import watching
from api.cli.refusals import RefusedError
from api.cli.roads import places, titles
from api.cli.roads.options import Name
from api.cli.roads.places import Place
from api.cli.session import Session
from maps import borders, tiles
from scheduler import texts
from scheduler.files.whole import write_whole

Bounds = tuple[float, float, float, float]
SizeName = Literal["A2", "A3", "A4", "A5", "A6"]

_FORMATS: Final[Mapping[str, Literal["png", "pdf", "svg"]]] = {".png": "png", ".pdf": "pdf", ".svg": "svg"}
_ZOOMS: Final = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")
_DEGREE_M: Final = 111_195.0
_WIDEST_M: Final = 2_000_000
_LAST_LATITUDE: Final = 85
"""Beyond it a map in Mercator's projection shows nothing."""
_AROUND: Final = 0.04
"""Share of a network's height and width that is shown around it."""


def draw_command(
    context: typer.Context,
    name: Name,
    *,
    out: Annotated[Path, typer.Option(help="tiles.draw.out", metavar="F.png|pdf|svg")],
    center: Annotated[str | None, typer.Option(help="tiles.draw.center", metavar="PLACE")] = None,
    metres: Annotated[float, typer.Option(help="tiles.draw.metres", min=100, max=_WIDEST_M)] = 5000,
    bounds: Annotated[str | None, typer.Option(help="tiles.draw.bounds", metavar="S,W,N,E")] = None,
    night: Annotated[bool, typer.Option("--night/--day", help="tiles.draw.night")] = False,
    dpi: Annotated[int, typer.Option(help="tiles.draw.dpi", min=50, max=1200)] = 300,
    size: Annotated[SizeName, typer.Option(help="tiles.draw.size")] = "A4",
    title: Annotated[str | None, typer.Option(help="tiles.draw.title")] = None,
) -> None:
    """Draw a map of a network, or of part of it, on a sheet of paper."""
    session: Session = context.obj
    file_format = _FORMATS.get(out.suffix.lower())
    if file_format is None:
        raise RefusedError("picture_format", place=str(out), known=", ".join(_FORMATS))
    if center is not None and bounds is not None:
        raise RefusedError("center_or_bounds", place="--bounds")
    box = None if bounds is None else _read_bounds(bounds)
    middle = [] if center is None else [places.find_place(session, name, center)]
    for place in middle:
        box = _box_around(place, metres)
    writing.prepare(out)
    from maps import prints  # noqa: PLC0415 (Matplotlib takes half a second to import)

    chart = tiles.open_chart(name, folder=session.settings.roads)
    # The title of ours says already that the roads are made.
    note = say(session, "made.note" if title is None else "made") if chart.network.made else ""
    picture = prints.print_map(
        chart,
        bounds=box or _frame(chart),
        wording=prints.Wording(title=title or titles.make_title(session, chart.network), note=note),
        theme="night" if night else "day",
        size=size,
        dpi=dpi,
        file_format=file_format,
    )
    write_whole(out, picture)
    document = {"roads": name, "file": str(out), "bytes": len(picture), "attribution": chart.network.attribution}
    session.answer(document, say(session, "drawn", path=out), *places.tell_approximate(session, middle))


def bake_command(
    context: typer.Context,
    name: Name,
    *,
    out: Annotated[Path, typer.Option(help="tiles.bake.out", metavar="F.pmtiles")],
    zooms: Annotated[str, typer.Option(help="tiles.bake.zooms", metavar="FIRST-LAST")] = f"6-{tiles.LAST_ZOOM}",
) -> None:
    """Write all tiles of a network to one file."""
    session: Session = context.obj
    wanted = _read_zooms(zooms)
    writing.prepare(out)
    with watching(session, seconds=1) as watch, writing.beside(out) as draft, draft.open("wb") as file:
        watch.bar.update(watch.task, description=say(session, "opening"))
        chart = tiles.open_chart(name, folder=session.settings.roads)
        watch.bar.update(watch.task, description=say(session, "baking"))

        def tell(done: int, whole: int) -> None:
            watch.bar.update(watch.task, completed=done, total=whole)

        baked = tiles.bake(chart, file, zooms=wanted, progress=tell)
    document = {
        "roads": name,
        "file": str(out),
        "tiles": baked.tiles,
        "bytes": out.stat().st_size,
        "zooms": list(wanted),
        "attribution": chart.network.attribution,
    }
    session.answer(document, say(session, "baked", count=figures.number(baked.tiles, session.language), path=out))


def say(session: Session, name: str, **values: object) -> str:
    """Give a text on maps in the session's language."""
    return texts.say(f"tiles.{name}", language=session.language, **values)


def _frame(chart: tiles.Chart) -> Bounds:
    """Give the box of all roads and of the area they were made for, with some land around, as far as it is known."""
    south, west, north, east = chart.network.bounds
    area = titles.find_area(chart.network)
    if area is not None:
        area_west, area_south, area_east, area_north = borders.outline(area).bounds
        south, west = min(south, area_south), min(west, area_west)
        north, east = max(north, area_north), max(east, area_east)
    high, wide = (north - south) * _AROUND, (east - west) * _AROUND
    known_south, known_west, known_north, known_east = chart.bounds
    return (
        max(south - high, min(known_south, south)),
        max(west - wide, min(known_west, west)),
        min(north + high, max(known_north, north)),
        min(east + wide, max(known_east, east)),
    )


def _box_around(place: Place, metres: float) -> Bounds:
    """Give south, west, north and east of a square."""
    if abs(place.lat) > _LAST_LATITUDE:
        raise RefusedError("map_center", place=place.label)
    half = metres / 2 / _DEGREE_M
    across = half / math.cos(math.radians(place.lat))
    return place.lat - half, place.lon - across, place.lat + half, place.lon + across


def _read_bounds(text: str) -> Bounds:
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError as error:
        raise RefusedError("map_bounds", place=f"--bounds {text[:80]}") from error
    if not (-_LAST_LATITUDE <= south < north <= _LAST_LATITUDE and -180 <= west < east <= 180):
        raise RefusedError("map_bounds", place=f"--bounds {text[:80]}")
    return south, west, north, east


def _read_zooms(text: str) -> tuple[int, int]:
    found = _ZOOMS.fullmatch(text.strip())
    if found is None:
        raise RefusedError("zooms", place=text[:20], last=tiles.LAST_ZOOM)
    first = int(found[1])
    return first, int(found[2] or first)
