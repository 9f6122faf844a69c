"""Where jobs are attended to: in threads here, each with a process of its own, or on a cluster.

Both are a ``concurrent.futures.Executor``. On a cluster everything goes through the store: progress, the plea to stop,
the lease and the end; so it needs a database that the cluster's machines reach, and the same key and roads there.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass

from api.attending import Attendant
from api.settings import Settings
from api.store import open_store
from api.store.jobs import Job

Submit = Callable[[Job], "Future[None]"]


class ExecutorError(ValueError):
    """An address of an executor that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What takes jobs on; ``executor`` is shut down by who has made it."""

    executor: Executor
    submit: Submit


def local_hands(attendant: Attendant) -> Hands:
    """Attend to jobs in threads of this process."""
    executor = ThreadPoolExecutor(max(1, attendant.settings.jobs_running), thread_name_prefix="job")
    return Hands(executor=executor, submit=lambda job: executor.submit(attendant.attend, job))


def far_hands(attendant: Attendant, executor: Executor) -> Hands:
    """Attend to jobs in processes of an executor, which may run on other machines."""
    key, settings, worker = attendant.store.key, attendant.settings, attendant.worker
    return Hands(executor=executor, submit=lambda job: executor.submit(attend_there, key, settings, worker, job))


def attend_there(key: bytes, settings: Settings, worker: str, job: Job) -> None:
    """Attend to a job on behalf of a worker elsewhere, who has claimed it."""
    store = open_store(settings.database_url, key=key)
    try:
        Attendant(store=store, settings=settings, worker=worker).attend(job)
    finally:
        store.close()


def open_hands(address: str, attendant: Attendant) -> Hands:
    """Give what an address names: ``local``, or ``dask://HOST:PORT``.

    Raises
    ------
    ExecutorError
        It names neither, or dask is not installed.
    """
    if address == "local":
        return local_hands(attendant)
    kind, _, place = address.partition("://")
    if kind != "dask" or not place:
        raise ExecutorError(address)
    try:
        from distributed import Client  # noqa: PLC0415 (an extra that few have)
    except ImportError:
        raise ExecutorError(f"{address}: pip install 'hemrutt[dask]'") from None
    return far_hands(attendant, Client(f"tcp://{place}").get_executor(pure=False))
