"""Changing a plan's life: publish, apply, undo, close; each in one transaction that compares the version seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import sqlalchemy as sa

from api.access.roles import Permission
from api.dispatching import timeliness
from api.dispatching.matching import StaleError, read_match, require_seen
from api.errors import RefusalError
from api.store import Transaction, calls, events, plans, proposals
from api.store.plans import NewVersion, StoredPlan
from api.store.proposals import StoredProposal
from api.store.replies import Reply
from scheduler import evaluating, files, overriding
from scheduler.checking import Finding
from scheduler.day import DEFAULT_TIMEZONE

LIVE = ("published", "running")


class FactsError(Exception):
    """The day is not as it was when a proposal was made: ``subject`` says why (``stale`` in the catalogues)."""

    def __init__(self, proposal: StoredProposal, subject: Literal["facts", "passed", "ahead"]) -> None:
        super().__init__(subject)
        self.proposal = proposal
        self.subject = subject


def publish(tx: Transaction, if_match: str | None, key: str, *, replaces: str | None = None) -> Reply:
    """Let a proposed plan be the plan of its day, in place of the one named if that has not begun.

    Raises
    ------
    StaleError
        It was not the newest that was seen.
    RefusalError
        It is no proposal, the team has another plan of the date in force, or that has begun.
    """
    plan = _seen(tx, if_match, key)
    if plan.state != "proposed":
        raise RefusalError("wrong_state")
    for other in plans.hold_live(tx, plan):
        _end(tx, other, replaces)
    try:
        with tx.connection.begin_nested():
            plans.set_state(tx, plan, "published")
    except sa.exc.IntegrityError:
        raise RefusalError("wrong_state", subject="live_day") from None
    return _current(plan, state="published")


def _end(tx: Transaction, other: str, replaces: str | None) -> None:
    """Let a plan give way to another of its date: nobody may be on the way by it, nor wait for a place in it."""
    if other != replaces:
        raise RefusalError("wrong_state", subject="live_day", more={"live": other})
    plan = plans.get_plan(tx, other)
    if not plans.hold(tx, plan) or plan.state == "running" or calls.taken_ids(tx, other):
        raise RefusalError("wrong_state", subject="day_begun", more={"live": other})
    plans.set_state(tx, plan, "closed")


def close(tx: Transaction, if_match: str | None, key: str) -> Reply:
    """End a plan's life; raises StaleError, RefusalError."""
    plan = _seen(tx, if_match, key)
    if plan.state == "closed":
        raise RefusalError("wrong_state")
    plans.set_state(tx, plan, "closed")
    return _current(plan, state="closed")


def undo(tx: Transaction, if_match: str | None, key: str, *, reason: str | None) -> Reply:
    """Make the version before the newest once more; what has happened is not undone.

    Raises
    ------
    StaleError, RefusalError
        It was not the newest that was seen; there is none before, or it does not know a visit that was told of since.
    """
    plan = _seen(tx, if_match, key)
    _refuse_closed(plan)
    before = plans.find_version(tx, plan, plan.version - 1)
    if before is None:
        raise RefusalError("wrong_state", subject="first_version")
    known = {visit["id"] for visit in before.day_document["visits"]}
    if not events.are_known(events.list_events(tx, plan, after=before.events_taken), before.day_document):
        raise RefusalError("wrong_state", subject="told_since")
    if _goes_ahead(tx, plan, before.day_document):
        raise RefusalError("wrong_state", subject="ahead")
    new = NewVersion(
        day=before.day_document,
        plan={**before.document, "version": plan.version + 1, "status": plan.state},
        origin="undo",
        events_taken=before.events_taken,
        reason=reason,
        overrides=before.document.get("overrides", ()),
    )
    _place_calls(tx, plan, known)
    return _next(tx, plan, new)


def apply(tx: Transaction, if_match: str | None, key: str, *, reason: str | None) -> Reply:
    """Let a plan become what is proposed.

    Raises
    ------
    StaleError, FactsError
        The plan has changed, or something has happened, or the day has gone on, since it was seen or the proposal made.
    RefusalError
        The proposal has ended, or breaks rules for which no reason is given or that nobody can set aside.
    ForbiddenError
        Who applies it may not answer for its faults.
    """
    proposal = proposals.get_proposal(tx, key, Permission.PLANS_APPLY)
    plan = _seen(tx, if_match, proposal.plan)
    _refuse_closed(plan)
    if proposal.state != "open":
        raise RefusalError("wrong_state", subject="settled")
    if proposal.base_version != plan.version:
        raise StaleError(plan.id, proposal.base_version)
    if events.last_event(tx, plan) > proposal.base_event:
        raise FactsError(proposal, "facts")
    if timeliness.have_passed(proposal.difference, made_us=proposal.made_us, now_us=tx.now_us):
        raise FactsError(proposal, "passed")
    day = proposal.day
    if _goes_ahead(tx, plan, day):
        raise FactsError(proposal, "ahead")
    document = _answered_for(tx, proposal, reason)
    new = NewVersion(
        day=day,
        plan={**document, "version": plan.version + 1, "status": plan.state},
        origin=proposal.origin,
        events_taken=proposal.base_event,
        reason=_told(proposal, reason),
        overrides=document.get("overrides", ()),
    )
    if not proposals.settle(tx, proposal, "applied"):  # somebody discarded it meanwhile
        raise RefusalError("wrong_state", subject="settled")
    if proposal.call is not None:
        _place(tx, proposal.call)
    return _next(tx, plan, new)


