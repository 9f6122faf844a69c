"""Jobs: plans made in processes of their own, a few at a time, the next ones waiting in a bounded queue."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Final, Literal, cast, get_args

from api.outputs import Rendered
from api.settings import Settings
from api.work import Found, Order, Told, work
from solver.confinement import Confined, Confinement
from solver.errors import ApartError, Failure

State = Literal["queued", "running", "verifying", "done", "failed", "cancelled"]
FINAL: Final = frozenset({"done", "failed", "cancelled"})

JOBS_KEPT: Final = 500
RESCUE_S: Final = 60.0
"""Seconds for making a plan of what a process had found before it died."""

_POLL_S: Final = 0.1


class QueueFullError(Exception):
    """As many jobs wait as may wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job as it stands; ``change`` counts its changes.

    ``cost``, ``unassigned``, ``bound``, ``gap`` and ``seconds`` tell how far the search has come. ``failure`` says why
    a failed one failed: ``worker_died``, ``time_limit``, ``verification``, ``out_of_memory``, ``invalid_day``,
    ``internal`` or a code of the roads. It may still have a ``plan``: the best that its process had told of.
    """

    id: str
    day: str
    state: State = "queued"
    change: int = 0
    cost: int | None = None
    unassigned: int | None = None
    bound: int | None = None
    gap: float | None = None
    seconds: float | None = None
    plan: str | None = None
    failure: str | None = None

    @property
    def ended(self) -> bool:
        """Whether it will change no more."""
        return self.state in FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    state: State
    failure: str | None = None
    plan: str | None = None
    best: Told | None = None

    @property
    def found(self) -> Found | None:
        """What is worth saving: the best routes told of by a process that was ended or died."""
        failure = "time_limit" if self.state == "cancelled" else self.failure
        if self.plan is not None or self.best is None or failure not in get_args(Failure):
            return None
        found = cast("Failure", failure)
        return Found(sequences=self.best.sequences, failure=found, seconds=self.best.seconds or 0.0)


class Jobs:
    """Runs orders; every method may be called from any thread.

    Parameters
    ----------
    keep_plan
        Keeps a finished plan and gives its id.
    target
        What a job's process runs.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        keep_plan: Callable[[str, Rendered], str],
        target: Callable[[Connection, Order, Confinement], None] = work,
    ) -> None:
        self._settings = settings
        self._keep_plan = keep_plan
        self._target = target
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._orders: deque[tuple[str, Order]] = deque()
        self._stopped: set[str] = set()
        self._closed = False
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(settings.jobs_running)]
        for thread in self._threads:
            thread.start()

    def submit(self, day: str, order: Order) -> Job:
        """Queue an order; raises QueueFullError."""
        job = Job(id=secrets.token_urlsafe(12), day=day)
        with self._changed:
            if len(self._orders) >= self._settings.jobs_waiting:
                raise QueueFullError
            self._jobs[job.id] = job
            self._orders.append((job.id, order))
            self._forget()
            self._changed.notify_all()
        return job

    def get(self, key: str) -> Job | None:
        """Find a job."""
        with self._changed:
            return self._jobs.get(key)

    def items(self) -> list[Job]:
        """List the jobs, the latest first."""
        with self._changed:
            return list(reversed(self._jobs.values()))

    def stop(self, key: str) -> None:
        """Cancel a job; a running one keeps the best plan it has, one that has ended stays as it is."""
        with self._changed:
            job = self._jobs.get(key)
            if job is None or job.ended:
                return
            self._stopped.add(key)
            if job.state == "queued":
                self._orders = deque(entry for entry in self._orders if entry[0] != key)
                self._set(replace(job, state="cancelled"))
            self._changed.notify_all()

    def close(self) -> None:
        """End every process and thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=5)

    @property
    def alive(self) -> bool:
        """Whether jobs are being served."""
        return not self._closed and all(thread.is_alive() for thread in self._threads)

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._orders and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                key, order = self._orders.popleft()
                self._set(replace(self._jobs[key], state="running"))
            self._attend(key, order)

    def _attend(self, key: str, order: Order) -> None:
        """Run one job to its end, whichever end that is, and save the best plan of a process that dies."""
        end = self._run(key, order, wall_s=order.limits.seconds + self._settings.grace_s)
        if end.found is not None and not self._closed:
            saved = self._run(key, replace(order, found=end.found), wall_s=RESCUE_S, stoppable=False)
            end = replace(end, plan=saved.plan)
        with self._changed:
            self._stopped.discard(key)
            self._set(replace(self._jobs[key], state=end.state, failure=end.failure, plan=end.plan))

    def _run(self, key: str, order: Order, *, wall_s: float, stoppable: bool = True) -> _End:
        """Run a process to its end."""
        bounds = Confinement(wall_s=wall_s, memory_bytes=self._settings.job_memory_bytes)
        try:
            confined = Confined(self._target, order, bounds)
        except (OSError, MemoryError):
            return _End(state="failed", failure="out_of_memory")
        try:
            return self._listen(key, confined, stoppable=stoppable)
        finally:
            confined.end()

    def _listen(self, key: str, confined: Confined, *, stoppable: bool) -> _End:
        """Follow what a job's process tells until it ends, is stopped, dies or overruns."""
        told_to_stop = False
        best: Told | None = None
        while not self._closed:
            if stoppable and key in self._stopped and not told_to_stop:
                told_to_stop = True
                confined.ask_to_stop(grace_s=self._settings.stop_grace_s)
            try:
                told: Told | None = confined.hear(patience_s=_POLL_S)
            except ApartError as error:
                if told_to_stop and error.failure == "time_limit":
                    return _End(state="cancelled", best=best)
                return _End(state="failed", failure=error.failure, best=best)
            if told is not None and told.state == "failed":
                return _End(state="failed", failure=told.failure, best=best)
            if told is not None and told.plan is not None:
                state: State = "cancelled" if told_to_stop else "done"
                return _End(state=state, plan=self._keep_plan(self._jobs[key].day, told.plan))
            if told is not None:
                best = told if told.sequences else best
                self._hear(key, told)
        return _End(state="cancelled")

    def _hear(self, key: str, told: Told) -> None:
        known = {name: getattr(told, name) for name in ("cost", "unassigned", "bound", "gap", "seconds")}
        with self._changed:
            self._set(replace(self._jobs[key], state=told.state, **known))

    def _set(self, job: Job) -> None:
        self._jobs[job.id] = replace(job, change=job.change + 1)
        self._changed.notify_all()

    def _forget(self) -> None:
        ended = [key for key, job in self._jobs.items() if job.ended]
        for key in ended[: max(0, len(self._jobs) - JOBS_KEPT)]:
            del self._jobs[key]
