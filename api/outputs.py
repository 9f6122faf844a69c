"""A plan in every form it leaves in: data, map layer, page, picture, calendars, table."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api import writing
from scheduler import files
from scheduler.day import Day
from scheduler.files.whole import write_whole
from scheduler.plan import Plan
from scheduler.texts import Language

if TYPE_CHECKING:
    from api.exports.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The files asked for; ``ics`` is a folder."""

    plan: Path
    geojson: Path | None = None
    html: Path | None = None
    png: Path | None = None
    ics: Path | None = None
    csv: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What the service keeps of a plan: its document, its map layer and its page."""

    plan: Mapping[str, Any]
    geojson: Mapping[str, Any]
    page: str


def prepare(wanted: Wanted) -> None:
    """See to it that every file can be written; raises OSError."""
    writing.prepare_all((wanted.plan, wanted.geojson, wanted.html, wanted.png, wanted.csv))
    if wanted.ics is not None:
        writing.prepare_folder(wanted.ics)


def render(day: Day, plan: Plan, *, folder: Path, language: Language) -> Rendered:
    """Render a plan for the service."""
    from api import exports  # noqa: PLC0415 (takes half a second, which a search need not wait for)

    scene = exports.make_scene(day, plan, folder=folder)
    return Rendered(
        plan=files.plan_document(plan),
        geojson=exports.plan_geojson(scene),
        page=exports.plan_page(scene, language=language),
    )


def write(day: Day, plan: Plan, wanted: Wanted, *, folder: Path, language: Language, stamp: dt.datetime) -> list[Path]:
    """Write the files asked for, each whole or not at all, and list them; ``stamp`` goes into calendars.

    Raises
    ------
    OSError
        A file cannot be written.
    """
    files.write_plan(plan, wanted.plan)
    rest = (wanted.geojson, wanted.html, wanted.png, wanted.csv, wanted.ics)
    if not any(rest):
        return [wanted.plan]
    from api import exports  # noqa: PLC0415 (as above)

    scene = exports.make_scene(day, plan, folder=folder)
    if wanted.geojson is not None:
        write_whole(wanted.geojson, _to_json(exports.plan_geojson(scene)))
    if wanted.html is not None:
        write_whole(wanted.html, exports.plan_page(scene, language=language).encode())
    if wanted.png is not None:
        from api.exports import picture  # noqa: PLC0415 (matplotlib takes half a second to import)

        with writing.beside(wanted.png) as draft:
            picture.write_picture(scene, draft, language=language)
    if wanted.csv is not None:
        with writing.beside(wanted.csv) as draft:
            exports.write_table(scene, draft, language=language)
    calendars = [] if wanted.ics is None else _write_calendars(scene, wanted.ics, stamp=stamp, language=language)
    return [path for path in (wanted.plan, *rest[:4]) if path is not None] + calendars


def _write_calendars(scene: Scene, folder: Path, *, stamp: dt.datetime, language: Language) -> list[Path]:
    from api.exports import calendars  # noqa: PLC0415 (as above)

    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as drafts:
        made = calendars.write_calendars(scene, Path(drafts), stamp=stamp, language=language)
        return [draft.replace(folder / draft.name) for draft in made]


def _to_json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
