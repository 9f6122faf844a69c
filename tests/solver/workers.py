"""What the process of a search runs in tests, in place of searching: each ends in its own way."""

from __future__ import annotations

import ctypes
import os
import time
from multiprocessing.connection import Connection

import numpy as np

from solver import confinement
from solver.apart import Task
from solver.confinement import Confinement
from solver.solve import Progress

TOLD = Progress(seconds=0.1, cost=1, phase="search", sequences=((0, 1),))
"""A plan for the car of ``test_apart``."""


def abort(connection: Connection, task: Task, bounds: Confinement) -> None:
    """Die as OR-Tools does on a malformed model, before any plan."""
    confinement.confine(connection, bounds)
    assert task
    os.abort()


def abort_late(connection: Connection, task: Task, bounds: Confinement) -> None:
    connection.send(TOLD)
    abort(connection, task, bounds)


def fault_late(connection: Connection, task: Task, bounds: Confinement) -> None:
    """Read where nothing is, as compiled code with a wrong index does."""
    confinement.confine(connection, bounds)
    assert task
    connection.send(TOLD)
    ctypes.string_at(0)


def hang_late(connection: Connection, task: Task, bounds: Confinement) -> None:
    """Hang with the interpreter in hand, so that no other thread of the process can do anything either."""
    confinement.confine(connection, bounds)
    assert task
    connection.send(TOLD)
    ctypes.PyDLL(None).sleep(600)


def hang_unheard(connection: Connection, task: Task, bounds: Confinement) -> None:
    """As ``hang_late``, and tell which process it is."""
    confinement.confine(connection, bounds)
    assert task
    connection.send(Progress(seconds=0, cost=os.getpid(), phase="search"))
    ctypes.PyDLL(None).sleep(600)


def eat_late(connection: Connection, task: Task, bounds: Confinement) -> None:
    """Take and touch memory until there is no more; what Python cannot have, it raises for."""
    confinement.confine(connection, bounds)
    assert task
    connection.send(TOLD)
    eaten = []
    while True:
        eaten.append(np.ones(4_000_000))


def eat_and_raise(connection: Connection, task: Task, bounds: Confinement) -> None:
    """Ask for more than there is at once, inside what ``serve`` runs."""
    from solver import apart  # noqa: PLC0415 (changed in this process only)

    def solve(*_: object, **__: object) -> None:
        np.ones(1 << 40)

    apart.solve.solve = solve  # type: ignore[attr-defined]
    apart.serve(connection, task, bounds)


def raise_error(connection: Connection, task: Task, bounds: Confinement) -> None:
    """Raise what nobody foresaw, inside what ``serve`` runs."""
    from solver import apart  # noqa: PLC0415 (changed in this process only)

    def solve(*_: object, **__: object) -> None:
        raise KeyError("nobody foresaw this")

    apart.solve.solve = solve  # type: ignore[attr-defined]
    apart.serve(connection, task, bounds)


def wait_for_stop(connection: Connection, task: Task, bounds: Confinement) -> None:
    """Never end by itself, and be polite when asked to stop."""
    stopped = confinement.confine(connection, bounds)
    assert task
    connection.send(TOLD)
    while not stopped():
        time.sleep(0.01)
    connection.send(TOLD)
    os._exit(0)
