"""Attending to one job: its process, what it tells, the lease, and the end, whichever that is."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Final, cast, get_args

from api import ordering
from api.access.actor import SERVICE
from api.outputs import Rendered
from api.ready import NO_ROOM, Ready
from api.settings import Settings
from api.store import Store, jobs
from api.store.errors import BusyError, StorageDownError, StorageFullError
from api.store.jobs import Job, State
from api.work import Found, Order, Proposed, Told, work
from solver.confinement import Confined, Confinement
from solver.errors import ApartError, Failure

LOG: Final = logging.getLogger("hemrutt.jobs")

PAPERS_S: Final = 120.0
"""Seconds for what is made of a plan once it is found: reasons, and files."""

RESCUE_S: Final = 60.0
"""Seconds for making a plan of what a process had found before it died."""

Target = Callable[[Connection, Order, Confinement], None]

_POLL_S: Final = 0.1
_TELL_S: Final = 0.3
_RENEW_S: Final = 2.0
_PATIENCE_S: Final = 30.0
_TOLD: Final = ("cost", "unassigned", "unassigned_cost", "bound", "gap", "seconds")
_SHORT_OF: Final = frozenset({errno.ENOMEM, errno.EAGAIN})
_ALARMING: Final = frozenset({*get_args(Failure), "verification"})


class LostError(Exception):
    """Someone else attends to the job by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """An end; ``how`` says what a failure came of, in words of the system's."""

    state: State
    failure: str | None = None
    how: str = ""
    made: Rendered | Proposed | None = None
    best: Told | None = None

    @property
    def found(self) -> Found | None:
        """What is worth saving: the best routes told of by a process that was ended or died."""
        failure = "time_limit" if self.state == "cancelled" else self.failure
        if self.made is not None or self.best is None or failure not in get_args(Failure):
            return None
        found = cast("Failure", failure)
        return Found(sequences=self.best.sequences, failure=found, seconds=self.best.seconds or 0.0)


@dataclass(slots=True, kw_only=True)
class Attendant:
    """Attends to jobs as a ``worker``; ``stopped`` names those to stop, ``closed`` says that all shall end.

    A job is given the process that is ``ready``, where one is.
    """

    store: Store
    settings: Settings
    worker: str
    target: Target = work
    stopped: set[str] = field(default_factory=set)
    closed: Callable[[], bool] = lambda: False
    ready: Ready | None = None

    def attend(self, job: Job) -> None:
        """Run one job to its end, and save the best plan of a process that dies."""
        watch = _Watch(self, job)
        try:
            with self.store.read(SERVICE) as tx:
                order = ordering.make_order(tx, job, self.settings)
            # A plan that runs is searched twice where what was set aside let too much happen.
            searches = (1 if order.running is None else 2) * order.longest_s(spare_s=self.settings.spare_s)
            end = self._run(watch, order, wall_s=self.settings.preparing_s + searches + PAPERS_S)
            _log(end)
            if end.found is not None and not self.closed():
                saved = self._run(watch, replace(order, found=end.found), wall_s=RESCUE_S, stoppable=False)
                end = replace(end, made=saved.made)
            if not self.closed():
                self._finish(watch.job, end)
        except LostError:
            return
        finally:
            self.stopped.discard(job.id)
            if self.ready is not None:
                self.ready.prepare()

    def _run(self, watch: _Watch, order: Order, *, wall_s: float, stoppable: bool = True) -> _End:
        """Run a process to its end."""
        bounds = Confinement(wall_s=wall_s, memory_bytes=self.settings.job_memory_bytes)
        try:
            waiting = None if self.ready is None else self.ready.take()
            confined = Confined(self.target, order, bounds, waiting=waiting)
        except NO_ROOM as fault:
            return _End(state="failed", failure=_name_want(fault), how=_name_fault(fault))
        try:
            return self._listen(watch, confined, order, stoppable=stoppable)
        finally:
            confined.end()

    def _listen(self, watch: _Watch, confined: Confined, order: Order, *, stoppable: bool) -> _End:
        """Follow what a job's process tells until it ends, is stopped, dies or overruns.

        Its first word says that the search has begun, *verifying* that it has ended; each has time of its own.
        """
        allowed = {"running": order.longest_s(spare_s=self.settings.spare_s), "verifying": PAPERS_S}
        state, told_to_stop = "queued", False
        confined.allow(self.settings.preparing_s)
        best: Told | None = None
        while not self.closed():
            if stoppable and watch.job.id in self.stopped and not told_to_stop:
                told_to_stop = True
                confined.ask_to_stop(grace_s=self.settings.stop_grace_s)
            try:
                told: Told | None = confined.hear(patience_s=_POLL_S)
            except ApartError as error:
                if told_to_stop and error.failure == "time_limit":
                    return _End(state="cancelled", best=best)
                return _End(state="failed", failure=error.failure, how=error.detail, best=best)
            if told is not None and told.state == "failed":
                return _End(state="failed", failure=told.failure, best=best)
            if told is not None and told.plan is not None:
                return _End(state="cancelled" if told_to_stop else "done", made=told.plan)
            if told is not None and told.sequences:
                best = told
            if told is not None and told.state != state:
                state = told.state
                confined.allow(allowed.get(state, PAPERS_S))
            watch.see(told)
        return _End(state="cancelled")

    def _finish(self, job: Job, end: _End) -> None:
        """Put down the end with all that was made, again and again while the database has no room or no time."""
        begun = time.monotonic()
        while True:
            try:
                with self.store.write(SERVICE) as tx:
                    ended = replace(job, state=end.state, change=job.change + 1)
                    ended = replace(ended, progress=replace(job.progress, failure=end.failure))
                    if jobs.is_superseded(tx, job):
                        ended = replace(ended, state="cancelled", progress=replace(job.progress, failure="superseded"))
                    elif end.made is not None:
                        ended = ordering.keep_result(tx, ended, end.made)
                    if not jobs.end(tx, ended, self.worker):
                        raise LostError
            except (BusyError, StorageDownError, StorageFullError):
                if time.monotonic() - begun > _PATIENCE_S:
                    return
                time.sleep(1.0)
            else:
                return


