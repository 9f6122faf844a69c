"""What open pages were told to mind in a plan, told once, also where the service has started anew since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from api.store.inserting import put
from api.store.plans import PlanHead
from api.store.rows import from_text, to_text
from api.store.schema import ALERTS
from api.store.transaction import Transaction


def read_told(tx: Transaction, plan: str) -> list[dict[str, Any]]:
    """Give the alerts that were told last; none where nothing was told."""
    text = tx.connection.execute(sa.select(ALERTS.c.document).where(ALERTS.c.plan == plan)).scalar_one_or_none()
    told: list[dict[str, Any]] = [] if text is None else from_text(text)
    return told


def tell(tx: Transaction, plan: PlanHead, alerts: Sequence[Mapping[str, Any]]) -> None:
    """Tell alerts on the feed, and remember that they were told."""
    put(tx.connection, ALERTS, {"plan": plan.id, "team": plan.team, "document": to_text(alerts)})
    tx.publish(plan.team, "alert", {"plan": plan.id, "alerts": alerts})
