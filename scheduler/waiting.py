"""The waiting room: calls that have no place yet, in the order in which they are to get one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.call import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A call in the waiting room, and since when it has been there."""

    key: str
    call: Call
    since: dt.datetime

    @property
    def latest(self) -> dt.datetime | None:
        """The last instant at which it may start; None where any will do."""
        return max((window.end for window in self.call.visit.windows), default=None)

    def is_over(self, at: dt.datetime) -> bool:
        """Tell whether it cannot start in its time any more."""
        return self.latest is not None and self.latest < at


def in_order(waiting: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Order calls: the mandatory and most urgent first, and of those the one that has waited longest."""

    def rank(one: Waiting) -> tuple[bool, int, dt.datetime, str]:
        visit = one.call.visit
        return not visit.mandatory, -visit.priority, one.since, one.key

    return tuple(sorted(waiting, key=rank))


def to_offer_anew(waiting: Iterable[Waiting], *, at: dt.datetime) -> tuple[Waiting, ...]:
    """Choose the calls to look for a place for once more, after something has changed, in order."""
    return tuple(one for one in in_order(waiting) if not one.is_over(at))
