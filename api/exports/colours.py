"""A colour, a dash pattern and a short label per car, so that cars are told apart with and without colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LIGHT: Final = ("#005a8c", "#a34700", "#00694c", "#8a3a6b", "#5c4a00", "#3d3d8f")
"""On white paper; white text on each has a contrast of at least 4.5:1."""

DARK: Final = ("#7cc4f0", "#f5a56b", "#5fd0a8", "#eb9bcb", "#d8c25a", "#b1b1fa")
"""The same cars on a dark map; near-black text on each has a contrast of at least 4.5:1."""

INK_ON_DARK: Final = "#10161c"

DASHES: Final[tuple[tuple[float, ...], ...]] = ((), (9, 5), (2.5, 4), (12, 4, 2.5, 4), (5, 5))
"""Lengths in line-drawing pixels, on and off; each round of the colours takes the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a car is drawn; ``label`` is its letter (A, B, … AA)."""

    light: str
    dark: str
    dash: tuple[float, ...]
    label: str


def style_of(number: int) -> Style:
    """Give the style of the day's car at a position counted from 0."""
    lap, colour = divmod(number, len(LIGHT))
    return Style(light=LIGHT[colour], dark=DARK[colour], dash=DASHES[lap % len(DASHES)], label=_letters(number))


def _letters(number: int) -> str:
    above, last = divmod(number, 26)
    return (_letters(above - 1) if above else "") + chr(ord("A") + last)
