"""A folder with every plan in force, to be opened and printed when nothing else works any more.

For each plan a folder, in it one for its newest version: the page (one file that needs no server), the run sheets of
the day and of each car. A version is there whole or not at all; when a plan is closed its folder goes.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from api import exports, ready
from api.access.actor import SERVICE
from api.exports import staging
from api.exports.forms import FORMS, PARTED_FORMS, Asked, name_files
from api.exports.scene import Scene
from api.exports.wording import file_name
from api.settings import Settings
from api.store import Store, live, plans, teams
from api.store.live import LivePlan
from maps.errors import RoadsError
from scheduler import files
from solver import confinement
from solver.confinement import Confined, Confinement

LOG: Final = logging.getLogger("hemrutt.papers")

_LOOK_S: Final = 2.0
_REST_S: Final = 60.0
_WALL_S: Final = 300.0
_POLL_S: Final = 0.2
_NICE: Final = 10


class PaperKeeper:
    """Keeps the folder from a thread of its own; there is none where the settings name no folder."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="papers", daemon=True)
        if settings.paper is not None:
            self._thread.start()

    def close(self) -> None:
        """Write no more; what is missing is written when the store is opened next."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def keep(self, folder: Path) -> int:
        """Write what is missing and take away what is not in force; give how many versions were written."""
        with self._store.read(SERVICE) as tx:
            known = live.list_live(tx)
        missing = [plan for plan in known if not _place(folder, plan).exists()]
        for plan in missing:
            if self._closed.is_set():
                break
            self._write(folder, plan)
        _clear(folder, known)
        return len(missing)

    def _serve(self) -> None:
        assert self._settings.paper is not None
        while not self._closed.is_set():
            try:
                self.keep(self._settings.paper)
                rest_s = _LOOK_S
            except Exception as error:  # noqa: BLE001 (whatever it is, paper is tried again, and the thread lives)
                told = {"event": "paper", "error": type(error).__name__}
                LOG.error("the paper folder could not be written: %(error)s", told, extra=told)  # noqa: TRY400
                rest_s = _REST_S
            self._closed.wait(rest_s)

    def _write(self, folder: Path, plan: LivePlan) -> None:
        with self._store.read(SERVICE) as tx:
            stored = plans.get_plan(tx, plan.id, version=plan.version)
            team = teams.name_of(tx, stored.team)
        self._store.record(SERVICE, action="plan:paper", team=stored.team, subject=stored.subject)
        now = dt.datetime.fromtimestamp(self._store.clock() / 1_000_000, dt.UTC)
        version = _Version(
            day=stored.day_document,
            plan=stored.document,
            team=team,
            roads=self._settings.roads,
            asked=Asked(language=self._settings.language, stamp=now, systems=self._settings.fhir),
            place=_place(folder, plan),
        )
        confined = Confined(_work, version, Confinement(wall_s=_WALL_S), waiting=ready.begin())
        try:
            while not self._closed.is_set() and confined.hear(patience_s=_POLL_S) is None:
                pass
        finally:
            confined.end()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """A version to be written to its ``place``."""

    day: Mapping[str, Any]
    plan: Mapping[str, Any]
    team: str
    roads: Path
    asked: Asked
    place: Path

    def set_scene(self, *, revealed: bool) -> Scene:
        day, plan = files.parse_day(self.day, file="day"), files.parse_plan(self.plan, file="plan")
        try:
            return exports.make_scene(day, plan, folder=self.roads, team=self.team, revealed=revealed)
        except RoadsError:
            # Better a map without streets than no paper.
            return staging.set_scene(day, plan, staging.Roads(), team=self.team, revealed=revealed)


def _work(connection: Connection, version: _Version, bounds: Confinement) -> None:
    """Write a version in a process of its own: drawing for seconds in this one would delay every answer."""
    confinement.confine(connection, bounds)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    _write_version(version)
    connection.send(True)


def _write_version(version: _Version) -> None:
    folder = version.place.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as draft:
        hidden, own = (version.set_scene(revealed=revealed) for revealed in (False, True))
        _fill(Path(draft) / "version", hidden, own, version.asked)
        (Path(draft) / "version").rename(version.place)


def _fill(folder: Path, hidden: Scene, own: Scene, asked: Asked) -> None:
    """Write a version; a car's run sheet alone shows where its protected patients live."""
    folder.mkdir(mode=0o700)
    (folder / "plan.html").write_bytes(FORMS["html"].make(hidden, asked))
    (folder / "plan.pdf").write_bytes(FORMS["pdf"].make(hidden, asked))
    sheets = PARTED_FORMS["sheets"]
    for name, content in name_files(sheets, sheets.make(own, asked)).items():
        (folder / f"car-{name}").write_bytes(content)


def _place(folder: Path, plan: LivePlan) -> Path:
    return folder / _name(plan) / f"version-{plan.version}"


def _name(plan: LivePlan) -> str:
    return f"{plan.date}-{file_name(plan.team, otherwise='team')}-{file_name(plan.id, otherwise='plan')}"


def _clear(folder: Path, known: Sequence[LivePlan]) -> None:
    """Take away plans that are not in force, and versions before the newest."""
    kept = {_name(plan): _place(folder, plan) for plan in known}
    for place in folder.iterdir() if folder.exists() else ():
        if place.name not in kept:
            shutil.rmtree(place)
            continue
        if kept[place.name].exists():
            for version in place.iterdir():
                if version != kept[place.name]:
                    shutil.rmtree(version)
