"""A map of part of a network as a picture, a page or a drawing."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final, Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg

from maps.prints import furniture, names, painting, sheet
from maps.prints.room import Room
from maps.prints.sheet import Bounds
from maps.tiles import Chart
from maps.tiles.style import Theme

Format = Literal["png", "pdf", "svg"]
FORMATS: Final[tuple[Format, ...]] = ("png", "pdf", "svg")
SIZES: Final = {
    "A2": (594.0, 420.0),
    "A3": (420.0, 297.0),
    "A4": (297.0, 210.0),
    "A5": (210.0, 148.0),
    "A6": (148.0, 105.0),
}
"""Sheets in millimetres; turned upright for what is higher than wide."""
_NO_DATES: Final = {"png": {"Software": None}, "pdf": {"CreationDate": None}, "svg": {"Date": None}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What is written around the map."""

    title: str
    note: str = ""
    """Said beside the title, as that the roads are made up."""


def print_map(
    chart: Chart,
    *,
    bounds: Bounds,
    wording: Wording,
    theme: Theme = "day",
    size: str = "A4",
    dpi: int = 300,
    file_format: Format = "png",
) -> bytes:
    """Draw the map of an area on a sheet: the same input gives the same bytes.

    Parameters
    ----------
    chart
        What is drawn.
    bounds
        South, west, north and east in degrees; all of it is seen, and more where the sheet has another shape.
    size
        A name of ``SIZES``.
    dpi
        Dots of an inch of the picture.
    """
    page = sheet.open_sheet(bounds=bounds, size_mm=SIZES[size], theme=theme)
    shown = {layer.name: layer for layer in chart.at(page.detail)}
    room = Room()
    furniture.keep_room(room, page)
    painting.shade_beyond(page, chart.bounds)
    painting.paint(page, shown)
    names.write_names(page, shown, room)
    furniture.furnish(page, title=wording.title, note=wording.note, attribution=chart.network.attribution)
    FigureCanvasAgg(page.figure)
    held = io.BytesIO()
    page.figure.savefig(held, format=file_format, dpi=dpi, metadata=_NO_DATES[file_format])
    return held.getvalue()
