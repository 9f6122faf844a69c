"""Every operation that tells of patients is in the audit before its answer leaves, whichever it is (PDL 4 kap. 3 §)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest
import sqlalchemy as sa

from api.access.actor import SERVICE
from api.access.roles import Permission
from api.store.schema import AUDIT
from tests.access.conftest import House
from tests.access.test_matrix import RULES, Caller, ask, callers, house

__all__ = ["callers", "house"]

OF_TEAMS: Final = sorted(
    operation
    for operation, rule in RULES.items()
    if operation.startswith("GET ") and isinstance(rule.needs, Permission) and rule.hidden == 404
)
NOBODYS: Final = {
    "GET /api/jobs/{key}": "how far a search has come",
    "GET /api/jobs/{key}/events": "the same",
    "GET /api/plans/{key}/proposals": "ids, states and where they come from",
    "GET /api/plans/{key}/versions": "who made them, when and why",
    "GET /api/teams/{team}/cars": "cars",
    "GET /api/teams/{team}/cars/{key}": "a car",
    "GET /api/teams/{team}/staff": "staff",
    "GET /api/teams/{team}/staff/{key}": "a member of staff",
    "GET /api/users/{key}": "a user",
}
ELSEWHERE: Final = {
    "GET /api/calls/{key}/offers/{number}/board": "tests/http/test_audit.py",
    "GET /api/plans/{key}/explanation": "tests/http/test_audit.py",
    "GET /api/plans/{key}/exports/{form}": "tests/http/test_exports.py",
    "GET /api/plans/{key}/exports/{form}/{number}": "tests/http/test_exports.py",
    "GET /api/teams/{team}/mornings/{date}": "tests/http/test_mornings.py",
}
"""What this house has no patients for: tried where there are some."""


@pytest.mark.parametrize("operation", [one for one in OF_TEAMS if one not in NOBODYS | ELSEWHERE])
def test_who_reads_of_patients_is_in_the_audit(house: House, callers: Mapping[str, Caller], operation: str) -> None:
    def notes() -> list[tuple[str, str]]:
        query = sa.select(AUDIT.c.user, AUDIT.c.team).where(AUDIT.c.user == house.users["lead-primar"])
        with house.service.store.read(SERVICE) as tx:
            return [(row.user, row.team) for row in tx.connection.execute(query)]

    before = notes()
    answer = ask(house, callers["lead-primar"].client, operation)
    assert answer.status_code == 200, answer.text
    told = notes()[len(before) :]
    assert told
    assert {team for _, team in told} == {house.teams["primar"]}


def test_what_tells_of_nobody_is_named_once_and_is_there() -> None:
    assert not NOBODYS.keys() & ELSEWHERE.keys()
    assert set(OF_TEAMS) >= NOBODYS.keys() | ELSEWHERE.keys()