def _goes_ahead(tx: Transaction, plan: StoredPlan, day: Mapping[str, Any]) -> bool:
    """Tell whether a day would take a plan ahead of the clock, where it is not already: it was tried out before."""
    at = timeliness.goes_by(day)
    date, timezone = dt.date.fromisoformat(day["date"]), day.get("timezone", DEFAULT_TIMEZONE)
    if at is None or not timeliness.is_ahead(at, date, timezone, now_us=tx.now_us):
        return False
    known = [timeliness.instant(event.happened_us) for event in events.list_events(tx, plan)]
    return all(at > one for one in (*known, timeliness.goes_by(plan.day_document)) if one is not None)


def _told(proposal: StoredProposal, reason: str | None) -> str | None:
    """Give what the version says of itself: of an experiment always what was changed for it."""
    if proposal.origin == "experiment" and reason is not None:
        return f"{proposal.reason} {reason}"
    return reason or proposal.reason


def _seen(tx: Transaction, if_match: str | None, key: str) -> StoredPlan:
    plan = plans.get_plan(tx, key, Permission.PLANS_APPLY)
    require_seen(plan, read_match(if_match))
    if not plans.hold(tx, plan):
        raise StaleError(plan.id, plan.version)
    return plan


def _refuse_closed(plan: StoredPlan) -> None:
    if plan.state == "closed":
        raise RefusalError("wrong_state", subject="not_published")


def _next(tx: Transaction, plan: StoredPlan, new: NewVersion) -> Reply:
    version = plans.add_version(tx, plan, new)
    if version is None:
        raise StaleError(plan.id, plan.version)
    return _current(plan, version=version)


def _current(plan: StoredPlan, *, state: str | None = None, version: int | None = None) -> Reply:
    number = version or plan.version
    etag = f'"{plan.id}-{number}"'
    document = {"id": plan.id, "state": state or plan.state, "version": number, "etag": etag}
    return Reply(status=200, document=document, headers={"ETag": etag})


def _answered_for(tx: Transaction, proposal: StoredProposal, reason: str | None) -> Mapping[str, Any]:
    """Give the plan that is proposed, with who answers for what it breaks."""
    hard = proposal.faults["hard"]
    if not hard:
        return proposal.document
    if not all(overriding.may_override(finding["rule"]) for finding in hard):
        raise RefusalError("breaks_rules", subject="never", more={"findings": hard})
    if reason is None:
        raise RefusalError("breaks_rules", more={"findings": hard})
    tx.demand(Permission.RULES_OVERRIDE, proposal.team)
    findings = [Finding(**{**finding, "visits": tuple(finding["visits"])}) for finding in hard]
    at = dt.datetime.fromtimestamp(tx.now_us // 1_000_000, tz=dt.UTC)
    plan = files.parse_plan(proposal.document, file="plan")
    tx.audit(
        "rules:override",
        team=proposal.team,
        subject=proposal.subject,
        document={"rules": sorted({finding.rule for finding in findings})},
        reason=reason,
    )
    return files.plan_document(evaluating.override(plan, findings, reason=reason, by=tx.actor.name, at=at))


def _place(tx: Transaction, key: str) -> None:
    call = calls.get_call(tx, key, Permission.PLANS_APPLY)
    if call.state not in calls.OPEN or not calls.change_call(tx, call, state="placed", action="call:place"):
        raise RefusalError("wrong_state", subject="placed")


def _place_calls(tx: Transaction, plan: StoredPlan, known: set[str]) -> None:
    """Let calls wait again whose visits a version does not know, and have a place again where it does."""
    for call in calls.list_calls(tx, plan.id, states=("offered", "waiting", "placed")):
        is_placed = call.visit in known
        if is_placed != (call.state == "placed"):
            calls.change_call(tx, call, state="placed" if is_placed else "waiting", action="call:undo")
