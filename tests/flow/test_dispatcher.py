"""A dispatcher's day at random: a few short ones; ``python -m tests.flow.dispatcher`` plays for long."""

from __future__ import annotations

from functools import partial

from tests.flow.dispatcher import play
from tests.store import postgresql


def test_all_that_must_hold_holds_after_every_step() -> None:
    play(examples=4, steps=14)


def test_all_that_must_hold_holds_on_postgresql(server: str, migrated: str) -> None:
    play(examples=4, steps=14, lend=partial(postgresql.lent, server, like=migrated))
