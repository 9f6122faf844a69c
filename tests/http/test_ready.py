"""Processes that are ready for jobs before there is one, and what becomes of jobs where there is no room for any."""

from __future__ import annotations

import errno
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import ready, work
from api.ready import Ready
from solver.confinement import Confined, Confinement, Waiting
from solver.errors import ApartError
from tests.http.conftest import wait_for, wait_until
from tests.http.test_jobs import ENDS, start

Open = Callable[..., TestClient]

SHORTAGES = [OSError(errno.ENOMEM, "no memory"), MemoryError(), RuntimeError("can't start new thread"), EOFError()]
OTHERS = [OSError(errno.EMFILE, "too many files"), FileNotFoundError(errno.ENOENT, "no file", "/home/asa")]
NO_ROOM = pytest.mark.parametrize("fault", [*SHORTAGES, *OTHERS], ids=repr)


def tell(connection: Connection, module: str, _: Confinement) -> None:
    """Tell whose child this is, and whether a module is loaded; what the processes of these tests run."""
    connection.send((os.getppid(), module in sys.modules))


def ask(waiting: Waiting, module: str) -> tuple[int, bool]:
    confined = Confined(tell, module, Confinement(wall_s=60.0), waiting=waiting)
    try:
        parent, has = confined.hear(patience_s=60.0) or (0, False)
    finally:
        confined.end()
    return parent, has


def refuse(fault: Exception) -> Callable[[], Waiting]:
    def begin() -> Waiting:
        raise fault

    return begin


def wait_until_ready(client: TestClient) -> Ready:
    kept: Ready = client.app.state.service.jobs._attendant.ready  # type: ignore[attr-defined]
    deadline = time.monotonic() + 120
    while kept._waiting is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return kept


