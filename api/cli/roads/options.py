"""Arguments and options that the commands of ``hemrutt roads`` share."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

import typer

_MADE: Final = "made-"


def fold_name(name: str) -> str:
    """Give the name of made roads as they are kept: ``made-Umeå kommun`` is typed for ``made-umeå-kommun``."""
    folded = re.sub(r"\s+", "-", name.strip().casefold())
    return folded if folded.startswith(_MADE) else name


ModeName = Literal["car", "bike", "walk"]
Name = Annotated[str, typer.Argument(help="cli.argument.roads", metavar="N", callback=fold_name)]
ModeOption = Annotated[ModeName, typer.Option(help="cli.option.mode")]
WinterOption = Annotated[bool, typer.Option("--winter", help="traffic.option.winter")]
NoFerriesOption = Annotated[bool, typer.Option("--no-ferries", help="traffic.option.no_ferries")]
