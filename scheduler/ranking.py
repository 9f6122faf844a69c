"""Which offer for a call comes first: what it costs, how long the call waits by it, and how many people it moves.

The cheapest place alone would be one in the afternoon for somebody who is in pain now, or one that has five people rung
up about a new time. What that is worth is put in the plan's own units (a second of driving costs 3), so that one sum
ranks all offers and each part of it can be told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scheduler.day import Visit, Window
from scheduler.offers import Advantage, Offer, Rank

PRICES_OF_WAITING: Final = (0, 0, 1, 3, 12)
"""A second that a call of priority 0, 1, … waits longer than by the earliest offer; the last is for all above, too.

At priority 3 waiting a minute is worth a minute of driving, at 4 it is worth four.
"""
PRICE_OF_MOVED: Final = 900
"""Telling somebody of a new time: five minutes of driving."""
MOVED_S: Final = 60
"""Nobody is told of less."""
NOTICED: Final = 180
"""Nothing is said to count for less than a minute of driving."""
WIDENED: Final = 2
"""Offers are ranked among so many times as many of the cheapest, and of each car among so many."""
URGENT: Final = 3
"""From this priority on the cheapest of those that start soon are ranked as well."""
SOON_S: Final = (1800, 7200)
"""What soon is: within the first of these in which anybody can come."""


def rank(offers: Sequence[Offer], priority: int, *, top: int, per_car: int) -> tuple[Offer, ...]:
    """Give the ``top`` offers, the best first, at most ``per_car`` by one car, each with what ranks it."""
    if not offers:
        return ()
    earliest = min(offer.start for offer in offers)
    each = {(offer.car, offer.position, offer.start): offer for offer in offers}
    ranked = [replace(offer, rank=_rank(offer, earliest, priority)) for offer in each.values()]
    ranked.sort(key=lambda one: (one.rank.total, one.start, one.car))
    ranked[0] = replace(ranked[0], why=_tell_advantages(ranked))
    chosen: list[Offer] = []
    given: Counter[str] = Counter()
    for offer in ranked:
        if given[offer.car] < per_car:
            chosen.append(offer)
            given[offer.car] += 1
    return tuple(chosen[:top])


def _tell_advantages(ranked: Sequence[Offer]) -> tuple[Advantage, ...]:
    """Tell what counts for the first offer beside the first of another car, what counts most first."""
    first = ranked[0]
    other = next((offer for offer in ranked if offer.car != first.car), None)
    if other is None:
        return (Advantage(kind="only"),)
    sooner = round((other.start - first.start).total_seconds())
    found = [
        (other.rank.waiting - first.rank.waiting, Advantage(kind="sooner", by=sooner)),
        (other.rank.moved - first.rank.moved, Advantage(kind="fewer", by=_count_moved(other) - _count_moved(first))),
    ]
    for name in {**first.parts, **other.parts}:
        less = other.parts.get(name, 0) - first.parts.get(name, 0)
        found.append((less, Advantage(kind=name, by=less)))
    found = [
        (counts, one) for counts, one in found if counts >= NOTICED and (one.kind != "sooner" or one.by >= MOVED_S)
    ]
    return tuple(one for _, one in sorted(found, key=lambda pair: -pair[0]))


def hurry(visit: Visit, since: dt.datetime, within_s: int) -> Visit | None:
    """Give a visit as one that starts within so many seconds; None where it may not, or is wished for later."""
    until = since + dt.timedelta(seconds=within_s)
    windows = visit.windows or (Window(start=since, end=until),)
    cut = tuple(
        replace(one, end=min(one.end, until), soft_end=one.soft_end and min(one.soft_end, until))
        for one in windows
        if since <= one.end and (one.soft_start or one.start) <= until
    )
    return replace(visit, windows=cut) if cut else None


def _rank(offer: Offer, earliest: dt.datetime, priority: int) -> Rank:
    waiting = PRICES_OF_WAITING[min(priority, len(PRICES_OF_WAITING) - 1)]
    return Rank(
        cost=offer.cost,
        waiting=waiting * round((offer.start - earliest).total_seconds()),
        moved=PRICE_OF_MOVED * _count_moved(offer),
    )


def _count_moved(offer: Offer) -> int:
    return sum(abs(moved.shift_s) >= MOVED_S for moved in offer.moved)
