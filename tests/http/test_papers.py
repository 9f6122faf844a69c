"""The paper folder holds what is in force, whole, and nothing else."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import papers
from api.access.actor import SERVICE
from api.papers import PaperKeeper
from api.settings import read_settings
from api.store import Store, days, open_store, plans
from api.store.plans import NewVersion
from scheduler import files
from solver.confinement import Waiting
from tests.exports.sample import make_day, make_plan

NAMES = {"plan.html", "plan.pdf", *(f"car-Bil-{number}" for number in (1, 2, 3))}


class Here:
    """A process that is none: what it does can be disturbed by a test."""

    def __init__(self, _: object, version: Any, __: object, *, waiting: Waiting) -> None:
        waiting.end()
        papers._write_version(version)

    def hear(self, *, patience_s: float) -> bool:
        return patience_s > 0

    def end(self) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'h.db'}", key=bytes(32))
    yield opened
    opened.close()


@pytest.fixture
def keeper(store: Store, tmp_path: Path) -> PaperKeeper:
    """Give a keeper that is asked by hand."""
    return PaperKeeper(store, replace(read_settings({"HEMRUTT_HOME": str(tmp_path)}), paper=None))


@pytest.fixture
def plan(store: Store) -> str:
    return publish(store)


def publish(store: Store) -> str:
    """Keep a plan that is published, on roads that are not there."""
    day = dataclasses.replace(make_day(), team="primar", roads="gone")
    told = dict(files.plan_document(dataclasses.replace(make_plan(), team="primar", roads="gone")))
    document = dict(files.day_document(day))
    with store.write(SERVICE) as tx:
        kept = days.get_day(tx, days.add_day(tx, day, document))
        key = plans.add_plan(tx, team=kept.team, day=kept.id, first=NewVersion(day=document, plan=told, origin="test"))
        plans.set_state(tx, plans.get_plan(tx, key), "published")
    return key


def change(store: Store, key: str, state: str | None = None) -> None:
    with store.write(SERVICE) as tx:
        stored = plans.get_plan(tx, key)
        if state is not None:
            plans.set_state(tx, stored, state)
        else:
            new = NewVersion(day=stored.day_document, plan=stored.document, origin="test")
            plans.add_version(tx, stored, new)


def versions(folder: Path) -> list[str]:
    return sorted(f"{path.parent.name[:17]}/{path.name}" for path in folder.glob("*/*"))


@pytest.mark.usefixtures("plan")
def test_a_plan_in_force_is_on_paper_for_the_day_and_each_car(keeper: PaperKeeper, tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    assert (keeper.keep(folder), keeper.keep(folder)) == (1, 0)
    (version,) = folder.glob("*/*")
    assert version.name == "version-1"
    assert {path.name if path.name.startswith("plan") else path.name[:9] for path in version.iterdir()} == NAMES
    assert "Cecilia Źółty-Şahin" in (version / "plan.html").read_text("utf-8")


def test_the_newest_version_takes_the_place_of_the_one_before(
    store: Store, keeper: PaperKeeper, plan: str, tmp_path: Path
) -> None:
    folder = tmp_path / "paper"
    keeper.keep(folder)
    change(store, plan)
    assert keeper.keep(folder) == 1
    assert versions(folder) == ["2026-11-23-primar/version-2"]


def test_a_plan_that_is_closed_leaves_nothing(store: Store, keeper: PaperKeeper, plan: str, tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    keeper.keep(folder)
    change(store, plan, "closed")
    keeper.keep(folder)
    assert list(folder.iterdir()) == []


def test_a_version_that_fails_half_way_is_not_there(
    store: Store, keeper: PaperKeeper, plan: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "paper"
    keeper.keep(folder)
    change(store, plan)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr("api.papers.Confined", Here)
        patch.setattr("api.papers.name_files", fail)
        with pytest.raises(OSError, match="no space"):
            keeper.keep(folder)
    assert versions(folder) == ["2026-11-23-primar/version-1"]
    keeper.keep(folder)
    assert versions(folder) == ["2026-11-23-primar/version-2"]


def test_the_service_keeps_the_folder_by_itself(open_client: Callable[..., TestClient], tmp_path: Path) -> None:
    client = open_client(paper=tmp_path / "paper")
    publish(client.app.state.service.store)  # type: ignore[attr-defined]
    deadline = time.monotonic() + 60
    while not list((tmp_path / "paper").glob("*/version-*")) and time.monotonic() < deadline:
        time.sleep(0.1)
    (version,) = (tmp_path / "paper").glob("*/version-*")
    assert (version / "plan.pdf").read_bytes().startswith(b"%PDF")
