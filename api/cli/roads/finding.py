"""``hemrutt roads find``: addresses, streets and places in a road network."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.table import Table

from api.cli.refusals import RefusedError
from api.cli.roads.options import Name
from api.cli.session import Session, plain
from maps import addresses
from maps.addresses import Hit
from scheduler import texts
from scheduler.faults import Fault, InputError
from scheduler.files import coordinates

_NO: Final = 1
_FIGURES: Final = frozenset({"score", "lat", "lon"})


def find_command(
    context: typer.Context,
    name: Name,
    text: Annotated[str, typer.Argument(help="addresses.find.text", metavar="TEXT")],
    *,
    near: Annotated[str | None, typer.Option(help="addresses.find.near", metavar="LAT,LON")] = None,
    most: Annotated[int, typer.Option(help="addresses.find.most", min=1, max=50)] = 10,
) -> None:
    """Find what a text may mean; exit code 1 where it means nothing known."""
    session: Session = context.obj
    point = None if near is None else read_point(near)
    book = addresses.open_book(name, session.settings.roads)
    hits = addresses.find(book, text, near=point, most=most)
    document = {
        "hits": [{name: value for name, value in asdict(hit).items() if name != "entry"} for hit in hits],
        "house_numbers": book.numbers > 0,
        "attribution": book.attribution,
    }
    notes = [] if book.numbers else [say(session, "no_numbers")]
    if not hits:
        session.answer(document, say(session, "none", text=plain(text)), *notes)
        raise typer.Exit(_NO)
    session.answer(document, _tabulate(session, hits), *notes)


def read_point(text: str) -> tuple[float, float]:
    """Read ``lat,lon`` in degrees; raises RefusedError for what is none, else as ``parse_point``."""
    point = parse_point(text)
    if point is None:
        raise RefusedError("point", place=text[:80])
    return point


def parse_point(text: str) -> tuple[float, float] | None:
    """Read ``lat,lon``; None for a text that is no two numbers.

    Raises InputError for numbers that were probably not meant, telling which were, and RefusedError for numbers that
    are no point on the globe: no address is written so.
    """
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    odd = [Fault(code=it.code, field=text[:80], values=it.values) for it in coordinates.check_coordinates(lat, lon, ())]
    if odd:
        raise InputError(odd)
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise RefusedError("point", place=text[:80])
    return lat, lon


def say(session: Session, name: str, **values: object) -> str:
    """Give a text on addresses in the session's language."""
    return texts.say(f"addresses.{name}", language=session.language, **values)


def _tabulate(session: Session, hits: tuple[Hit, ...]) -> Table:
    table = Table()
    for column in ("what", "kind", "precision", "score", "lat", "lon"):
        table.add_column(say(session, column), justify="right" if column in _FIGURES else "left", overflow="fold")
    for hit in hits:
        table.add_row(
            plain(hit.label),
            say(session, f"kind.{hit.kind}"),
            say(session, f"precision.{hit.precision}"),
            f"{hit.score:.2f}",
            f"{hit.lat:.5f}",
            f"{hit.lon:.5f}",
        )
    return table
