"""Whether the service can do its work: its store answers, jobs are served, and there is room to write."""

from __future__ import annotations

import shutil

import sqlalchemy as sa

from api.access.actor import SERVICE
from api.errors import RefusalError
from api.service import Service


def check_readiness(service: Service) -> None:
    """Look at everything.

    Raises
    ------
    RefusalError
        ``not_ready``, with a text that says why.
    BusyError, StorageDownError
        The store does not answer.
    """
    if not service.jobs.alive:
        raise RefusalError("not_ready")
    if shutil.disk_usage(service.settings.home).free < service.settings.least_free_bytes:
        raise RefusalError("not_ready", subject="space")
    with service.store.read(SERVICE) as tx:
        tx.connection.execute(sa.text("SELECT 1"))
