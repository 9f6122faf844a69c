"""Mornings in the store, on both databases: what was told last, and whose patients the audit knows it to hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from api.access.actor import SERVICE, Actor
from api.access.roles import Permission, Role
from api.store import Store, audit, mornings, retention, teams
from api.store.errors import ForbiddenError

DATE = "2026-11-24"
TOLD = {"staff_ill": [{"id": "asa"}], "visits": [{"id": "x", "patient": "p1"}]}


def test_what_was_told_last_of_a_date_is_kept_and_told_to_the_audit(store: Store) -> None:
    with store.write(SERVICE) as tx:
        team = teams.add_team(tx, key="primar", name="P")
        first = mornings.get_morning(tx, team, DATE)
        written = mornings.put_morning(tx, first, {**TOLD, "visits": []})
        mornings.put_morning(tx, written, TOLD)
    with store.read(SERVICE) as tx:
        held = mornings.get_morning(tx, team, DATE)
        other = mornings.get_morning(tx, team, "2026-11-25")
        entries = audit.extract(tx.connection, "p1", team=team.id)
    assert (first.revision, held.revision, held.document, other.revision) == (0, 2, TOLD, 0)
    assert len({first.etag, written.etag, held.etag, other.etag}) == 4
    assert [entry.action for entry in entries] == ["morning:change"]


def test_who_makes_no_plans_tells_no_morning(store: Store) -> None:
    with store.write(SERVICE) as tx:
        team = teams.add_team(tx, key="primar", name="P")
    viewer = Actor(user="v", name="v", roles={team.id: frozenset({Role.VIEWER})})
    with store.write(viewer) as tx:
        found = teams.find_team(tx, "primar", Permission.ROSTER_READ)
        held = mornings.get_morning(tx, found, DATE)
        with pytest.raises(ForbiddenError):
            mornings.put_morning(tx, held, TOLD)


def test_a_morning_long_past_is_forgotten_and_can_be_told_anew(open_here: Callable[..., Store]) -> None:
    noon = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    now = [noon]
    store = open_here(clock=lambda: round(now[0].timestamp() * 1e6))
    with store.write(SERVICE) as tx:
        team = teams.add_team(tx, key="primar", name="P")
        mornings.put_morning(tx, mornings.get_morning(tx, team, DATE), TOLD)
    for days, kept in ((29, 1), (32, 0)):
        now[0] = noon + dt.timedelta(days=days)
        with store.write(SERVICE) as tx:
            assert retention.forget_old(tx, days=30) == 1 - kept
            assert mornings.get_morning(tx, team, DATE).revision == kept
    with store.write(SERVICE) as tx:
        mornings.put_morning(tx, mornings.get_morning(tx, team, DATE), TOLD)
