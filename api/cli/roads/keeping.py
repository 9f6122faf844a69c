"""``hemrutt roads import`` and ``info``: networks in, and what they hold."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer
from rich.table import Table

from api.cli import figures
from api.cli.progress import watching
from api.cli.roads import listing
from api.cli.roads.opening import open_network
from api.cli.roads.options import ModeOption, Name
from api.cli.session import Session, plain
from maps.network import CLASSES, Bools, Mode, RoadNetwork
from maps.storage import library


class ModeWord(StrEnum):
    """A way of travelling where several may be given: typer takes no list of literals."""

    CAR = "car"
    BIKE = "bike"
    WALK = "walk"


MODES: Final[Mapping[ModeWord, Mode]] = {ModeWord.CAR: "car", ModeWord.BIKE: "bike", ModeWord.WALK: "walk"}
_CLASSES_TOLD: Final = 3
_TALLIED: Final = (
    "restrictions",
    "restrictions_needless",
    "restrictions_conditional",
    "restrictions_unusable",
    "restrictions_cutting",
    "barriers",
    "gates",
    "limits_unreadable",
    "limits_conditional",
    "surfaces_imputed",
    "ferries_imputed",
    "ways_clipped",
    "parts_cut",
    "islands_cut",
)
"""Fields of the tally that people are told, each with a text ``roads.tally.<name>``."""


def import_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="cli.argument.extract", metavar="FILE")],
    *,
    name: Annotated[str | None, typer.Option(help="cli.option.roads_name")] = None,
    mode: Annotated[list[ModeWord] | None, typer.Option(help="cli.option.modes")] = None,
) -> None:
    """Read an extract for each mode and keep it under a name."""
    session: Session = context.obj
    named = name_of(file.name) if name is None else name
    kept: list[RoadNetwork] = []
    with watching(session, seconds=60) as watch:
        for wanted in dict.fromkeys(MODES[word] for word in mode or [ModeWord.CAR]):
            watch.begin(f"import_{wanted}")
            kept += library.import_network(file, name=named, modes=[wanted], folder=session.settings.roads)
        from maps.tiles import opening  # noqa: PLC0415 (its libraries are slow to import, and info draws nothing)

        watch.begin("import_chart")
        opening.open_chart(named, folder=session.settings.roads)
    session.answer({"imported": [describe(network) for network in kept]}, *[tell(session, one) for one in kept])


def info_command(context: typer.Context, name: Name, *, mode: ModeOption = "car") -> None:
    """Tell what a network holds and where it comes from."""
    session: Session = context.obj
    network = open_network(session, name, mode=mode)
    session.answer(describe(network), tell(session, network))


def describe(network: RoadNetwork) -> dict[str, object]:
    """Tell of a network as data."""
    south, west, north, east = network.bounds
    return {
        "name": network.name,
        "mode": network.mode,
        "nodes": network.nodes,
        "edges": network.edges,
        "km": round(network.road_metres / 1000, 1),
        "imputed_share": round(1 - float(network.limit_told.mean()), 4) if network.edges else 0.0,
        "imputed_by_class": {name: round(share, 4) for name, share in _imputed_by_class(network).items()},
        "private_km": _km(network, network.private),
        "unpaved_km": _km(network, network.unpaved),
        "ferry_km": _km(network, network.road_class == CLASSES.index("ferry")),
        "turn_bans": len(network.ban_start) - 1,
        "tally": dataclasses.asdict(network.tally),
        "made": network.made,
        "source": network.source,
        "date": None if network.date is None else network.date.isoformat(),
        "licence": network.licence,
        "attribution": network.attribution,
        "bounds": {"south": south, "west": west, "north": north, "east": east},
    }


def tell(session: Session, network: RoadNetwork) -> Table:
    """Tell of a network to people."""
    language = session.language
    told = describe(network)
    table = Table.grid(padding=(0, 2))
    rows = {
        "name": network.name,
        "mode": session.say(f"mode.{network.mode}"),
        "kind": listing.say_kind(session, made=network.made),
        "nodes": figures.number(network.nodes, language),
        "edges": figures.number(network.edges, language),
        "km": figures.number(network.road_metres / 1000, language, decimals=1),
        "imputed": _say_imputed(session, network),
        "private_km": figures.number(_km(network, network.private), language, decimals=1),
        "unpaved_km": figures.number(_km(network, network.unpaved), language, decimals=1),
        "ferry_km": figures.number(_km(network, network.road_class == CLASSES.index("ferry")), language, decimals=1),
        **{f"tally.{name}": figures.number(getattr(network.tally, name), language) for name in _TALLIED},
        "tally.metres_cut": figures.number(network.tally.metres_cut / 1000, language, decimals=1),
        "source": network.source,
        "date": told["date"] or "–",
        "licence": network.licence,
        "attribution": network.attribution,
        "bounds": ", ".join(f"{bound:.4f}" for bound in network.bounds),
    }
    for name, value in rows.items():
        table.add_row(session.say(f"roads.{name}"), plain(str(value)))
    return table


def _km(network: RoadNetwork, edges: Bools) -> float:
    """Give the length of the lines of which an edge is marked."""
    lengths = np.zeros(network.lines)
    lengths[network.line[edges]] = network.metres[edges]
    return round(float(lengths.sum()) / 1000, 1)


def _imputed_by_class(network: RoadNetwork) -> dict[str, float]:
    """Give, by road class, the share of edges whose limit is assumed."""
    edges = np.bincount(network.road_class, minlength=len(CLASSES))
    assumed = np.bincount(network.road_class[~network.limit_told], minlength=len(CLASSES))
    shares = zip(CLASSES, edges.tolist(), assumed.tolist(), strict=True)
    return {name: some / count for name, count, some in shares if count}


def _say_imputed(session: Session, network: RoadNetwork) -> str:
    """Tell the share of assumed limits, and the classes that have most of them."""
    weights = np.bincount(network.road_class[~network.limit_told], minlength=len(CLASSES))
    worst = [CLASSES[place] for place in np.argsort(-weights, kind="stable")[:_CLASSES_TOLD] if weights[place]]
    shares = _imputed_by_class(network)
    parts = ", ".join(f"{name} {shares[name] * 100:.0f} %" for name in worst)
    share = f"{(1 - float(network.limit_told.mean())) * 100:.0f} %"
    return session.say("roads.imputed_by_class", share=share, parts=parts) if parts else share


def name_of(words: str) -> str:
    """Give a name for the roads of a file or place: what stands before the first dot or comma, in small letters."""
    first = re.split(r"[.,]", words, maxsplit=1)[0].strip().lower()
    return re.sub(r"[^a-z0-9åäö_-]+", "-", first).strip("-")
