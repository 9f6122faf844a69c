"""``hemrutt roads list`` and ``restore``: what is kept, what of it is damaged, and the one before back in its place."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from api.cli import figures, refusals
from api.cli.roads.options import ModeOption, Name
from api.cli.session import Session, plain
from maps.errors import RoadsError
from maps.network import Mode
from maps.storage import library, store
from scheduler import texts

_FIGURES = ("roads.nodes", "roads.edges", "roads.km")


def list_command(context: typer.Context) -> None:
    """List the networks that are kept, and the embedded ones; files that cannot be used are told below."""
    session: Session = context.obj
    entries = store.names(session.settings.roads)
    faults = store.faults(session.settings.roads)
    table = session.table("roads.name", "roads.mode", "roads.kind", *_FIGURES, "roads.source", right=_FIGURES)
    for entry in entries:
        counts = [figures.number(count, session.language) for count in (entry.nodes, entry.edges)]
        km = figures.number(entry.road_metres / 1000, session.language)
        words = session.say(f"mode.{entry.mode}"), say_kind(session, made=entry.made)
        table.add_row(plain(entry.name), *words, *counts, km, plain(entry.source))
    built_in = session.say("roads.embedded", names=", ".join(library.EMBEDDED))
    document = {
        "roads": [_describe(entry) for entry in entries],
        "embedded": list(library.EMBEDDED),
        "faults": [_describe_fault(session, fault) for fault in faults],
    }
    session.answer(document, table, built_in, *_tell(session, entries, faults))


def restore_command(context: typer.Context, name: Name, *, mode: ModeOption = "car") -> None:
    """Put the network that was kept before in place of the newest one, which is kept as the one before."""
    session: Session = context.obj
    path = store.restore(session.settings.roads, name, mode)
    document = {"name": name, "mode": mode, "file": str(path)}
    swapped = store.has_before(session.settings.roads, name, mode)
    session.answer(
        document,
        session.say(
            "roads.restored" if swapped else "roads.restored_over_damaged",
            name=plain(name),
            mode=_say_mode(session, mode),
        ),
    )


def say_kind(session: Session, *, made: bool) -> str:
    """Tell whether roads are made or real."""
    return session.say("roads.kind.made" if made else "roads.kind.real")


def _tell(session: Session, entries: Sequence[store.Entry], faults: Sequence[RoadsError]) -> list[str]:
    """Tell of damaged files, and of the earlier ones that are used instead."""
    lines = []
    for fault in faults:
        complaint = refusals.to_complaints(session, fault)[0]
        lines.append(plain(f"{complaint.cause} {complaint.action}"))
    for entry in entries:
        if entry.before:
            mode = _say_mode(session, entry.mode)
            lines.append(session.say("roads.before", name=plain(entry.name), mode=mode))
    return lines


def _say_mode(session: Session, mode: Mode) -> str:
    """Name a way of travelling as it stands within a sentence."""
    return texts.say(f"network.mode.{mode}", language=session.language)


def _describe(entry: store.Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "mode": entry.mode,
        "nodes": entry.nodes,
        "edges": entry.edges,
        "km": round(entry.road_metres / 1000, 1),
        "made": entry.made,
        "source": entry.source,
        "date": None if entry.date is None else entry.date.isoformat(),
        "licence": entry.licence,
        "attribution": entry.attribution,
        "bytes": entry.size,
        "before": entry.before,
    }


def _describe_fault(session: Session, fault: RoadsError) -> dict[str, object]:
    complaint = refusals.to_complaints(session, fault)[0]
    return {"code": fault.code, "file": complaint.place, "cause": complaint.cause, "action": complaint.action}