def test_each_job_gets_a_process_that_waits(
    open_client: Open, day: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[bool] = []
    take = Ready.take

    def note(ready: Ready) -> Waiting:
        waited.append(ready._waiting is not None)
        return take(ready)

    monkeypatch.setattr(Ready, "take", note)
    client = open_client(work.work)
    for _ in range(2):
        wait_until_ready(client)
        job = wait_for(client, start(client, day, seconds=1, iterations=5)["id"], *ENDS)
        assert (job["state"], job["failure"]) == ("done", None)
    assert waited == [True, True]


@NO_ROOM
def test_a_job_without_room_for_a_process_fails_and_the_next_is_done(
    open_client: Open, day: dict[str, Any], fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    client = open_client(work.work)
    kept = wait_until_ready(client)
    begin, kept._start = kept._start, refuse(fault)
    kept.take().end()
    with caplog.at_level(logging.ERROR, logger="hemrutt.jobs"):
        job = wait_for(client, start(client, day, seconds=1, iterations=5)["id"], *ENDS)
    assert (job["state"], job["failure"]) == ("failed", "out_of_memory" if fault in SHORTAGES else "internal")
    assert type(fault).__name__ in caplog.text
    assert "asa" not in caplog.text
    kept._start = begin
    assert wait_for(client, start(client, day, seconds=1, iterations=5)["id"], *ENDS)["state"] == "done"


@NO_ROOM
def test_a_job_that_has_ended_does_not_mind_that_no_process_can_wait(fault: Exception) -> None:
    kept = Ready(refuse(fault))
    kept.prepare()
    with pytest.raises(type(fault)):
        kept.take()


def test_a_process_that_died_while_it_waited_is_given_to_nobody() -> None:
    kept = Ready(Waiting)
    kept.prepare()
    dead = kept._waiting
    assert dead is not None
    dead.process.kill()
    dead.process.join()
    given = kept.take()
    assert given is not dead
    assert given.process.is_alive()
    given.end()


def test_nothing_waits_once_that_is_over() -> None:
    kept = Ready(Waiting)
    kept.prepare()
    waiting = kept._waiting
    assert waiting is not None
    kept.close()
    assert waiting.connection.closed
    kept.prepare()
    assert kept._waiting is None


def test_the_end_does_not_wait_for_a_process_that_is_still_beginning() -> None:
    begun, ended = threading.Event(), threading.Event()
    made: list[Waiting] = []

    def begin() -> Waiting:
        begun.set()
        assert ended.wait(60)
        made.append(Waiting())
        return made[0]

    kept = Ready(begin)
    loading = threading.Thread(target=kept.prepare)
    loading.start()
    assert begun.wait(60)
    closing = threading.Thread(target=kept.close)
    closing.start()
    closing.join(timeout=10)
    loading.join(timeout=10)
    is_over = not closing.is_alive() and not loading.is_alive()
    ended.set()
    assert is_over
    wait_until(lambda: bool(made) and all(waiting.connection.closed for waiting in made))


def test_a_process_that_does_not_begin_costs_one_job(
    open_client: Open, day: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_client(work.work)
    kept = wait_until_ready(client)
    over = threading.Event()
    made: list[Waiting] = []

    def begin() -> Waiting:
        assert over.wait(300)
        waiting = Waiting()
        made.append(waiting)
        return waiting

    now, kept._start = kept._start, begin
    kept.take().end()
    with monkeypatch.context() as patched:
        patched.setattr(ready, "BEGIN_S", 0.2)
        job = wait_for(client, start(client, day, seconds=1, iterations=5)["id"], *ENDS)
        assert (job["state"], job["failure"]) == ("failed", "time_limit")
    kept._start = now
    assert wait_for(client, start(client, day, seconds=1, iterations=5)["id"], *ENDS)["state"] == "done"
    over.set()
    wait_until(lambda: bool(made) and all(waiting.connection.closed for waiting in made))


@pytest.mark.skipif(sys.platform == "win32", reason="signals of other systems")
def test_a_process_that_takes_nothing_in_is_killed_on_time() -> None:
    waiting = Waiting()
    assert waiting.process.pid is not None
    os.kill(waiting.process.pid, signal.SIGSTOP)
    confined = Confined(tell, "x" * 10_000_000, Confinement(wall_s=1.0), waiting=waiting)
    with pytest.raises(ApartError) as caught:
        confined.hear(patience_s=0)
    confined.end()
    assert caught.value.failure == "time_limit"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each process loads for itself")
def test_what_processes_are_forked_from_is_begun_again_where_it_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    server, _ = ask(ready.begin(), "sys")
    os.kill(server, signal.SIGSTOP)
    with monkeypatch.context() as patched:
        patched.setattr(ready, "BEGIN_S", 0.5)
        with pytest.raises(TimeoutError):
            ready.begin()
    again, _ = ask(ready.begin(), "sys")
    assert again not in {server, os.getpid()}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each process loads for itself")
def test_processes_are_forked_from_one_that_has_loaded_all_and_is_begun_again_where_it_was_ended() -> None:
    engine = "solver.kernel.full.engine"
    (first, has), (second, again) = (ask(ready.begin(), engine) for _ in range(2))
    assert has
    assert again
    assert first == second != os.getpid()
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    third, has = ask(ready.begin(), engine)
    assert has
    assert third not in {first, os.getpid()}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of other systems")
@pytest.mark.parametrize("plea", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a service manager's"])
@pytest.mark.parametrize("begin", [Waiting, ready.begin], ids=["spawned", "forked"])
def test_no_plea_to_end_reaches_a_process_but_ours(begin: Callable[[], Waiting], plea: signal.Signals) -> None:
    waiting = begin()
    assert waiting.process.pid is not None
    os.kill(waiting.process.pid, plea)
    parent, has = ask(waiting, "sys")
    assert has
    if parent != os.getpid():
        os.kill(parent, plea)
        assert ask(ready.begin(), "sys") == (parent, True), "nor what it was forked from"


def test_a_folder_named_like_ours_where_the_service_was_begun_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    for hostile in (tmp_path / "api" / "__init__.py", tmp_path / "random.py"):
        hostile.write_text("raise SystemExit('loaded from the folder that the service was begun in')\n")
    begun = tmp_path / "begun.py"
    begun.write_text(
        "import os, sys\n"
        "sys.path[:] = [path for path in sys.path if path not in ('', os.getcwd())]\n"
        "from tests.http.test_ready import ask\n"
        "from api import ready\n"
        "if __name__ == '__main__':\n"
        "    ready._CONTEXT.set_forkserver_preload(['api.openapi'])\n"
        "    print(ask(ready.begin(), 'api.openapi')[1], 'PYTHONSAFEPATH' in os.environ)\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    ran = subprocess.run(
        [sys.executable, begun], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.stdout.split() == [str(sys.platform == "linux"), "False"], ran.stderr
