"""Versions that were seen: what ``If-Match`` says, and what to answer where another version has come since."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import Header

from api.access.actor import Actor
from api.access.roles import Permission
from api.documents import difference_document
from api.errors import RefusalError
from api.store import plans
from api.store.plans import StoredPlan
from maps.errors import RoadsError
from scheduler import comparing, files
from scheduler.faults import InputError

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
    old, new = (files.parse_plan(one.document, file="plan") for one in (before, after))
    known, day = (files.parse_day(one.day_document, file="day") for one in (before, after))
    return difference_document(comparing.compare(old, new), new, locks=comparing.compare_locks(known, day))


def stale(
    answering: Answering, actor: Actor, error: StaleError, *, again: str | None = None, subject: str = "detail"
) -> RefusalError:
    """Tell which version there is now, how it differs from the one seen, and where to do the same again."""
    with answering.store.read(actor) as tx:
        now = plans.get_plan(tx, error.plan)
        seen = plans.find_version(tx, now, error.seen)
    difference = None
    if seen is not None and seen.version != now.version:
        difference = _difference(answering, actor, seen, now)
        answering.store.record(actor, action="plan:read", team=now.team, subject=now.subject)
    current = {"id": now.id, "state": now.state, "version": now.version, "etag": now.etag}
    more = {"current": current, "difference": difference, "again": again}
    return RefusalError("stale", subject=subject, headers={"ETag": now.etag}, more=more)


def _difference(answering: Answering, actor: Actor, seen: StoredPlan, now: StoredPlan) -> dict[str, Any]:
    """Tell how the newest version differs from one that was seen, both as they go on with all that was told.

    What was told was on the screen of whoever saw the version. Where the two cannot be laid out so, the versions
    themselves are compared: nothing may keep the answer back.
    """
    try:
        before = answering.standings.stand_before(answering.store, actor, seen)
        after = answering.standings.stand(answering.store, actor, now.id, Permission.PLANS_READ)
    except (InputError, RoadsError):
        return version_difference(seen, now)
    old, new = replace(before.plan, version=seen.version), replace(after.plan, version=now.version)
    return difference_document(comparing.compare(old, new), new, locks=comparing.compare_locks(before.day, after.day))
