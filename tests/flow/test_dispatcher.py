"""A dispatcher's day at random: a few short ones; ``python -m tests.flow.dispatcher`` plays for long."""

from __future__ import annotations

from tests.flow.dispatcher import play


def test_all_that_must_hold_holds_after_every_step() -> None:
    play(examples=4, steps=14)
