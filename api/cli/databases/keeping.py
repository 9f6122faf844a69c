"""``hemrutt backup`` and ``hemrutt restore``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from api.access.roles import Role
from api.cli.databases.using import DatabaseOption, opened, operator, settings_for, show_instant
from api.cli.session import Session, plain
from api.databases import anchor_of
from api.store import read_key
from api.store.anchor import write_anchor
from api.store.backups import Manifest, back_up, read_manifest
from api.store.restoring import rehearse, restore
from api.writing import prepare_folder
from scheduler import texts


def backup_command(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="store.argument.backups", metavar="DIR")],
    *,
    database: DatabaseOption = None,
) -> None:
    """Back the database up while it is in use, into a new folder named by the instant."""
    session: Session = context.obj
    prepare_folder(folder)
    with opened(session, database) as store, store.read(operator(Role.ADMIN)) as tx:
        instant = dt.datetime.fromtimestamp(tx.now_us / 1e6, tz=dt.UTC)
        made = folder / f"hemrutt-{instant:%Y%m%dT%H%M%SZ}"
        manifest = back_up(tx.connection, made, key=store.key, at_us=tx.now_us)
    session.answer({"folder": str(made), **_document(manifest)}, _say(session, "backed_up", made, manifest))


def restore_command(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="store.argument.backup", metavar="DIR")],
    *,
    check: Annotated[bool, typer.Option("--check", help="store.option.check")] = False,
    database: DatabaseOption = None,
) -> None:
    """Bring a backup back into an empty database, or only rehearse it."""
    session: Session = context.obj
    settings = settings_for(session, database)
    key = read_key(settings.home)
    read_manifest(folder, key=key)
    if check:
        manifest = rehearse(folder, key=key)
    else:
        manifest = restore(folder, settings.database_url, key=key)
        # What was noted was of the database that this one takes the place of.
        write_anchor(anchor_of(settings), manifest.head, key=key)
        with opened(session, database) as store, store.write(operator(Role.ADMIN)) as tx:
            document = {"made_us": manifest.made_us, "seq": manifest.head.seq}
            tx.audit("store:restore", team=None, subject="store", document=document)
    name = "rehearsed" if check else "restored"
    session.answer({"folder": str(folder), **_document(manifest)}, _say(session, name, folder, manifest))


def _document(manifest: Manifest) -> dict[str, object]:
    return {
        "made": show_instant(manifest.made_us),
        "revision": manifest.revision,
        "rows": sum(manifest.rows.values()),
        "audit_entries": manifest.head.seq,
        "sha256": manifest.sha256,
    }


def _say(session: Session, name: str, folder: Path, manifest: Manifest) -> str:
    return texts.say(
        f"store.{name}",
        language=session.language,
        folder=plain(str(folder)),
        rows=sum(manifest.rows.values()),
        entries=manifest.head.seq,
        made=show_instant(manifest.made_us),
    )
