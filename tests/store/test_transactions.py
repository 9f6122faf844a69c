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


def test_of_a_command_sent_many_times_at_once_one_is_carried_out_and_all_are_answered_the_same(
    open_here: Callable[..., Store], lead: Actor
) -> None:
    stores = [open_here(), open_here()]
    made, answers, start = [], [], threading.Barrier(8)

    def make() -> Reply:
        made.append(1)
        return Reply(status=201, document={"n": len(made)})

    def send(number: int) -> None:
        start.wait()
        with stores[number % 2].write(lead) as tx:
            answers.append(once(tx, "k", "print", make))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
    assert answers == [Reply(status=201, document={"n": 1})] * 8


def test_a_key_is_kept_for_a_day_and_is_free_after_it(open_here: Callable[..., Store], lead: Actor) -> None:
    now = [1_000_000]
    store = open_here(clock=lambda: now[0])

    def send(number: int) -> Reply:
        with store.write(lead) as tx:
            return once(tx, "k", "print", lambda: Reply(status=201, document={"n": number}))

    first = send(1)
    now[0] += 24 * 3_600 * 1_000_000
    assert send(2) == first
    now[0] += 1
    assert send(3).document == {"n": 3}
