"""What is told about plans, as JSON values: differences, offers, findings, explanations, experiments."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from scheduler import clock
from scheduler.checking import Finding
from scheduler.comparing import Change, Difference, Placed, Totals
from scheduler.day import Fixed
from scheduler.experimenting import Tried
from scheduler.explaining import Explanation
from scheduler.offers import Offer
from scheduler.plan import Plan, Reason

KINDS: Final = ("unassigned", "moved", "shifted", "late", "new", "planned", "gone")
"""Kinds of change, in the order in which people want to know them."""


def difference_document(
    difference: Difference, plan: Plan, *, locks: Mapping[str, Fixed | None] | None = None
) -> dict[str, Any]:
    """Give the difference as JSON values, with the locks that differ where they are known."""
    kinds = sorted((*KINDS, "nudged"))
    changes = {kind: [_change_document(change, plan) for change in getattr(difference, kind)] for kind in kinds}
    totals = {"before": _totals_document(difference.before), "after": _totals_document(difference.after)}
    return {**changes, "locks": [_lock_document(*one, plan) for one in (locks or {}).items()], **totals}


def _lock_document(visit: str, lock: Fixed | None, plan: Plan) -> dict[str, object]:
    if lock is None:
        return {"visit": visit, "lock": None}
    start = None if lock.start is None else _local(lock.start, plan)
    return {"visit": visit, "lock": {"car": lock.car, "start": start}}


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
    document["rank"] = {"total": offer.rank.total, "parts": document["rank"]}
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


def explanation_document(explanation: Explanation, plan: Plan) -> dict[str, Any]:
    """Give an explanation as JSON values."""
    return {
        "cost": {"total": explanation.cost_total, "parts": explanation.cost_parts},
        "routes": [
            {"car": route.car, "cost": {"total": route.total, "parts": dict(route.parts)}, "end": dict(route.end)}
            for route in explanation.routes
        ],
        "placed": [
            {**dataclasses.asdict(placed), "start": _local(placed.start, plan)} for placed in explanation.placed
        ],
        "unassigned": [dataclasses.asdict(left) for left in explanation.unassigned],
    }


def tried_document(tried: Tried, plan: Plan) -> dict[str, Any]:
    """Give what came of an experiment as JSON values, without the plan made."""
    times = ("arrive", "start", "end")
    return {
        "placed": [
            {**dataclasses.asdict(one), **{name: _local(getattr(one, name), plan) for name in times}}
            for one in tried.placed
        ],
        "cost": {"total": tried.cost, "parts": dict(tried.parts)},
        "drive_s": 0 if tried.made is None else tried.made.drive_s,
        "overtime_s": 0 if tried.made is None else tried.made.overtime_s,
        "reasons": reasons_document(tried.reasons),
    }
