"""docs/asvs.csv: every requirement of ASVS 5.0.0 at levels 1 and 2 has a row, and what the rows name is there."""

from __future__ import annotations

import ast
import csv
import functools
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEVEL_1 = (
    "1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 6.1.1 "
    "6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1 "
    "12.2.1-2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1"
)
LEVEL_2 = (
    "1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2 2.1.2-3 2.2.3 2.3.2-4 2.4.1 3.3.2-4 3.4.3-6 3.5.4-5 3.7.1-2 4.1.2-3 4.2.1 "
    "4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4 6.4.3-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3 7.3.1-2 "
    "7.4.3-5 7.5.1-2 7.6.1-2 8.1.2 8.2.3 8.4.1 9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.6-11 10.5.1-5 10.6.1-2 "
    "10.7.1-3 11.1.1-2 11.2.1-3 11.3.3 11.4.2-4 11.5.1 11.6.1 12.1.2-3 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.2-5 "
    "14.1.1-2 14.2.2-4 14.3.2-3 15.1.2-3 15.2.2-3 15.3.2-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3"
)
"""The standard's own numbers, ``1.2.1-5`` for 1.2.1 to 1.2.5; chapter 17 (WebRTC) has nothing to apply to."""

STATES = ("met", "not ours", "not met", "not there")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A requirement; ``held_by`` are tests (``path::name``) and headings of documents (``path#anchor``)."""

    id: str
    level: str
    asks: str
    state: str
    where: str
    held_by: str

    @property
    def proofs(self) -> list[str]:
        return [proof for proof in self.held_by.split("; ") if proof]


def numbers(spans: str) -> list[str]:
    found = []
    for span in spans.split():
        section, _, last = span.rpartition(".")
        first, _, end = last.partition("-")
        found += [f"{section}.{number}" for number in range(int(first), int(end or first) + 1)]
    return found


def rows() -> list[Row]:
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


@functools.cache
def names_in(path: str) -> set[str]:
    """List what a file proves or tells by name: functions of Python, titles of tests, anchors of headings."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".py"):
        return {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    if path.endswith(".ts"):
        return set(re.findall(r"^test\('([^']+)'", text, re.MULTILINE))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_requirement_has_one_row_in_its_order() -> None:
    level_1, level_2 = numbers(LEVEL_1), numbers(LEVEL_2)
    assert (len(level_1), len(level_2)) == (70, 176)
    wanted = dict.fromkeys(level_1, "1") | dict.fromkeys(level_2, "2")
    told = [(row.id, row.level) for row in rows()]
    assert told == sorted(wanted.items(), key=lambda one: [int(part) for part in one[0].split(".")])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_says_where_and_what_it_names_is_there(row: Row) -> None:
    assert row.asks
    assert row.state in STATES
    if row.state in {"met", "not ours"}:
        assert row.proofs, "a test or a document holds it"
    else:
        assert row.where, "what is missing, or why there is nothing to apply to"
        assert not row.proofs
    for proof in row.proofs:
        path, name = re.split("::|#", proof)
        assert name in names_in(path), proof
    for path in re.findall(r"(?<![/\w])(?:api|docs|maps|scheduler|solver|requirements)/[\w/.-]*\w", row.where):
        assert (ROOT / path).exists(), path


def test_level_1_is_met_and_level_2_but_for_a_twentieth() -> None:
    counted = Counter((row.level, row.state) for row in rows())
    assert counted["1", "not met"] == 0
    assert counted["2", "met"] / (counted["2", "met"] + counted["2", "not met"]) >= 0.95


def test_the_summary_says_the_same() -> None:
    told = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").partition("## ASVS 5.0")[2]
    counted = Counter((row.level, row.state) for row in rows())
    for level in "12":
        assert f"| {level} | " + " | ".join(str(counted[level, state]) for state in STATES) + " |" in told
    missing = {row.id for row in rows() if row.state == "not met"}
    assert set(re.findall(r"\((\d+\.\d+\.\d+)\)", told)) == missing
