"""Registries in the store, on both databases: written by one at a time, and every writing told to the audit."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from api import registries
from api.access.actor import SERVICE, Actor
from api.access.roles import Permission, Role
from api.clearance import Clearance
from api.errors import RefusalError
from api.filling import FilledError, fill
from api.registries import Writing
from api.store import Store, audit, rosters, teams
from api.store.errors import ForbiddenError, NotFoundError
from api.store.schema import AUDIT
from api.store.verifying import verify
from tests.scheduler.roster.registries import CAR, PATIENT, STAFF, make
from tests.store.conftest import KEY

CLIENTS = 6


def writing(if_match: str | None) -> Writing:
    return Writing(section="patients", key="p1", if_match=if_match, clearance=Clearance(homes=False, phones=True))


def test_a_registry_is_filled_once_and_read_back_the_same(store: Store) -> None:
    roster = make(staff=(STAFF, {"id": "Ö", "profession": "doctor"}), cars=(CAR,), patients=(PATIENT,))
    with store.write(SERVICE) as tx:
        fill(tx, roster)
    with store.read(SERVICE) as tx:
        assert registries.open_registry(tx, "primar", Permission.ROSTER_READ).roster == roster
    with pytest.raises(FilledError), store.write(SERVICE) as tx:
        fill(tx, roster)


def test_of_several_who_saw_the_same_record_one_changes_it(store: Store) -> None:
    with store.write(SERVICE) as tx:
        fill(tx, make())
    with store.read(SERVICE) as tx:
        registry = registries.open_registry(tx, "primar", Permission.ROSTER_READ)
    seen, ready = registry.records["patients"]["p1"].etag, threading.Barrier(CLIENTS)

    def change(number: int) -> bool:
        ready.wait()
        try:
            with store.write(SERVICE) as tx:
                held = registries.open_registry(tx, "primar", Permission.ROSTER_WRITE, hold=True)
                registries.put(tx, held, writing(seen), {**PATIENT, "max_visits_per_day": number})
        except RefusalError as error:
            return error.kind != "stale"
        return True

    with ThreadPoolExecutor(CLIENTS) as crowd:
        won = [number for number, done in enumerate(crowd.map(change, range(CLIENTS))) if done]
    with store.read(SERVICE) as tx:
        now = registries.open_registry(tx, "primar", Permission.ROSTER_READ).records["patients"]["p1"]
    assert (now.revision, [now.document["max_visits_per_day"]]) == (2, won)


def test_other_teams_have_no_registry_here(store: Store) -> None:
    with store.write(SERVICE) as tx:
        fill(tx, make())
        other = teams.add_team(tx, key="annat", name="Annat").id
    stranger = Actor(user="s", name="s", roles={other: frozenset({Role.LEAD})})
    viewer = Actor(user="v", name="v", roles={None: frozenset({Role.VIEWER})})
    with store.read(stranger) as tx, pytest.raises(NotFoundError):
        registries.open_registry(tx, "primar", Permission.ROSTER_READ)
    with store.read(viewer) as tx, pytest.raises(ForbiddenError):
        registries.open_registry(tx, "primar", Permission.ROSTER_WRITE)


def test_those_read_together_are_written_down_once_and_the_chain_holds(store: Store) -> None:
    with store.write(SERVICE) as tx:
        fill(tx, make())
    with store.read(SERVICE) as tx:
        team = teams.find_team(tx, "primar", None)
    for patients in (["p1", "p2"], ["p2", "p1"], ["p2"], []):
        with store.write(SERVICE) as tx:
            rosters.note_reading(tx, team, patients, action="patients:read")
    with store.read(SERVICE) as tx:
        told = tx.connection.execute(sa.select(AUDIT.c.subject).where(AUDIT.c.action == "patients:read")).scalars()
        assert len(set(told.all())) == 2
        actions = [row.action for row in audit.extract(tx.connection, "p2", team=team.id)]
        assert actions == ["patients:read"] * 3
        assert list(verify(tx.connection, key=KEY)) == []
