"""Versions that were seen: what ``If-Match`` says, and what to answer where another version has come since."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import Header

from api.access.actor import Actor
from api.documents import difference_document
from api.errors import RefusalError
from api.store import events, plans
from api.store.plans import StoredPlan
from scheduler import comparing, files
from scheduler.day import Day
from scheduler.plan import Plan

if TYPE_CHECKING:
    from api.dispatching.calling import Answering

IfMatch = Annotated[str | None, Header(max_length=200, description="the ETag of the plan as it was seen")]

_ETAG: Final = re.compile(r'"([A-Za-z0-9_-]{1,64})-([0-9]{1,9})"')


class StaleError(Exception):
    """A plan has another version than the one that was seen."""

    def __init__(self, plan: str, seen: int) -> None:
        super().__init__(f"not version {seen} any more")
        self.plan = plan
        self.seen = seen


def read_match(if_match: str | None) -> tuple[str, int]:
    """Give the plan and version that were seen; raises RefusalError where none, or nonsense, is told."""
    if if_match is None:
        raise RefusalError("precondition_required")
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise RefusalError("bad_request", subject="if_match")
    return found[1], int(found[2])


def require_seen(plan: StoredPlan, match: tuple[str, int]) -> None:
    """See to it that a plan is as it was seen; raises StaleError."""
    if match != (plan.id, plan.version):
        raise StaleError(plan.id, match[1] if match[0] == plan.id else plan.version)


def version_difference(before: StoredPlan, after: StoredPlan) -> dict[str, Any]:
    """Tell as JSON values how one version of a plan differs from another: its visits, and what is locked."""
    return _difference(files.parse_day(before.day_document, file="day"), _plan(before), after)


def _difference(known: Day, old: Plan, after: StoredPlan) -> dict[str, Any]:
    new, day = _plan(after), files.parse_day(after.day_document, file="day")
    return difference_document(comparing.compare(old, new), new, locks=comparing.compare_locks(known, day))


def _plan(version: StoredPlan) -> Plan:
    return files.parse_plan(version.document, file="plan")


def stale(
    answering: Answering, actor: Actor, error: StaleError, *, again: str | None = None, subject: str = "detail"
) -> RefusalError:
    """Tell which version there is now, what it changed beside what was told, and where to do the same again."""
    with answering.store.read(actor) as tx:
        now = plans.get_plan(tx, error.plan)
        seen = plans.find_version(tx, now, error.seen)
        told = [] if seen is None else events.list_events(tx, seen, after=seen.events_taken)
    difference = None
    if seen is not None and seen.version != now.version:
        standing = answering.standings.stand_seen(seen, [one for one in told if one.seq <= now.events_taken])
        difference = _difference(standing.day, standing.plan, now)
    current = {"id": now.id, "state": now.state, "version": now.version, "etag": now.etag}
    more = {"current": current, "difference": difference, "again": again}
    return RefusalError("stale", subject=subject, headers={"ETag": now.etag}, more=more)
