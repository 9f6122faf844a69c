"""The hard rules: one file a rule, and this list of all of them.

Each file's docstring says its rule in words (first line) and as a formula, and its ``faults`` lists where a solution
breaks it. Rules are independent and order-free, and none imports another; all but ``structure`` may trust that indices
exist. What is only preferred has a price instead: see ``solver.cost``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from solver.problem import Problem
from solver.rules import (
    breaks,
    bundle,
    capacity,
    clock,
    crew_size,
    fixed,
    gap,
    max_visits,
    order,
    patient_cap,
    refused,
    shift,
    skill,
    structure,
    time_window,
    together,
    unreachable,
)
from solver.solution import Fault, Solution


class RuleFile(Protocol):
    """What a module in this package offers."""

    __doc__: str | None

    def faults(self, problem: Problem, solution: Solution) -> Iterator[Fault]:
        """List where the solution breaks the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its name (also ``Fault.rule``), the rule in words, the whole text, and what lists its faults."""

    name: str
    what: str
    text: str
    faults: Callable[[Problem, Solution], Iterator[Fault]]


def _rule(name: str, file: RuleFile) -> Rule:
    text = (file.__doc__ or "").strip()
    return Rule(name=name, what=text.splitlines()[0], text=text, faults=file.faults)


RULES: Final[tuple[Rule, ...]] = (
    _rule("structure", structure),
    _rule("clock", clock),
    _rule("unreachable", unreachable),
    _rule("time_window", time_window),
    _rule("shift", shift),
    _rule("break", breaks),
    _rule("skill", skill),
    _rule("crew_size", crew_size),
    _rule("refused", refused),
    _rule("max_visits", max_visits),
    _rule("patient_cap", patient_cap),
    _rule("gap", gap),
    _rule("together", together),
    _rule("bundle", bundle),
    _rule("capacity", capacity),
    _rule("fixed", fixed),
    _rule("order", order),
)
