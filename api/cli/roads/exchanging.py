"""``hemrutt roads fetch`` and ``export``: networks from the internet, and out to other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import writing
from api.cli.progress import watching
from api.cli.roads import keeping
from api.cli.roads.keeping import ModeWord
from api.cli.roads.opening import open_network
from api.cli.roads.options import ModeOption, Name
from api.cli.session import Session
from maps.reading import exporting, fetching
from maps.storage import store


def fetch_command(
    context: typer.Context,
    place: Annotated[str, typer.Argument(help="cli.argument.place_to_fetch", metavar="PLACE")],
    *,
    name: Annotated[str | None, typer.Option(help="cli.option.fetched_name")] = None,
    mode: Annotated[list[ModeWord] | None, typer.Option(help="cli.option.modes")] = None,
) -> None:
    """Fetch the roads of a region or place from the internet and keep them under a name."""
    session: Session = context.obj
    modes = list(dict.fromkeys(keeping.MODES[word] for word in mode or [ModeWord.CAR]))
    named = keeping.name_of(place.rpartition("/")[2]) if name is None else name
    store.stamp(session.settings.roads, named, modes[0])  # refuses a bad name before anything is fetched
    with watching(session, seconds=600) as watch:
        watch.begin("fetch")
        networks = fetching.fetch_networks(place, name=named, modes=modes)
    for network in networks:
        store.save(network, session.settings.roads)
    document = {"fetched": [keeping.describe(network) for network in networks]}
    session.answer(document, *[keeping.tell(session, network) for network in networks])


def export_command(
    context: typer.Context,
    name: Name,
    file: Annotated[Path, typer.Argument(help="cli.argument.export", metavar="FILE")],
    *,
    mode: ModeOption = "car",
) -> None:
    """Write a network as GraphML or GeoPackage, in the form of OSMnx."""
    session: Session = context.obj
    exporting.check_name(file)
    writing.prepare(file)
    network = open_network(session, name, mode=mode)
    with writing.beside(file) as draft:
        exporting.export(network, draft)
    document = {"roads": name, "mode": mode, "file": str(file), "nodes": network.nodes, "edges": network.edges}
    lost = exporting.left_out(network, file)
    parts = ", ".join(session.say(f"roads.left_out.{name}", count=count) for name, count in lost.items())
    told = [session.say("roads.left_out", parts=parts)] if lost else []
    session.answer(document | {"left_out": lost}, session.say("written", path=file), *told)
