"""Jobs in the store: what is asked for, who works at it, how far it has come.

Whoever works at a job holds a lease and renews it; one whose lease has run out was lost with its worker. A job that
is lost is tried once more under its own id, then it is ``interrupted``; one that was to stop is ``cancelled``. Each
attempt is a claim of its own: what an earlier one still tells of the job, or how it ended, is not taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Literal

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.rows import from_text, new_id, to_text
from api.store.schema import JOBS
from api.store.transaction import Transaction, within

State = Literal["queued", "running", "verifying", "done", "failed", "interrupted", "cancelled"]
FINAL: Final = frozenset({"done", "failed", "interrupted", "cancelled"})
LEASE_US: Final = 10_000_000
ATTEMPTS: Final = 2
_WORKING: Final = ("running", "verifying")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job has come.

    ``failure`` says why one failed or was interrupted: ``worker_died``, ``time_limit``, ``verification``,
    ``out_of_memory``, ``invalid_day``, ``internal`` or a code of the roads. It may still have a plan: the best that was
    told of. One that was cancelled because another plans the same anew is ``superseded``, and has none.
    """

    cost: int | None = None
    unassigned: int | None = None
    unassigned_cost: int | None = None
    bound: int | None = None
    gap: float | None = None
    seconds: float | None = None
    proposal: str | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands; ``change`` counts its changes, ``plan`` is what it has made or is about."""

    id: str
    team: str
    day: str
    kind: str
    made_by: str
    state: State = "queued"
    change: int = 0
    attempts: int = 0
    plan: str | None = None
    progress: Progress = Progress()

    @property
    def ended(self) -> bool:
        """Whether it will change no more."""
        return self.state in FINAL


def add_job(
    tx: Transaction, *, team: str, day: str, kind: str, order: Mapping[str, Any], plan: str | None = None
) -> Job:
    """Queue a job."""
    job = Job(id=new_id(), team=team, day=day, kind=kind, made_by=tx.actor.user, plan=plan)
    tx.connection.execute(
        JOBS.insert().values(
            id=job.id,
            team=team,
            day=day,
            plan=plan,
            kind=kind,
            state=job.state,
            change=0,
            order=to_text(order),
            document=to_text(asdict(job.progress)),
            stop=False,
            attempts=0,
            made_by=job.made_by,
            made_us=tx.now_us,
        )
    )
    tx.audit("job:make", team=team, subject=f"job:{job.id}", document={"day": day, "kind": kind})
    tx.publish(team, "job", {"job": job.id, "state": job.state})
    return job


def get_job(tx: Transaction, key: str, permission: Permission = Permission.PLANS_READ) -> Job:
    """Give a job; raises NotFoundError, ForbiddenError."""
    return _job(tx.find(sa.select(JOBS).where(JOBS.c.id == key), JOBS, permission))


def get_order(tx: Transaction, key: str) -> Mapping[str, Any]:
    """Give what a job was ordered with."""
    order: Mapping[str, Any] = from_text(
        tx.connection.execute(sa.select(JOBS.c.order).where(JOBS.c.id == key)).scalar_one()
    )
    return order


def list_jobs(tx: Transaction, *, limit: int = 200) -> list[Job]:
    """List the jobs of the teams of who asks, the latest first."""
    mine = within(JOBS, tx.actor.teams_with(Permission.PLANS_READ))
    query = sa.select(JOBS).where(mine).order_by(JOBS.c.made_us.desc(), JOBS.c.id).limit(limit)
    return [_job(row) for row in tx.connection.execute(query)]


def is_room(tx: Transaction, *, waiting: int, each: int) -> bool:
    """Tell whether another job of who asks may wait: beside so many of all, and so many of each user."""
    own = sa.func.coalesce(sa.func.sum(sa.case((JOBS.c.made_by == tx.actor.user, 1), else_=0)), 0)
    query = sa.select(sa.func.count(), own).select_from(JOBS).where(JOBS.c.state == "queued")
    queued, mine = tx.connection.execute(query).one()
    return bool(queued < waiting and mine < each)


def are_waiting(tx: Transaction) -> bool:
    """Tell whether a job waits for someone, or was lost."""
    lost = sa.and_(JOBS.c.state.in_(_WORKING), JOBS.c.lease_us < tx.now_us)
    found = sa.select(JOBS.c.id).where(sa.or_(JOBS.c.state == "queued", lost)).limit(1)
    return tx.connection.execute(found).first() is not None


def claim(tx: Transaction, worker: str) -> Job | None:
    """Take the next job, fairly: of those whose owners have the fewest at work, the oldest."""
    own, other = JOBS.alias("own"), JOBS.alias("other")
    at_work = (
        sa.select(sa.func.count())
        .where(other.c.made_by == own.c.made_by, other.c.state.in_(_WORKING))
        .correlate(own)
        .scalar_subquery()
    )
    # A row that another is claiming is passed over; SQLite, with one writer, needs no such words and knows none.
    query = sa.select(own).where(own.c.state == "queued").order_by(at_work, own.c.made_us, own.c.id).limit(1)
    row = tx.connection.execute(query.with_for_update(skip_locked=True, of=own)).one_or_none()
    if row is None:
        return None
    job = replace(_job(row), state="running", change=row.change + 1, attempts=row.attempts + 1)
    tx.connection.execute(
        JOBS.update()
        .where(JOBS.c.id == job.id)
        .values(state=job.state, change=job.change, attempts=job.attempts, worker=worker, lease_us=tx.now_us + LEASE_US)
    )
    tx.publish(job.team, "job", {"job": job.id, "state": job.state})
    return job


def hold(tx: Transaction, claimed: Iterable[Job], worker: str) -> None:
    """Hold on to jobs of which nothing is told yet; one that is to stop only its attendant holds, if there is one."""
    ours = sa.or_(sa.false(), *(_is_claim(job, worker) for job in claimed))
    tx.connection.execute(JOBS.update().where(ours, sa.not_(JOBS.c.stop)).values(lease_us=tx.now_us + LEASE_US))


def renew(tx: Transaction, job: Job, worker: str) -> bool | None:
    """Tell how far a job has come and hold on to it; give whether it is to stop, None where it is no longer ours."""
    changed = tx.connection.execute(
        JOBS.update()
        .where(_is_claim(job, worker))
        .values(
            state=job.state, change=job.change, document=to_text(asdict(job.progress)), lease_us=tx.now_us + LEASE_US
        )
    )
    if changed.rowcount != 1:
        return None
    stop: bool = tx.connection.execute(sa.select(JOBS.c.stop).where(JOBS.c.id == job.id)).scalar_one()
    return stop


def end(tx: Transaction, job: Job, worker: str) -> bool:
    """Put down how a job ended, once; False where it is no longer ours."""
    changed = tx.connection.execute(
        JOBS.update()
        .where(_is_claim(job, worker))
        .values(
            state=job.state,
            change=job.change,
            plan=job.plan,
            document=to_text(asdict(job.progress)),
            worker=None,
            lease_us=None,
            ended_us=tx.now_us,
        )
    )
    if changed.rowcount != 1:
        return False
    _tell(tx, job)
    return True


def ask_to_stop(tx: Transaction, job: Job) -> None:
    """Cancel a job that waits, or have whoever works at it stop; one that has ended stays as it is."""
    tx.connection.execute(
        JOBS.update()
        .where(JOBS.c.id == job.id, JOBS.c.state == "queued")
        .values(state="cancelled", change=JOBS.c.change + 1, ended_us=tx.now_us)
    )
    tx.connection.execute(JOBS.update().where(JOBS.c.id == job.id).values(stop=True))
    state = tx.connection.execute(sa.select(JOBS.c.state).where(JOBS.c.id == job.id)).scalar_one()
    tx.audit("job:stop", team=job.team, subject=f"job:{job.id}")
    tx.publish(job.team, "job", {"job": job.id, "state": state, "plan": job.plan})


def supersede(tx: Transaction, newer: Job) -> list[Job]:
    """Cancel, or have stop, the jobs that plan anew what a newer one does with more that has happened; give them."""
    same = sa.and_(JOBS.c.plan == newer.plan, JOBS.c.kind == newer.kind, JOBS.c.id != newer.id)
    query = sa.select(JOBS).where(same, JOBS.c.state.not_in(FINAL)).order_by(JOBS.c.made_us)
    older = [_job(row) for row in tx.connection.execute(query)]
    for job in older:
        told = to_text(asdict(replace(job.progress, failure="superseded")))
        waits = sa.and_(JOBS.c.id == job.id, JOBS.c.state == "queued")
        tx.connection.execute(JOBS.update().where(waits).values(document=told))
        ask_to_stop(tx, job)
    return older


def is_superseded(tx: Transaction, job: Job) -> bool:
    """Tell whether another job was asked to plan the same anew, with more that has happened."""
    known = get_order(tx, job.id).get("event")
    if known is None:
        return False
    others = sa.select(JOBS.c.order).where(JOBS.c.plan == job.plan, JOBS.c.kind == job.kind, JOBS.c.id != job.id)
    return any(from_text(order)["event"] > known for order in tx.connection.execute(others).scalars())


def sweep(tx: Transaction) -> list[Job]:
    """Queue jobs again that were lost with their workers, or end those tried before or to be stopped; give them."""
    lost = sa.select(JOBS).where(JOBS.c.state.in_(_WORKING), JOBS.c.lease_us < tx.now_us).order_by(JOBS.c.made_us)
    return [_let_go(tx, row) for row in tx.connection.execute(lost.with_for_update(skip_locked=True)).all()]


def _let_go(tx: Transaction, row: Any) -> Job:
    job = replace(_job(row), change=row.change + 1)
    if row.stop:
        failure = "superseded" if is_superseded(tx, job) else job.progress.failure
        job = replace(job, state="cancelled", progress=replace(job.progress, failure=failure))
    elif row.attempts >= ATTEMPTS:
        job = replace(job, state="interrupted", progress=replace(job.progress, failure="worker_died"))
    else:
        job = replace(job, state="queued")
    tx.connection.execute(
        JOBS.update()
        .where(JOBS.c.id == job.id)
        .values(
            state=job.state,
            change=job.change,
            document=to_text(asdict(job.progress)),
            worker=None,
            lease_us=None,
            ended_us=tx.now_us if job.ended else None,
        )
    )
    _tell(tx, job)
    return job


def _is_claim(job: Job, worker: str) -> sa.ColumnElement[bool]:
    """Say in SQL that a job is at work by this very claim: no later attempt of the same worker's or of another's."""
    return sa.and_(
        JOBS.c.id == job.id,
        JOBS.c.worker == worker,
        JOBS.c.attempts == job.attempts,
        JOBS.c.state.in_(_WORKING),
    )


def _tell(tx: Transaction, job: Job) -> None:
    """Tell the audit and those who listen how a job stands."""
    tx.audit(f"job:{job.state}", team=job.team, subject=f"job:{job.id}")
    tx.publish(job.team, "job", {"job": job.id, "state": job.state, "plan": job.plan})


def _job(row: Any) -> Job:
    known = {field.name for field in fields(Progress)}
    told = {name: value for name, value in from_text(row.document).items() if name in known}
    return Job(
        id=row.id,
        team=row.team,
        day=row.day,
        kind=row.kind,
        made_by=row.made_by,
        state=row.state,
        change=row.change,
        attempts=row.attempts,
        plan=row.plan,
        progress=Progress(**told),
    )
