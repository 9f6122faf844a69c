"""A plan written as the files that were asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api import writing
from api.settings import Settings
from scheduler import files
from scheduler.day import Day
from scheduler.files.whole import write_whole
from scheduler.plan import Plan
from scheduler.texts import Language

FOLDERS: Final = frozenset({"ics", "gpx", "sheets"})
"""Forms that are asked for by a folder; told here so that a plan alone loads nothing that draws."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The files asked for: that of the plan, and others by form (``api.exports.forms``), a parted form's a folder."""

    plan: Path | None = None
    forms: Mapping[str, Path | None]

    @property
    def files(self) -> tuple[tuple[str, Path], ...]:
        """The files by form."""
        return tuple((name, path) for name, path in self.forms.items() if path is not None and name not in FOLDERS)

    @property
    def folders(self) -> tuple[tuple[str, Path], ...]:
        """The folders by form."""
        return tuple((name, path) for name, path in self.forms.items() if path is not None and name in FOLDERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What the service keeps of a plan: its document, its map layer and its page."""

    plan: Mapping[str, Any]
    geojson: Mapping[str, Any]
    page: str


def prepare(wanted: Wanted) -> None:
    """See to it that every file can be written; raises OSError."""
    writing.prepare_all((wanted.plan, *(path for _, path in wanted.files)))
    for _, path in wanted.folders:
        writing.prepare_folder(path)


def render(day: Day, plan: Plan, *, folder: Path, language: Language) -> Rendered:
    """Render a plan for the service."""
    from api import exports  # noqa: PLC0415 (takes half a second, which a search need not wait for)

    scene = exports.make_scene(day, plan, folder=folder)
    return Rendered(
        plan=files.plan_document(plan),
        geojson=exports.plan_geojson(scene),
        page=exports.plan_page(scene, language=language),
    )


def write(
    day: Day, plan: Plan, wanted: Wanted, *, settings: Settings, language: Language, stamp: dt.datetime
) -> list[Path]:
    """Write the files asked for, each whole or not at all, and list them; ``stamp`` goes into calendars and on paper.

    Raises
    ------
    OSError
        A file cannot be written.
    """
    written = [] if wanted.plan is None else [wanted.plan]
    if wanted.plan is not None:
        files.write_plan(plan, wanted.plan)
    if not (wanted.files or wanted.folders):
        return written
    from api import exports  # noqa: PLC0415 (as above)
    from api.exports import forms  # noqa: PLC0415

    scene = exports.make_scene(day, plan, folder=settings.roads)
    # What is for one car or one of the staff shows its own patients, protected ones too.
    own = exports.make_scene(day, plan, folder=settings.roads, revealed=True) if wanted.folders else scene
    asked = forms.Asked(language=language, stamp=stamp, systems=settings.fhir)
    for name, path in wanted.files:
        write_whole(path, forms.FORMS[name].make(scene, asked))
        written.append(path)
    for name, path in wanted.folders:
        form = forms.PARTED_FORMS[name]
        for file, content in forms.name_files(form, form.make(own, asked)).items():
            write_whole(path / file, content)
            written.append(path / file)
    return written
