"""What a job's process is given, and what becomes of what it made: the only place that knows the kinds of jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from api.access.roles import Permission
from api.outputs import Rendered
from api.settings import Settings
from api.store import days, events, jobs, plans, proposals
from api.store.jobs import Job
from api.store.plans import NewVersion, Rendering
from api.store.proposals import NewProposal
from api.store.transaction import Transaction
from api.work import Order, Proposed, Running
from scheduler.day import Preset
from scheduler.replanning import Freedom
from solver.limits import Limits


def plan_order(*, limits: Limits, preset: Preset | None, start: str | None, language: str) -> Mapping[str, Any]:
    """Write down what a job that plans a day is to do; ``start`` is a plan to start from."""
    return {"limits": asdict(limits), "preset": preset, "start": start, "language": language}


def replan_order(
    *, limits: Limits, freedom: Freedom, at: dt.datetime, version: int, event: int, language: str
) -> Mapping[str, Any]:
    """Write down what a job that plans a running day anew is to do: which version, with what happened until when."""
    return {
        "limits": asdict(limits),
        "freedom": freedom,
        "at": at.isoformat(),
        "version": version,
        "event": event,
        "language": language,
    }


def make_order(tx: Transaction, job: Job, settings: Settings) -> Order:
    """Give what the process of a job is to do."""
    written = jobs.get_order(tx, job.id)
    limits, language = Limits(**written["limits"]), written["language"]
    if job.kind == "replan" and job.plan is not None:
        plan = plans.get_plan(tx, job.plan, version=written["version"])
        since = events.list_events(tx, plan, after=plan.events_taken)
        told = events.holding([one for one in since if one.seq <= written["event"]])
        return Order(
            day=plan.day_document,
            limits=limits,
            folder=settings.roads,
            language=language,
            running=Running(
                plan=plan.document,
                events=[one.document for one in told],
                at=written["at"],
                freedom=Freedom(written["freedom"]),
            ),
        )
    preset, start = written["preset"], written["start"]
    return Order(
        day=days.get_day(tx, job.day).document,
        limits=limits,
        preset=None if preset is None else Preset(preset),
        start=None if start is None else plans.get_plan(tx, start).document,
        folder=settings.roads,
        language=language,
    )


def keep_result(tx: Transaction, job: Job, made: Rendered | Proposed) -> Job:
    """Keep what a job has made, in the transaction in which it ends."""
    if isinstance(made, Proposed):
        return _keep_proposal(tx, job, made)
    day = days.get_day(tx, job.day, Permission.PLANS_READ)
    first = NewVersion(day=day.document, plan=made.plan, origin="job", made_by=job.made_by)
    plan = plans.get_plan(tx, plans.add_plan(tx, team=job.team, day=job.day, first=first))
    plans.add_rendering(tx, plan.version_id, Rendering(geojson=made.geojson, page=made.page))
    return replace(job, plan=plan.id)


def _keep_proposal(tx: Transaction, job: Job, made: Proposed) -> Job:
    assert job.plan is not None, "a job that plans anew is about a plan"
    written = jobs.get_order(tx, job.id)
    new = NewProposal(
        team=job.team,
        plan=job.plan,
        base_version=written["version"],
        base_event=written["event"],
        origin="job",
        day=made.day,
        document=made.plan,
        difference=made.difference,
        faults={"hard": [], "soft": []},
        job=job.id,
    )
    return replace(job, progress=replace(job.progress, proposal=proposals.add_proposal(tx, new)))
