"""Letters as outlines: measured, laid straight or along a course, and drawn with a halo."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from maps.mercator import Floats
from maps.prints.sheet import Sheet

Face = Literal["plain", "bold", "slanted"]

_FAMILIES: Final = ("Source Sans 3", "Open Sans", "Noto Sans", "Liberation Sans", "DejaVu Sans")
"""The first that the machine has is used; the last comes with Matplotlib."""
_SERIFS: Final = ("Source Serif 4", "Noto Serif", "Liberation Serif", "DejaVu Serif")
"""For slanted names, which are those of waters and woods."""
_UNIT: Final = 100.0
_HEIGHT: Final = 0.72
"""Of capital letters, in ems."""
_MOST_TURN: Final = 0.5
"""Radians between neighbouring letters along a course."""
_MOST_BEND: Final = 1.3
"""Radians between any two letters of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """How letters are written: face, size in points, and room between them in ems."""

    face: Face
    size: float
    spacing: float = 0.0


def measure(words: str, how: Type) -> float:
    """Give the width of words in points."""
    return float(sum(_advance(sign, how) for sign in words)) - how.spacing * how.size


def lay_straight(words: str, how: Type, at: Floats) -> Path:
    """Give words as outlines in one line, with their middle at a point."""
    start = at[0] - measure(words, how) / 2
    paths = []
    for sign in words:
        outline = _outline(sign, how.face)
        if outline is not None:
            scale = how.size / _UNIT
            vertices = outline[0] * (scale, -scale) + (start, at[1] + _HEIGHT * how.size / 2)
            paths.append(Path(vertices, outline[1]))
        start += _advance(sign, how)
    return Path.make_compound_path(*paths)


def lay_along(words: str, how: Type, course: Floats, middle: float) -> tuple[Path, Floats] | None:
    """Give words as outlines along a course, their middle so far along it, and where each letter stands.

    None where the course bends too much for them or is too short.
    """
    steps = np.hypot(*np.diff(course, axis=0).T)
    lengths = np.concatenate([[0], np.cumsum(steps)])
    begin = middle - measure(words, how) / 2
    advances = np.array([_advance(sign, how) for sign in words])
    middles = begin + np.cumsum(advances) - advances / 2
    if begin < 0 or middles[-1] + advances[-1] / 2 > lengths[-1]:
        return None
    places, turns = _follow(course, lengths, middles, advances)
    bends = np.diff(turns)
    if len(bends) and (np.abs(bends).max() > _MOST_TURN or np.ptp(np.cumsum([0, *bends])) > _MOST_BEND):
        return None
    scale, paths = how.size / _UNIT, []
    for sign, place, turn, advance in zip(words, places, turns, advances - how.spacing * how.size, strict=True):
        outline = _outline(sign, how.face)
        if outline is None:
            continue
        flat = outline[0] * (scale, -scale) + (-advance / 2, _HEIGHT * how.size / 2)
        rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        paths.append(Path(flat @ rotation + place, outline[1]))
    return Path.make_compound_path(*paths), places


def write(sheet: Sheet, path: Path, *, colour: str, halo: float, order: float) -> None:
    """Draw outlines of letters with a halo around them."""
    options = {"joinstyle": "round", "capstyle": "round"}
    under = PathPatch(
        path, facecolor=sheet.colour("halo"), edgecolor=sheet.colour("halo"), linewidth=2 * halo, alpha=0.85, **options
    )
    for patch, level in ((under, order), (PathPatch(path, facecolor=sheet.colour(colour), linewidth=0), order + 0.1)):
        patch.set_zorder(level)
        sheet.axes.add_artist(patch)  # as a patch its limits would be worked out, letter by letter


def _follow(course: Floats, lengths: Floats, middles: Floats, advances: Floats) -> tuple[Floats, Floats]:
    """Give where letters stand on a course and which way they are turned, so that they read from left to right."""

    def at(along: Floats) -> Floats:
        return np.column_stack([np.interp(along, lengths, course[:, axis]) for axis in (0, 1)])

    reach = np.maximum(advances / 2, advances.mean())
    before, after = at(middles - reach), at(middles + reach)
    turns = np.arctan2(*(after - before).T[::-1])
    return at(middles), np.unwrap(turns)


def _advance(sign: str, how: Type) -> float:
    return (_width(sign, how.face) / _UNIT + how.spacing) * how.size


@functools.lru_cache(maxsize=4096)
def _width(sign: str, face: Face) -> float:
    """Give how far the next letter stands, measured between two bars so that spaces count."""
    font = _font(face)
    both, bars = (TextPath((0, 0), text, size=_UNIT, prop=font) for text in (f"|{sign}|", "||"))
    return float(both.get_extents().width - bars.get_extents().width)


@functools.lru_cache(maxsize=4096)
def _outline(sign: str, face: Face) -> tuple[Floats, Any] | None:
    """Give the points and codes of the outline of a letter; None for those that are white."""
    if sign.isspace():
        return None
    path = TextPath((0, 0), sign, size=_UNIT, prop=_font(face))
    return np.asarray(path.vertices, dtype=np.float64).reshape(-1, 2), path.codes


@functools.cache
def _font(face: Face) -> FontProperties:
    known = {font.name for font in font_manager.fontManager.ttflist}
    families = _SERIFS if face == "slanted" else _FAMILIES
    family = next((name for name in families if name in known), families[-1])
    return FontProperties(
        family=family,
        weight="bold" if face == "bold" else "normal",
        style="italic" if face == "slanted" else "normal",
    )
