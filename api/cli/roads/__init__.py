"""``hemrutt roads``: road networks in, told of, measured and looked at; one file for each group of commands."""

from __future__ import annotations

import typer

from api.cli.roads import calibrating, drawing, exchanging, finding, keeping, measuring, reaching, routing


def register(app: typer.Typer) -> None:
    """Add the commands."""
    roads = typer.Typer(help="cli.help.roads", rich_markup_mode=None)
    for group in (calibrating, drawing, exchanging, finding, keeping, measuring, reaching, routing):
        group.register(roads)
    app.add_typer(roads, name="roads")
