"""``hemrutt audit verify``: tells whether the audit is as it was written, and where not."""

from __future__ import annotations

import dataclasses
from itertools import islice
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import RenderableType

from api.access.roles import Role
from api.cli.databases.using import DatabaseOption, opened, operator
from api.cli.session import Session
from api.store.anchor import read_anchor
from api.store.audit import Head
from api.store.errors import StoreError
from api.store.store import Store
from api.store.verifying import Broken, verify
from scheduler import texts

_MOST_TOLD: Final = 100


def verify_command(
    context: typer.Context,
    *,
    anchor: Annotated[list[Path] | None, typer.Option(help="store.option.anchor", metavar="FILE")] = None,
    database: DatabaseOption = None,
) -> None:
    """Go through the whole chain, to what was noted of it outside; ends with 1 if it does not hold."""
    session: Session = context.obj
    with opened(session, database) as store:
        anchors = _anchors(store, anchor or [])
        with store.read(operator(Role.AUDITOR)) as tx:
            broken = list(islice(verify(tx.connection, key=store.key, anchors=anchors), _MOST_TOLD))
    document = {
        "holds": not broken,
        "noted": [dataclasses.asdict(head) for head in anchors],
        "broken": [dataclasses.asdict(place) for place in broken],
    }
    session.answer(document, *_show(session, broken, anchors))
    raise typer.Exit(1 if broken else 0)


def _anchors(store: Store, others: list[Path]) -> list[Head]:
    """Read what was noted: in the service's own file, and in copies that were kept elsewhere."""
    found = [store.anchor.read()] if store.anchor is not None else []
    for path in others:
        head = read_anchor(path, key=store.key)
        if head is None:
            raise StoreError("bad_note", place=str(path))
        found.append(head)
    return [head for head in found if head is not None]


def _show(session: Session, broken: list[Broken], anchors: list[Head]) -> list[RenderableType]:
    if not broken:
        last = max((head.seq for head in anchors), default=0)
        return [texts.say("store.chain_holds", language=session.language, seq=last)]
    table = session.table("audit.seq", "audit.fault", right=("audit.seq",))
    for place in broken:
        table.add_row(str(place.seq), texts.say(f"store.fault.{place.fault}", language=session.language))
    return [texts.say("store.chain_broken", language=session.language), table]
