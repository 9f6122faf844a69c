"""What is told about plans, as JSON values: differences, offers, findings."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from scheduler import clock
from scheduler.checking import Finding
from scheduler.comparing import Change, Difference, Placed, Totals
from scheduler.offers import Offer
from scheduler.plan import Plan, Reason

KINDS: Final = ("unassigned", "moved", "shifted", "late", "new", "planned", "gone")
"""Kinds of change, in the order in which people want to know them."""


def difference_document(difference: Difference, plan: Plan) -> dict[str, Any]:
    """Give the difference as JSON values."""
    changes = {kind: [_change_document(change, plan) for change in getattr(difference, kind)] for kind in sorted(KINDS)}
    return {**changes, "before": _totals_document(difference.before), "after": _totals_document(difference.after)}


def _change_document(change: Change, plan: Plan) -> dict[str, object]:
    return {
        "visit": change.visit,
        "before": _placed_document(change.before, plan),
        "after": _placed_document(change.after, plan),
        "shift_s": change.shift_s,
        "reasons": [dataclasses.asdict(reason) for reason in change.reasons],
    }


def _placed_document(placed: Placed | None, plan: Plan) -> dict[str, object] | None:
    if placed is None:
        return None
    start = clock.to_local(placed.start, plan.timezone).isoformat()
    return {"car": placed.car, "start": start, "late_s": placed.late_s}


def _totals_document(totals: Totals) -> dict[str, object]:
    return {
        "version": totals.version,
        "cost": {"total": totals.cost, "parts": dict(totals.parts)},
        "kpis": dataclasses.asdict(totals.kpis),
    }


def offer_document(offer: Offer, plan: Plan) -> dict[str, Any]:
    """Give an offer as JSON values, without the routes that it changes."""
    document = dataclasses.asdict(dataclasses.replace(offer, routes=()))
    del document["routes"]
    for name in ("arrive", "start", "end"):
        document[name] = _local(document[name], plan)
    document["cost"] = {"total": document["cost"], "parts": document.pop("parts")}
    document["moved"] = [
        {**moved, "was": _local(moved["was"], plan), "start": _local(moved["start"], plan)}
        for moved in document["moved"]
    ]
    return document


def _local(at: dt.datetime, plan: Plan) -> str:
    return clock.to_local(at, plan.timezone).isoformat()


def findings_document(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Give findings as JSON values."""
    return [{**dataclasses.asdict(finding), "visits": list(finding.visits)} for finding in findings]


def reasons_document(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Give the reasons of a visit as JSON values."""
    return [{**dataclasses.asdict(reason), "cars": list(reason.cars)} for reason in reasons]
