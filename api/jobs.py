"""Jobs: plans made in processes of their own, a few at a time, the next ones waiting in the store."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from api.access.actor import SERVICE
from api.attending import Attendant, Target
from api.executors import Hands, local_hands
from api.ready import Ready
from api.settings import Settings
from api.store import Store, feed, jobs, replies, retention
from api.store.errors import BusyError, StorageDownError, StorageFullError
from api.store.jobs import Job
from api.work import work

LOG: Final = logging.getLogger("hemrutt.jobs")

_LOOK_S: Final = 1.0
_HOLD_S: Final = 2.0
_FORGET_S: Final = 3_600.0


class Jobs:
    """Claims jobs of the store and has an executor attend to them; every method may be called from any thread.

    Parameters
    ----------
    target
        What a job's process runs.
    hands
        Makes what attends to jobs: threads here, each with a process; a cluster may take their place.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        target: Target = work,
        hands: Callable[[Attendant], Hands] = local_hands,
    ) -> None:
        self._store = store
        self._running = settings.jobs_running
        self._keep_days = settings.keep_days
        self._ready = Ready()
        self._attendant = Attendant(
            store=store,
            settings=settings,
            worker=secrets.token_urlsafe(9),
            target=target,
            closed=lambda: self._closed,
            ready=self._ready if target is work else None,
        )
        self._hands = hands(self._attendant)
        self._closed = False
        self._forgot, self._held = -_FORGET_S, 0.0
        self._woken = threading.Event()
        self._at_work: dict[Future[None], Job] = {}
        self._thread = threading.Thread(target=self._serve, name="jobs", daemon=True)
        if self._running:
            self._thread.start()

    def make_ready(self) -> None:
        """Have a process wait for the first job; loading it takes seconds, in which the service may be told to end."""
        if self._running and self._attendant.ready is not None:
            threading.Thread(target=self._ready.prepare, name="ready", daemon=True).start()

    def wake(self) -> None:
        """Look for a job at once: one was queued."""
        self._woken.set()

    def stop(self, job: Job) -> None:
        """Have a job stop at once where it is attended to here; elsewhere the store tells."""
        if job.id in {one.id for one in tuple(self._at_work.values())}:
            self._attendant.stopped.add(job.id)

    def close(self) -> None:
        """End every process and thread; jobs at work are taken up again by whoever opens the store next."""
        self._closed = True
        self._woken.set()
        if self._running:
            self._thread.join(timeout=5)
        self._ready.close()
        self._hands.executor.shutdown(wait=True, cancel_futures=True)

    @property
    def alive(self) -> bool:
        """Whether jobs are being served."""
        return not self._closed and (self._thread.is_alive() or not self._running)

    def _serve(self) -> None:
        while not self._closed:
            try:
                self._forget()
                self._hold()
                taken = self._take()
            except (BusyError, StorageDownError, StorageFullError):
                taken = False
            except Exception as error:  # noqa: BLE001 (whatever it was, there are jobs to be served)
                LOG.error("looking for jobs failed: %s", type(error).__name__)  # noqa: TRY400 (words may name people)
                taken = False
            if not taken:
                self._woken.wait(_LOOK_S)
                self._woken.clear()

    def _note_end(self, future: Future[None]) -> None:
        """Look for the next job; one whose attendant broke down is tried again when its lease has run out."""
        error = None if future.cancelled() else future.exception()
        if error is not None:
            LOG.error("attending to a job failed: %s", type(error).__name__)
        self._woken.set()

    def _forget(self) -> None:
        """Forget, once an hour, what is kept for a while only: little at a time, until there is no more."""
        if time.monotonic() - self._forgot < _FORGET_S:
            return
        with self._store.write(SERVICE) as tx:
            feed.forget_old(tx)
            replies.forget_old(tx)
            forgotten = retention.forget_old(tx, days=self._keep_days) if self._keep_days else 0
        if not forgotten:
            self._forgot = time.monotonic()

    def _hold(self) -> None:
        """Hold on to the jobs at work, however long their processes take to begin."""
        self._at_work = {future: job for future, job in self._at_work.items() if not future.done()}
        self._attendant.stopped.intersection_update({job.id for job in self._at_work.values()})
        if not self._at_work or time.monotonic() - self._held < _HOLD_S:
            return
        with self._store.write(SERVICE) as tx:
            jobs.hold(tx, self._at_work.values(), self._attendant.worker)
        self._held = time.monotonic()

    def _take(self) -> bool:
        """Claim one job and have it attended to; False where there is none, or no hand free."""
        if len(self._at_work) >= self._running:
            return False
        with self._store.read(SERVICE) as tx:
            if not jobs.are_waiting(tx):
                return False
        with self._store.write(SERVICE) as tx:
            # After a sleep of the whole machine the leases have run out, but nobody was lost.
            jobs.hold(tx, self._at_work.values(), self._attendant.worker)
            jobs.sweep(tx)
            job = jobs.claim(tx, self._attendant.worker)
        if job is None:
            return False
        future = self._hands.submit(job)
        self._at_work[future] = job
        future.add_done_callback(self._note_end)
        return True
