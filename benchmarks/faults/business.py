"""Transactions of a working day, as the service carries them out, one after the other on one day of one team."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import sqlalchemy as sa

from api.access.actor import Actor
from api.access.roles import Role
from api.store import Store, Transaction, checks, days, jobs, plans
from api.store.jobs import Job
from api.store.plans import NewVersion, Rendering
from api.store.replies import Reply, once
from api.store.schema import METADATA
from scheduler import files

KEY: Final = bytes(range(32))
LEAD: Final = Actor(user="u-lead", name="Lead", roles={None: frozenset({Role.LEAD})}, correlation_id="proof")
_WORKER: Final = "worker-1"
_MATRIX: Final = [[0, 600], [600, 0]]
DAY: Final[Mapping[str, Any]] = {
    "format": "hemrutt-day/1",
    "date": "2026-11-23",
    "team": "primar",
    "travel": {"locations": ["base", "home"], "modes": {"car": {"seconds": _MATRIX, "metres": _MATRIX}}},
    "locations": [{"id": "base", "lat": 63.82, "lon": 20.26}, {"id": "home", "lat": 63.9, "lon": 20.3}],
    "staff": [{"id": "asa", "name": "Åsa Ö", "profession": "nurse"}],
    "cars": [
        {"id": "car-1", "start": "base", "end": "base", "crew": ["asa"], "shift": {"start": "08:00", "end": "16:00"}}
    ],
    "patients": [{"id": f"p{number}", "location": "home"} for number in range(40)],
    "visits": [
        {
            "id": f"v{number}",
            "patient": f"p{number}",
            "duration_min": 30,
            "windows": [{"start": "09:00", "end": "11:00"}],
        }
        for number in range(40)
    ],
}


@dataclass(slots=True, kw_only=True)
class World:
    """What the transactions before have made, for those after; ``lot`` makes documents of differing sizes."""

    store: Store
    lot: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 (sizes, no secret)
    day: str = ""
    job: Job | None = None
    plan: str = ""
    check: str = ""
    key: str = "first"

    def plan_document(self) -> dict[str, Any]:
        """Make up a plan."""
        routes = [{"car": "car-1", "note": self.lot.randbytes(self.lot.randint(50, 6_000)).hex()}]
        return {"date": "2026-11-23", "routes": routes, "kpis": {"visits_planned": 40, "visits_unassigned": 0}}

    def commit(self, make: Callable[[Transaction], Any]) -> Any:
        """Carry a command out with its reply, under the key of the moment, as the routes do."""
        made: list[Any] = []

        def reply() -> Reply:
            made.append(make(tx))
            return Reply(status=200, document={"made": str(made[0])})

        with self.store.write(LEAD) as tx:
            answer = once(tx, self.key, "print", reply)
        return made[0] if made else answer.document

    @property
    def known_job(self) -> Job:
        """The job of the moment."""
        assert self.job is not None
        return self.job


def _post_day(world: World) -> None:
    world.day = world.commit(lambda tx: days.add_day(tx, files.parse_day(DAY, file="day"), DAY))


def _queue_job(world: World) -> None:
    def queue(tx: Transaction) -> Job:
        day = days.get_day(tx, world.day)
        return jobs.add_job(tx, team=day.team, day=day.id, kind="plan", order={"seconds": 10})

    world.job = world.commit(queue)


def _claim_job(world: World) -> None:
    world.job = world.commit(lambda tx: jobs.claim(tx, _WORKER))


def _renew_job(world: World) -> None:
    going = replace(world.known_job, change=world.known_job.change + 1)
    world.commit(lambda tx: jobs.renew(tx, going, _WORKER))
    world.job = going


def _end_job(world: World) -> None:
    def end(tx: Transaction) -> str:
        job = world.known_job
        first = NewVersion(day=DAY, plan=world.plan_document(), origin="job")
        plan = plans.get_plan(tx, plans.add_plan(tx, team=job.team, day=job.day, first=first))
        plans.add_rendering(tx, plan.version_id, Rendering(geojson={}, page="<p>" + "x" * 20_000))
        jobs.end(tx, replace(job, state="done", change=job.change + 1, plan=plan.id), _WORKER)
        return plan.id

    world.plan = world.commit(end)


def _set_state(state: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        world.commit(lambda tx: plans.set_state(tx, plans.get_plan(tx, world.plan), state))

    return change


def _apply(world: World) -> None:
    new = NewVersion(day=DAY, plan=world.plan_document(), origin="manual", reason="proof")
    world.commit(lambda tx: plans.add_version(tx, plans.get_plan(tx, world.plan), new))


def _read(world: World) -> None:
    with world.store.read(LEAD) as tx:
        plan = plans.get_plan(tx, world.plan)
    world.store.record(LEAD, action="plan:read", team=plan.team, subject=plan.subject)


def _draw_check(world: World) -> None:
    def draw(tx: Transaction) -> str:
        team = days.get_day(tx, world.day).team
        return checks.draw(tx, team, since_us=0, count=5).id

    world.check = world.commit(draw)


def _sign_check(world: World) -> None:
    world.commit(lambda tx: checks.sign(tx, world.check, outcome="in_order", remark=None))


BUSINESS: Final[Mapping[str, Callable[[World], None]]] = {
    "day posted": _post_day,
    "job queued": _queue_job,
    "job claimed": _claim_job,
    "job renewed": _renew_job,
    "job ended with a plan": _end_job,
    "plan published": _set_state("published"),
    "version applied": _apply,
    "plan read": _read,
    "plan closed": _set_state("closed"),
    "check drawn": _draw_check,
    "check signed": _sign_check,
}
"""By name, in an order in which each finds what it needs."""


def counts(store: Store) -> dict[str, Any]:
    """Give what must be all old or all new: rows by table, and the states and versions of what changes."""
    with store.read(LEAD) as tx:
        found: dict[str, Any] = {
            name: tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in METADATA.tables.items()
        }
        for name, columns in {
            "plans": ("version", "state"),
            "jobs": ("state", "change"),
            "audit_head": ("seq",),
        }.items():
            table = METADATA.tables[name]
            rows = tx.connection.execute(sa.select(*(table.c[column] for column in columns)).order_by(*columns))
            found[f"{name}: {columns}"] = [tuple(row) for row in rows]
        signed = sa.select(sa.func.count()).where(METADATA.tables["checks"].c.document.contains('"in_order"'))
        found["signed"] = tx.connection.execute(signed).scalar_one()
    return found
