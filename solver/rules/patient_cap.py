"""A patient gets no more visits than the patient's cap.

For each patient: number of planned visits (each visit of a together-group counts) ≤ max_visits(patient).
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "patient_cap"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the patients with too many visits, with how many too many."""
    planned: dict[int, list[int]] = {}
    for visit in sorted(solution.planned):
        planned.setdefault(problem.visits[visit].patient, []).append(visit)
    for patient, visits in planned.items():
        cap = problem.patients[patient].max_visits
        if len(visits) > cap:
            message = f"patient {patient} gets {len(visits)} visits, {cap} at most"
            yield Fault(rule=RULE, message=message, visits=tuple(visits), amount=len(visits) - cap)
