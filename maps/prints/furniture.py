"""What stands around the map: its frame, title, scale, north, and where the data come from."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from maps.prints import lettering
from maps.prints.lettering import Type
from maps.prints.room import Room
from maps.prints.sheet import FOOT_MM, MM, Sheet

_STEPS: Final = (1, 2, 5)
_BAR_SHARE: Final = 0.22
"""Share of the window that the scale bar may take."""


def keep_room(room: Room, sheet: Sheet) -> None:
    """Keep the corner of the north arrow free of names."""
    x, y = _north(sheet)
    room.take(np.array([[x, y, 14.0]]))


def furnish(sheet: Sheet, *, title: str, note: str, attribution: str) -> None:
    """Draw frame, north arrow, title, note, scale bar and attribution."""
    frame = Rectangle((0, 0), sheet.width, sheet.height, fill=False, edgecolor=sheet.colour("frame"), linewidth=0.8)
    frame.set(zorder=60, clip_on=False)
    sheet.axes.add_patch(frame)
    for spine in sheet.axes.spines.values():
        spine.set_visible(False)
    _draw_north(sheet)
    below = sheet.height + 0.5 * FOOT_MM * MM
    _write(sheet, title, Type(face="bold", size=11), x=0.0, y=below - 1.5, colour="place")
    if note:
        start = lettering.measure(title, Type(face="bold", size=11)) + 9
        _write(sheet, note, Type(face="plain", size=7), x=start, y=below - 0.6, colour="care_text")
    how = Type(face="plain", size=6.2)
    _write(sheet, attribution, how, x=sheet.width - lettering.measure(attribution, how), y=below + 8.5)
    _draw_scale(sheet, below - 3.0)


def _draw_scale(sheet: Sheet, y: float) -> None:
    metres = _round_length(sheet.width * _BAR_SHARE / sheet.metre)
    length, x = metres * sheet.metre, sheet.width - metres * sheet.metre
    how = Type(face="plain", size=6.6)
    words = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    colour = sheet.colour("furniture")
    for part in range(4):
        shade = colour if part % 2 == 0 else sheet.colour("ground")
        bar = Rectangle((x + part * length / 4, y - 1.2), length / 4, 2.4, facecolor=shade, edgecolor=colour)
        bar.set(linewidth=0.5, clip_on=False, zorder=61)
        sheet.axes.add_patch(bar)
    _write(sheet, words, how, x=x - lettering.measure(words, how) - 5, y=y)


def _draw_north(sheet: Sheet) -> None:
    x, y = _north(sheet)
    for side, shade in ((-1, "furniture"), (1, "halo")):
        half = np.array([(x, y - 11.0), (x + side * 4.2, y + 4.5), (x, y + 2.0)])
        arrow = Polygon(half, facecolor=sheet.colour(shade), edgecolor=sheet.colour("furniture"), linewidth=0.5)
        arrow.set_zorder(61)
        sheet.axes.add_patch(arrow)
    path = lettering.lay_straight("N", Type(face="bold", size=7), np.array([x, y + 9.5]))
    lettering.write(sheet, path, colour="furniture", halo=0.9, order=61)


def _north(sheet: Sheet) -> tuple[float, float]:
    return sheet.width - 20.0, 24.0


def _write(sheet: Sheet, words: str, how: Type, *, x: float, y: float, colour: str = "furniture") -> None:
    """Write words from x on, outside the window too."""
    path = lettering.lay_straight(words, how, np.array([x + lettering.measure(words, how) / 2, y]))
    before = len(sheet.axes.patches)
    lettering.write(sheet, path, colour=colour, halo=0, order=62)
    for patch in sheet.axes.patches[before:]:
        patch.set_clip_on(False)


def _round_length(most_m: float) -> int:
    """Give the longest round length that is not longer than so many metres."""
    power = 10 ** int(np.floor(np.log10(max(most_m, 1.0))))
    return int(max(step * power for step in _STEPS if step * power <= max(most_m, 1.0)))