def _log(end: _End) -> None:
    """Tell those who run the service of an end that is nobody's mistake: what was asked for stays to be tried again."""
    if end.failure in _ALARMING:
        told = {"event": "job", "failure": end.failure, "error": end.how}
        LOG.error("a job ended: %(failure)s %(error)s", told, extra=told)


def _name_want(fault: Exception) -> Failure:
    """Name why no process could be begun for a job."""
    if isinstance(fault, TimeoutError):
        return "time_limit"
    is_short = not isinstance(fault, OSError) or fault.errno in _SHORT_OF
    return "out_of_memory" if is_short else "internal"


def _name_fault(fault: Exception) -> str:
    code = errno.errorcode.get(fault.errno or 0, "") if isinstance(fault, OSError) else ""
    return f"{type(fault).__name__} {code}".rstrip()


class _Watch:
    """How far a job has come, told to the store now and then, and its lease."""

    def __init__(self, attendant: Attendant, job: Job) -> None:
        self.job = job
        self._attendant = attendant
        self._renewed = time.monotonic()
        self._news = False

    def see(self, told: Told | None) -> None:
        """Take in what was told, if anything; raises LostError where the job is no longer ours."""
        if told is not None:
            known = {name: getattr(told, name) for name in _TOLD}
            state: State = "verifying" if told.state == "verifying" else "running"
            self.job = replace(
                self.job, state=state, change=self.job.change + 1, progress=replace(self.job.progress, **known)
            )
            self._news = True
        since = time.monotonic() - self._renewed
        if since > _RENEW_S or (self._news and since > _TELL_S):
            self._renew()

    def _renew(self) -> None:
        self._renewed, self._news = time.monotonic(), False
        attendant = self._attendant
        try:
            with attendant.store.write(SERVICE) as tx:
                stop = jobs.renew(tx, self.job, attendant.worker)
        except (BusyError, StorageDownError, StorageFullError):
            return
        if stop is None:
            raise LostError
        if stop:
            attendant.stopped.add(self.job.id)
