"""Puts small faults into the core, one at a time, and counts how many its own tests catch.

``python -m benchmarks.mutants --sample 30`` draws so many of each part and prints a table, and what no test caught.
Faults that change nothing anybody could notice are among them: a whole 100 % is not to be had.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.mutants.faults import Mutant, mutants_of

ROOT: Final = Path(__file__).parents[2]
SLOWER: Final = 4.0
"""Times what the tests take without a fault, after which one that hangs counts as caught."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the core, and its own tests."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]


PARTS: Final = (
    Part(
        name="time", files=("scheduler/clock.py", "scheduler/seasons.py"),
        tests=("tests/scheduler/test_clock.py", "tests/scheduler/test_seasons.py"),
    ),
    Part(
        name="check", files=("solver/check.py", "solver/cost.py", "solver/rules/*.py"),
        tests=("tests/solver/test_corruptions.py", "tests/solver/test_rules.py", "tests/solver/test_cost.py"),
    ),
    Part(name="access", files=("api/access/*.py", "api/guard.py"), tests=("tests/access",)),
    Part(
        name="audit", files=("api/store/audit.py", "api/store/anchor.py", "api/store/verifying.py"),
        tests=("tests/store/test_audit.py", "tests/access/test_noting.py", "tests/http/test_audit.py"),
    ),
    Part(
        name="locking", files=tuple(f"api/store/{name}.py" for name in ("transaction", "gate", "plans", "jobs")),
        tests=("tests/store/test_transactions.py", "tests/store/test_lives.py", "tests/store/test_jobs.py"),
    ),
    Part(name="import", files=("scheduler/files/**/*.py",), tests=("tests/scheduler/files",)),
)  # fmt: skip


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=30, help="mutants drawn of each part")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", default=",".join(part.name for part in PARTS))
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    print("| part | mutants there are | tried | caught | share | s |\n|---|---|---|---|---|---|")
    alive: list[Mutant] = []
    with _copies(given.workers) as copies:
        for part in (part for part in PARTS if part.name in given.parts.split(",")):
            begun = time.monotonic()
            found = [
                mutant
                for pattern in part.files
                for path in sorted(ROOT.glob(pattern))
                for mutant in mutants_of(ROOT, path.relative_to(ROOT))
            ]
            drawn = random.Random(given.seed).sample(found, min(given.sample, len(found)))  # noqa: S311 (no secret)
            missed = _missed(part, drawn, copies)
            alive += missed
            caught = len(drawn) - len(missed)
            share, took = 100 * caught / len(drawn), time.monotonic() - begun
            print(f"| {part.name} | {len(found)} | {len(drawn)} | {caught} | {share:.0f} % | {took:.0f} |", flush=True)
    print("\nNot caught:\n", *alive, sep="\n")


def _missed(part: Part, drawn: Sequence[Mutant], copies: Sequence[Path]) -> list[Mutant]:
    """Give the mutants that no test of the part catches.

    Raises
    ------
    SystemExit
        If its tests fail without a fault.
    """
    free: SimpleQueue[Path] = SimpleQueue()
    begun = time.monotonic()
    for copy in copies:
        if _fails(part, copy, seconds=3600.0):
            raise SystemExit(f"the tests of {part.name} fail without a fault")
        free.put(copy)
    allowed = SLOWER * (time.monotonic() - begun) + 10.0

    def is_missed(mutant: Mutant) -> bool:
        copy = free.get()
        source = (copy / mutant.path).read_bytes()
        try:
            mutant.write(copy)
            return not _fails(part, copy, seconds=allowed)
        finally:
            (copy / mutant.path).write_bytes(source)
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        return [mutant for mutant, missed in zip(drawn, pool.map(is_missed, drawn), strict=True) if missed]


def _fails(part: Part, copy: Path, *, seconds: float) -> bool:
    """Tell whether a test fails, or none ends in time."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *part.tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(command, cwd=copy, env=environment, timeout=seconds, check=False, capture_output=True)
    except subprocess.TimeoutExpired:
        return True
    return ran.returncode != 0


@contextmanager
def _copies(count: int) -> Iterator[list[Path]]:
    """Make copies of the project as it stands, in which faults do no harm."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True
    )
    with TemporaryDirectory(prefix="hemrutt-mutants-") as folder:
        copies = [Path(folder) / str(number) for number in range(count)]
        for copy in copies:
            for name in filter(None, listed.stdout.decode().split("\0")):
                if (ROOT / name).is_file():
                    (copy / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(ROOT / name, copy / name)
            if (ROOT / "api/static").is_dir():
                shutil.copytree(ROOT / "api/static", copy / "api/static", dirs_exist_ok=True)
        yield copies


if __name__ == "__main__":
    main()
