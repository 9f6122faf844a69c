"""Transactions: all or nothing, and the audit with them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from api.access.actor import Actor
from api.store import Store
from api.store.errors import KeyReusedError
from api.store.replies import Reply, once
from api.store.schema import AUDIT, FEED, TEAMS
from api.store.verifying import verify
from tests.store.conftest import KEY


def _add_team(tx: object, key: str) -> None:
    tx.connection.execute(TEAMS.insert().values(id=key, key=key, name=key, made_us=tx.now_us))  # type: ignore[attr-defined]


def _count(store: Store, lead: Actor, table: sa.Table) -> int:
    with store.read(lead) as tx:
        return tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_what_raises_leaves_neither_rows_nor_audit_nor_news(store: Store, lead: Actor) -> None:
    def fail() -> None:
        with store.write(lead) as tx:
            _add_team(tx, "a")
            tx.audit("team:make", team="a", subject="team:a")
            tx.publish("a", "team", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [_count(store, lead, table) for table in (TEAMS, AUDIT, FEED)] == [0, 0, 0]


def test_what_is_committed_is_there_after_opening_again(open_here: Callable[..., Store], lead: Actor) -> None:
    with open_here().write(lead) as tx:
        _add_team(tx, "a")
        tx.audit("team:make", team="a", subject="team:a")
        tx.publish("a", "team", {})
    again = open_here()
    assert [_count(again, lead, table) for table in (TEAMS, AUDIT, FEED)] == [1, 1, 1]


def test_the_chain_holds_whoever_writes_at_once(store: Store, lead: Actor) -> None:
    def write(name: str) -> None:
        for number in range(20):
            with store.write(lead) as tx:
                tx.audit("try", team=None, subject=f"{name}:{number}")
            store.record(lead, action="read", team=None, subject=f"{name}:{number}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read(lead) as tx:
        assert list(verify(tx.connection, key=KEY)) == []
    assert _count(store, lead, AUDIT) == 160


def test_the_audit_cannot_be_changed_or_emptied(store: Store, lead: Actor) -> None:
    with store.write(lead) as tx:
        tx.audit("try", team=None, subject="a")
    for statement in (AUDIT.update().values(action="other"), AUDIT.delete()):
        with pytest.raises(sa.exc.DBAPIError), store.write(lead) as tx:
            tx.connection.execute(statement)
    with store.read(lead) as tx:
        assert tx.connection.execute(sa.select(AUDIT.c.action)).scalars().all() == ["try"]


def test_a_command_sent_twice_is_carried_out_once(store: Store, lead: Actor) -> None:
    made: list[int] = []

    def make() -> Reply:
        made.append(1)
        return Reply(status=201, document={"n": len(made)}, headers={"Location": "/x"})

    for _ in range(3):
        with store.write(lead) as tx:
            reply = once(tx, "k", "print", make)
        assert reply == Reply(status=201, document={"n": 1}, headers={"Location": "/x"})
    with pytest.raises(KeyReusedError), store.write(lead) as tx:
        once(tx, "k", "other", make)
    assert made == [1]
