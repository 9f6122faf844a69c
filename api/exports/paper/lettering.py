"""Writing on paper: a font that has the letters of our patients' and staff's names, and no text read as markup."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import matplotlib as mpl
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from api.exports.wording import writable

FONT: Final = "HemruttSans"
BOLD: Final = "HemruttSans-Bold"
INK: Final = HexColor("#1b252d")
SOFT: Final = HexColor("#56626c")
LINE: Final = HexColor("#b9bfc4")
FAINT: Final = HexColor("#f1f2ee")
WARNING: Final = HexColor("#a8201a")
PAPER: Final = HexColor("#ffffff")

_FILES: Final = {FONT: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf"}

TITLE: Final = ParagraphStyle("title", fontName=BOLD, fontSize=17, leading=21, textColor=INK)
LEAD: Final = ParagraphStyle("lead", fontName=FONT, fontSize=10.5, leading=14, textColor=INK, spaceAfter=2)
HEAD: Final = ParagraphStyle(
    "head", fontName=BOLD, fontSize=12, leading=16, textColor=INK, spaceBefore=10, spaceAfter=4
)
COLUMN: Final = ParagraphStyle("column", fontName=BOLD, fontSize=8, leading=10, textColor=SOFT)
BODY: Final = ParagraphStyle("body", fontName=FONT, fontSize=9.5, leading=12, textColor=INK, splitLongWords=1)
STRONG: Final = ParagraphStyle("strong", parent=BODY, fontName=BOLD, fontSize=10.5, leading=13)
SMALL: Final = ParagraphStyle("small", parent=BODY, fontSize=8, leading=10.5, textColor=SOFT)
ALARM: Final = ParagraphStyle("alarm", parent=SMALL, fontName=BOLD, textColor=WARNING)
ON_COLOUR: Final = ParagraphStyle("on_colour", parent=STRONG, textColor=PAPER, alignment=1)
FIGURE: Final = ParagraphStyle("figure", parent=BODY, alignment=2)
COLUMN_FIGURE: Final = ParagraphStyle("column_figure", parent=COLUMN, alignment=2)


@functools.cache
def register_fonts() -> None:
    """Have reportlab know DejaVu Sans, which comes with matplotlib; letters that are used go into the file."""
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, folder / file))
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)


def paragraph(text: str, style: ParagraphStyle = BODY, *, most: int = 240) -> Any:
    """Set a text as it was typed, cut at ``most`` letters: reportlab reads markup, with links and pictures, in it."""
    whole = readable(text)
    return Paragraph(escape(whole if len(whole) <= most else whole[: most - 1] + "…"), style)


def readable(text: str) -> str:
    """Make a text of the letters that the font has; others (emoji, some scripts) become a box."""
    known = _letters()
    return "".join(letter if ord(letter) in known else "□" for letter in writable(text))


@functools.cache
def _letters() -> frozenset[int]:
    register_fonts()
    return frozenset(pdfmetrics.getFont(FONT).face.charToGlyph)
