"""Arguments and options that the commands of ``hemrutt roads`` share."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

ModeName = Literal["car", "bike", "walk"]
Name = Annotated[str, typer.Argument(help="cli.argument.roads", metavar="N")]
ModeOption = Annotated[ModeName, typer.Option(help="cli.option.mode")]
