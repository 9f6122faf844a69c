"""Calls offered anew beside what people ask for: how often, and of which plans."""

from __future__ import annotations

import threading

import pytest

from api.dispatching import offering
from api.dispatching.calling import Answering
from api.dispatching.offering import Offering


class NoOutlooks:
    """Tells nothing."""

    def tell_alerts(self, plan: str) -> None:
        """Do nothing."""


def test_a_plan_that_changes_often_while_others_are_looked_at_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    at_work, go_on = threading.Event(), threading.Event()

    def look(_: Answering, plan: str) -> None:
        looked.append(plan)
        at_work.set()
        assert go_on.wait(20)

    monkeypatch.setattr(offering, "offer_anew", look)
    known = Offering(None, NoOutlooks())  # type: ignore[arg-type]
    known.look_again("first")
    assert at_work.wait(20)
    for _ in range(1000):
        known.look_again("first")
        known.look_again("second")
    go_on.set()
    known.settle()
    assert looked == ["first", "first", "second"]
    known.look_again("third")
    known.close()
    assert looked[3:] == ["third"]
