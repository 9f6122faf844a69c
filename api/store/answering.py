"""Connections to PostgreSQL that wait for no answer for ever.

The server ends what takes it too long; TCP notices a machine that is gone. Neither helps where something between goes
on acknowledging and answers nothing (a proxy that hangs, a network cut behind it): there the waiting has an end.
"""

from __future__ import annotations

import time
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen

ANSWER_S: Final = 5.5
"""A little longer than the server lets a statement take, so that its own word comes first."""

Answer = TypeVar("Answer")


class AnsweredConnection(psycopg.Connection[Any]):
    """A connection that is closed, with an OperationalError, when an answer does not come."""

    def wait(self, gen: PQGen[Answer], interval: float = 0.1, timeout: float | None = None) -> Answer:
        """Wait for an answer."""
        begun = time.monotonic()
        try:
            return super().wait(gen, interval, ANSWER_S if timeout is None else timeout)
        except psycopg.OperationalError:
            if time.monotonic() - begun >= ANSWER_S:
                # What the server does with the statement is not known: nothing may be asked on this one again.
                self.pgconn.finish()
            raise
