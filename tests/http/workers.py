"""What the processes of jobs run in tests, in place of planning: each ends in its own way."""

import ctypes
import os
import signal
import time
from multiprocessing.connection import Connection

from api.outputs import Rendered
from api.work import Order, Told, work
from solver import confinement, pausing
from solver.confinement import Confinement

PLAN = {
    "format": "hemrutt-plan/1",
    "date": "2026-11-23",
    "team": "primar",
    "kpis": {"visits_planned": 1, "visits_unassigned": 0},
}
PAGE = "<!doctype html><title>Åsas dag</title><script>var a = 1;</script>"


def finish(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Tell of progress and hand out a plan."""
    assert bounds.memory_bytes
    connection.send(Told(state="running", cost=200, seconds=0.1))
    connection.send(Told(state="verifying", cost=100, seconds=0.2))
    plan = {**PLAN, "team": order.day["team"], "seed": order.limits.seed}
    rendered = Rendered(plan=plan, geojson={"type": "FeatureCollection", "features": []}, page=PAGE)
    connection.send(Told(state="done", cost=100, seconds=0.2, plan=rendered))


def hang(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Tell once and never again; a plea to end is not heard."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    assert bounds.wall_s > order.limits.seconds
    connection.send(Told(state="running", cost=order.limits.seed, seconds=0.1))
    time.sleep(600)


def abort(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Die as OR-Tools does on a malformed model, but on seed 2 finish."""
    if order.limits.seed == 2:
        finish(connection, order, bounds)
    else:
        os.abort()


def kill(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Be killed, as by somebody who looks for what takes all the processor."""
    assert connection
    assert order
    assert bounds
    os.kill(os.getpid(), signal.SIGKILL)


def fail(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Tell that the check did not pass the plan."""
    assert order.limits.seed
    assert bounds
    connection.send(Told(state="failed", failure="verification"))


def raise_error(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Raise what nobody foresaw."""
    raise RuntimeError(f"{connection} {order} {bounds}")


def eat(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Take and touch memory until there is no more."""
    confinement.confine(connection, bounds)
    assert order
    eaten = []
    while True:
        eaten.append(b"1" * 10_000_000)


def want(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Ask for more memory than there is, at once: nobody ever sees how much that was."""
    confinement.confine(connection, bounds)
    assert order
    assert bounds.memory_bytes is not None
    bytearray(2 * bounds.memory_bytes)


def fault(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Read where nothing is, as compiled code with a wrong index does."""
    confinement.confine(connection, bounds)
    assert order
    ctypes.string_at(0)


def die_late(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Tell of the route of one car with one visit, and die; what was told is made into a plan as it really is."""
    if order.found is not None:
        work(connection, order, bounds)
    connection.send(Told(state="running", cost=100, seconds=0.5, sequences=((0,),)))
    os.abort()


def hang_late(connection: Connection, order: Order, bounds: Confinement) -> None:
    """As ``die_late``, but hang."""
    if order.found is not None:
        work(connection, order, bounds)
    connection.send(Told(state="running", cost=100, seconds=0.5, sequences=((0,),)))
    hang_held(connection, order, bounds)


def prove(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Tell of a bound that rises, then hang."""
    assert order.limits.bound
    for bound in (50, 90):
        connection.send(
            Told(state="running", cost=100, unassigned=2, bound=bound, gap=(100 - bound) / 100, seconds=0.1)
        )
    hang_held(connection, order, bounds)


def hang_held(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Hang with the interpreter in hand, so that no other thread of the process can do anything either."""
    confinement.confine(connection, bounds)
    assert order
    ctypes.PyDLL(None).sleep(600)


def hang_silent(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Hang before the search has told of anything."""
    hang_held(connection, order, bounds)


def finish_late(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Take long for what is made of a plan."""
    connection.send(Told(state="running", cost=200, seconds=0.1))
    connection.send(Told(state="verifying", cost=100, seconds=0.2))
    time.sleep(3)
    finish(connection, order, bounds)


def compile_long(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Tell of a plan, compile for longer than a search may take, then finish; on seed 2 hang."""
    confinement.confine(connection, bounds)
    connection.send(Told(state="running", cost=200, seconds=0.1))
    pausing.tell(is_compiling=True)
    time.sleep(3)
    pausing.tell(is_compiling=False)
    if order.limits.seed == 2:
        time.sleep(600)
    finish(connection, order, bounds)


def hang_begun_late(connection: Connection, order: Order, bounds: Confinement) -> None:
    """Begin to search after a while, then hang."""
    time.sleep(3)
    hang(connection, order, bounds)
