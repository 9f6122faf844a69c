"""Deliveries in the store: whose turn it is."""

from __future__ import annotations

from collections.abc import Callable

from api.access.actor import SERVICE, Actor
from api.access.roles import Role
from api.store import Store, deliveries, teams, webhooks


def test_of_each_webhook_the_oldest_is_taken_once_and_nothing_of_those_that_are_being_told(
    open_here: Callable[..., Store],
) -> None:
    now_us = 1_795_000_000_000_000
    store, other = (open_here(clock=lambda: now_us) for _ in range(2))
    with store.write(Actor(user="a", name="a", roles={None: frozenset({Role.ADMIN})})) as tx:
        team = teams.add_team(tx, key="primar", name="Primär")
        first, second, third = (
            webhooks.add_webhook(tx, team="primar", url=f"https://hooks.example.se/{number}", key=bytes(32))[0].id
            for number in range(3)
        )
    for version in range(2):
        with store.write(SERVICE) as tx:
            tx.publish(team.id, "plan", {"plan": "p", "version": version, "state": "proposed"})
        now_us += 1_000_000
    with store.write(SERVICE) as tx:
        assert deliveries.are_due(tx, beside={first, second})
        assert not deliveries.are_due(tx, beside={first, second, third})
        (taken,) = deliveries.claim(tx, limit=1, beside={first}, turns={second: 2, third: 1})
    assert (taken.webhook, '"version":0' in taken.text) == (third, True)
    with other.write(SERVICE) as tx:
        left = deliveries.claim(tx)
    told = {one.webhook: '"version":0' in one.text for one in left}
    assert told == {first: True, second: True, third: False}
