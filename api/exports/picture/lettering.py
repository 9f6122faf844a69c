"""Writing on a figure in inches: one font that comes with matplotlib, and no text read as markup."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Final

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from api.exports.wording import plain

INK: Final = "#1b252d"
SOFT: Final = "#56626c"
WARNING: Final = "#a8201a"
FONT: Final = "DejaVu Sans"


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes and draws on a figure at inches from its lower left."""

    figure: Figure

    def axes(self, box: tuple[float, float, float, float]) -> Axes:
        """Make bare axes at left, bottom, width, height."""
        wide, high = self.figure.get_size_inches()
        axes: Axes = self.figure.add_axes((box[0] / wide, box[1] / high, box[2] / wide, box[3] / high))
        axes.set(xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set(color="#d5d1c6", linewidth=0.8)
        return axes

    def write(self, x: float, y: float, text: str, *, size: float, most: int = 120, **options: Any) -> None:
        """Write one line of text, cut at ``most`` characters."""
        wide, high = self.figure.get_size_inches()
        self.figure.text(x / wide, y / high, cut(text, most), **lettering(size=size, **options))

    def label(self, x: float, y: float, text: str, *, colour: str) -> None:
        """Write a white label on a pill of colour."""
        wide, high = self.figure.get_size_inches()
        box = {"boxstyle": pill(text), "facecolor": colour, "edgecolor": "none"}
        style = lettering(size=9, weight="bold", colour="#ffffff", ha="center", va="center")
        self.figure.text(x / wide, y / high, readable(text), bbox=box, **style)

    def stroke(self, xs: tuple[float, float], ys: tuple[float, float], *, colour: str, dash: tuple[float, ...]) -> None:
        """Draw a short line as the map draws a car's route."""
        wide, high = self.figure.get_size_inches()
        line = Line2D([x / wide for x in xs], [y / high for y in ys], color=colour, linewidth=2.4)
        line.set_linestyle((0, dash) if dash else "solid")
        line.set_transform(self.figure.transFigure)
        self.figure.add_artist(line)

    def diamond(self, x: float, y: float, *, colour: str) -> None:
        """Draw the mark of a visit left out."""
        wide, high = self.figure.get_size_inches()
        mark = Line2D([x / wide], [y / high], marker="D", markersize=9, markerfacecolor="white")
        mark.set(markeredgecolor=colour, markeredgewidth=1.8, transform=self.figure.transFigure)
        self.figure.add_artist(mark)


def pill(text: str) -> str:
    """Give the shape behind a car's label: a disc around one letter, so that a narrow one stays round."""
    return "circle,pad=0.3" if len(text) == 1 else "round,pad=0.3,rounding_size=0.8"


def lettering(
    *, size: float, colour: str = INK, weight: str = "normal", ha: str = "left", va: str = "baseline"
) -> dict[str, Any]:
    """Give the options of a matplotlib text: our font, and ``$`` is just a letter."""
    return {
        "fontsize": size, "color": colour, "fontweight": weight, "ha": ha, "va": va, "family": FONT,
        "parse_math": False,
    }  # fmt: skip


def cut(text: str, most: int) -> str:
    """Shorten a text with an ellipsis."""
    whole = readable(text)
    return whole if len(whole) <= most else whole[: most - 1] + "…"


def readable(text: str) -> str:
    """Make a text of the characters the font has; others (emoji, some scripts) become a box."""
    known = _characters()
    return "".join(character if ord(character) in known else "□" for character in plain(text))


@functools.cache
def _characters() -> frozenset[int]:
    font = font_manager.get_font(font_manager.findfont(font_manager.FontProperties(family=FONT)))
    return frozenset(font.get_charmap())
