"""Outlooks of plans that run, made once for all who ask, and alerts told on the feed when they change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from api.access.actor import SERVICE
from api.access.roles import Permission
from api.dispatching.applying import LIVE
from api.dispatching.calling import Answering
from api.dispatching.standing import Standing
from api.keeping import Kept
from api.store import Transaction, alerts, events, plans
from scheduler import clock, outlook
from scheduler.outlook import Alert, Outlook

KEPT: Final = 16
"""Outlooks that are kept ready."""


class Outlooks:
    """Keeps outlooks as long as others do not push them out."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._kept: Kept[Outlook] = Kept(KEPT)

    def look(self, standing: Standing, at: dt.datetime | None) -> Outlook:
        """Give the outlook of a plan as it stands, for the whole minute."""
        minute = standing.minute(at)
        key = (standing.base.version_id, standing.last_event, minute)
        settings = self._answering.settings
        return self._kept.get(
            key,
            lambda: outlook.look_ahead(
                standing.day, standing.plan, standing.known_plan, at=minute, folder=settings.roads
            ),
        )

    def tell_alerts(self, plan: str) -> None:
        """Tell the alerts of a plan on the feed, if they are others than before; patients are not named."""
        answering = self._answering
        standing = answering.standings.stand(answering.store, SERVICE, plan, Permission.PLANS_READ)
        if standing.base.state not in LIVE:
            return
        at = standing.sight(None, answering.store.clock())
        now = alerts_document(self.look(standing, at).alerts)
        with answering.store.glance(SERVICE) as tx:
            told = alerts.read_told(tx, plan)
        if now == told:
            return
        with answering.store.write(SERVICE) as tx:
            # Another process may have told the same by now, or of what came since, or of a later minute.
            is_timely = standing.minute(standing.sight(None, tx.now_us)) == standing.minute(at)
            if is_timely and _is_newest(tx, standing) and now != alerts.read_told(tx, plan):
                alerts.tell(tx, standing.base, now)
        if not is_timely:
            self.tell_alerts(plan)


def _is_newest(tx: Transaction, standing: Standing) -> bool:
    """Tell whether a plan stands as it was read, and let nobody change it until the transaction ends."""
    return plans.hold(tx, standing.base) and events.last_event(tx, standing.base) <= standing.last_event


def outlook_document(found: Outlook, timezone: str) -> dict[str, Any]:
    """Give an outlook as JSON values, times in the day's time zone."""

    def local(value: object) -> object:
        return clock.to_local(value, timezone).isoformat() if isinstance(value, dt.datetime) else value

    def told(document: dict[str, Any]) -> dict[str, Any]:
        return {name: local(value) for name, value in document.items()}

    return {
        "at": local(found.at),
        "cars": [{**told(asdict(car)), "visits": [told(asdict(one)) for one in car.visits]} for car in found.cars],
        "alerts": alerts_document(found.alerts),
    }


def alerts_document(found: Sequence[Alert]) -> list[dict[str, Any]]:
    """Give alerts as JSON values."""
    return [asdict(alert) for alert in found]
