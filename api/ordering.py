"""What a job's process is given, and what becomes of what it made: the only place that knows the kinds of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from api.access.roles import Permission
from api.outputs import Rendered
from api.settings import Settings
from api.store import days, jobs, plans
from api.store.jobs import Job
from api.store.plans import NewVersion, Rendering
from api.store.transaction import Transaction
from api.work import Order
from scheduler.day import Preset
from solver.limits import Limits


def plan_order(*, limits: Limits, preset: Preset | None, start: str | None, language: str) -> Mapping[str, Any]:
    """Write down what a job that plans a day is to do; ``start`` is a plan to start from."""
    return {"limits": asdict(limits), "preset": preset, "start": start, "language": language}


def make_order(tx: Transaction, job: Job, settings: Settings) -> Order:
    """Give what the process of a job is to do."""
    written = jobs.get_order(tx, job.id)
    preset, start = written["preset"], written["start"]
    return Order(
        day=days.get_day(tx, job.day).document,
        limits=Limits(**written["limits"]),
        preset=None if preset is None else Preset(preset),
        start=None if start is None else plans.get_plan(tx, start).document,
        folder=settings.roads,
        language=written["language"],
    )


def keep_result(tx: Transaction, job: Job, made: Rendered) -> Job:
    """Keep what a job has made, in the transaction in which it ends."""
    day = days.get_day(tx, job.day, Permission.PLANS_READ)
    first = NewVersion(day=day.document, plan=made.plan, origin="job")
    plan = plans.get_plan(tx, plans.add_plan(tx, team=job.team, day=job.day, first=first))
    plans.add_rendering(tx, plan.version_id, Rendering(geojson=made.geojson, page=made.page))
    return replace(job, plan=plan.id)
