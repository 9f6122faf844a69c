"""Every operation of the OpenAPI document, asked for by everyone: each role in the team, in another, and nobody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pytest
import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.testclient import TestClient

from api import documents
from api.access.actor import SERVICE
from api.access.requiring import public, refuse_undeclared, require
from api.access.roles import PERMISSIONS, Permission, Role
from api.store import calls, checks, days, jobs, plans, proposals, rosters, teams, tokens, users, webhooks
from api.store.calls import NewCall
from api.store.plans import NewVersion, Rendering
from api.store.proposals import NewProposal
from api.store.rosters import Section
from api.store.schema import AUDIT
from scheduler import files
from tests.access.conftest import ADMIN, Answer, House, build_house
from tests.http.conftest import DAY

DOCUMENT: Final = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
PLAN: Final = {
    "format": "hemrutt-plan/1",
    "date": DAY["date"],
    "team": DAY["team"],
    "seconds": 0.0,
    "seed": 1,
    "cost": {"total": 0, "parts": {}},
    "kpis": {
        "visits_planned": 0,
        "visits_unassigned": 1,
        **dict.fromkeys(("drive_s", "drive_m", "late_s", "overtime_s", "co2_g"), 0),
        "care_share": 0.0,
    },
    "routes": [],
    "unassigned": [{"visit": "v1", "reasons": []}],
}

RECORDS: Final[Mapping[Section, Mapping[str, Any]]] = {
    "staff": {"id": "x1", "profession": "nurse"},
    "cars": {"id": "x1"},
    "patients": {"id": "x1", "place": {"lat": 63.8, "lon": 20.2}, "protected": False},
}

Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may use an operation.

    ``needs`` is a permission, or ``session``, ``signed_in`` or ``public``, or ``machine`` for who is at it; ``hidden``
    is what those are answered who have the permission in another team only, None where no team's object is asked for;
    ``everywhere`` is asked of those who have the permission in every team, whom this house does not have;
    ``only_refused`` ones are not asked for by those who may: streams without end, whole plans drawn.
    """

    needs: Permission | Literal["session", "signed_in", "public", "machine"]
    hidden: int | None = None
    body: Body | None = None
    only_refused: bool = False
    everywhere: bool = False


READ, MAKE = Permission.PLANS_READ, Permission.PLANS_MAKE
APPLY, CALLS = Permission.PLANS_APPLY, Permission.CALLS_TAKE
ROADS, USERS = Permission.ROADS_READ, Permission.USERS_WRITE
WEBHOOK: Final = {"team": "primar", "url": "https://hooks.example.se/"}
MEMBERSHIP: Final = {"team": "{team}", "role": "viewer"}

RULES: Final[Mapping[str, Rule]] = {
    "GET /healthz": Rule(needs="public"),
    "GET /readyz": Rule(needs="public"),
    "GET /metrics": Rule(needs="machine"),
    "POST /api/sessions": Rule(needs="public", body={"login": "x", "password": "x"}),
    "POST /api/sessions/link": Rule(needs="public", body={"secret": "x"}),
    "POST /api/sessions/link/look": Rule(needs="public", body={"secret": "x"}),
    "GET /api/sessions/provider": Rule(needs="public"),
    "GET /api/sessions/provider/return": Rule(needs="public"),
    "GET /api/sessions": Rule(needs="session"),
    "GET /api/sessions/current": Rule(needs="signed_in"),
    "DELETE /api/sessions/current": Rule(needs="session"),
    "DELETE /api/sessions/{key}": Rule(needs="session"),
    "PUT /api/account/password": Rule(needs="session", body={"old": "x", "new": "x"}),
    "POST /api/account/second-factor/offer": Rule(needs="session"),
    "PUT /api/account/second-factor": Rule(
        needs="session", body={"password": "x", "totp_secret": "x", "new_code": "000000"}
    ),
    "GET /api/tokens": Rule(needs="session"),
    "POST /api/tokens": Rule(needs="session", body={"name": "x", "team": None, "role": "viewer"}),
    "DELETE /api/tokens/{key}": Rule(needs="session"),
    "GET /api/users": Rule(needs=USERS),
    "POST /api/users": Rule(needs=USERS, hidden=404, body={"login": "x", "name": "x", "memberships": [MEMBERSHIP]}),
    "GET /api/users/{key}": Rule(needs=USERS, hidden=404),
    "PATCH /api/users/{key}": Rule(needs=USERS, hidden=404, body={"name": "x"}),
    "POST /api/users/{key}/link": Rule(needs=USERS, hidden=404),
    "DELETE /api/users/{key}/sessions": Rule(needs=USERS, hidden=404),
    "POST /api/users/{key}/memberships": Rule(needs=USERS, hidden=404, body=MEMBERSHIP),
    "DELETE /api/users/{key}/memberships/{membership}": Rule(needs=USERS, hidden=404),
    "GET /api/teams": Rule(needs="signed_in"),
    "POST /api/teams": Rule(needs=Permission.TEAMS_WRITE, body={"key": "ny", "name": "Ny"}, everywhere=True),
    "GET /api/teams/{team}": Rule(needs="signed_in"),
    "PUT /api/teams/{team}": Rule(needs=Permission.ROSTER_WRITE, hidden=404, body={"name": "x"}),
    **{
        f"{method} /api/teams/{{team}}/{section}{tail}": Rule(needs=needs, hidden=404, body=body)
        for section in ("staff", "cars", "patients")
        for method, tail, needs, body in (
            ("GET", "", Permission.ROSTER_READ, None),
            ("GET", "/{key}", Permission.ROSTER_READ, None),
            ("PUT", "/{key}", Permission.ROSTER_WRITE, {"id": "{key}"}),
            ("DELETE", "/{key}", Permission.ROSTER_WRITE, None),
        )
    },
    "POST /api/teams/{team}/imports": Rule(needs=Permission.ROSTER_WRITE, body={}),
    "GET /api/teams/{team}/registry.xlsx": Rule(needs=Permission.ROSTER_READ, hidden=404),
    "GET /api/teams/{team}/mornings/{date}": Rule(needs=Permission.ROSTER_READ, hidden=404),
    "PUT /api/teams/{team}/mornings/{date}": Rule(needs=MAKE, hidden=404, body={}),
    "POST /api/teams/{team}/mornings/{date}/day": Rule(needs=MAKE, hidden=404, body={}),
    "POST /api/days": Rule(needs=MAKE, hidden=422, body=DAY),
    "GET /api/days/{key}": Rule(needs=READ, hidden=404),
    "POST /api/imports": Rule(needs=MAKE, body={}),
    "POST /api/jobs": Rule(needs=MAKE, hidden=422, body={"day": "{day}", "seconds": 1}),
    "GET /api/jobs": Rule(needs=READ),
    "GET /api/jobs/{key}": Rule(needs=READ, hidden=404),
    "DELETE /api/jobs/{key}": Rule(needs=MAKE, hidden=404),
    "GET /api/jobs/{key}/events": Rule(needs=READ, hidden=404, only_refused=True),
    "GET /api/plans": Rule(needs=READ),
    "GET /api/plans/{key}": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/geojson": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/page": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/exports/{form}": Rule(needs=READ, hidden=404, only_refused=True),
    "GET /api/plans/{key}/exports/{form}/{number}": Rule(needs=READ, hidden=404, only_refused=True),
    "GET /api/plans/{key}/board": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/day": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/versions": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/versions/{number}": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/difference": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/statuses": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/events": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/calls": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/proposals": Rule(needs=READ, hidden=404),
    "POST /api/plans/{key}/publish": Rule(needs=APPLY, hidden=404),
    "POST /api/plans/{key}/close": Rule(needs=APPLY, hidden=404),
    "POST /api/plans/{key}/undo": Rule(needs=APPLY, hidden=404),
    "POST /api/plans/{key}/changes": Rule(
        needs=MAKE, hidden=404, body={"changes": [{"change": "unlock", "visit": "v1"}]}
    ),
    "GET /api/teams/{team}/figures": Rule(needs=READ, hidden=404),
    "GET /api/teams/{team}/figures/{form}": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/outlook": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/explanation": Rule(needs=READ, hidden=404),
    "GET /api/plans/{key}/visits/{visit}/places": Rule(needs=MAKE, hidden=404),
    "POST /api/plans/{key}/experiments": Rule(
        needs=MAKE, hidden=404, body={"experiment": {"kind": "place", "visit": "v1"}}
    ),
    "POST /api/plans/{key}/proposals": Rule(needs=MAKE, hidden=404, body={}),
    "POST /api/plans/{key}/events": Rule(
        needs=Permission.EVENTS_REPORT,
        hidden=404,
        body={"events": [{"event": "visit_cancelled", "time": "08:00", "visit": "v1"}]},
    ),
    "POST /api/plans/{key}/calls": Rule(needs=CALLS, hidden=404, body={"call": {"patient": "p1", "duration_min": 5}}),
    "POST /api/plans/{key}/patients/search": Rule(needs=CALLS, hidden=404, body={"text": "p1"}),
    "GET /api/calls/{key}": Rule(needs=READ, hidden=404),
    "DELETE /api/calls/{key}": Rule(needs=CALLS, hidden=404),
    "POST /api/calls/{key}/offers": Rule(needs=CALLS, hidden=404),
    "POST /api/calls/{key}/proposals": Rule(needs=CALLS, hidden=404, body={"offer": 1}),
    "GET /api/calls/{key}/offers/{number}/board": Rule(needs=CALLS, hidden=404, only_refused=True),
    "GET /api/proposals/{key}": Rule(needs=READ, hidden=404),
    "GET /api/proposals/{key}/board": Rule(needs=READ, hidden=404),
    "GET /api/proposals/{key}/plan": Rule(needs=READ, hidden=404),
    "POST /api/proposals/{key}/apply": Rule(needs=APPLY, hidden=404),
    "DELETE /api/proposals/{key}": Rule(needs=MAKE, hidden=404),
    "GET /api/webhooks": Rule(needs=Permission.TEAMS_WRITE),
    "POST /api/webhooks": Rule(needs=Permission.TEAMS_WRITE, hidden=422, body=WEBHOOK),
    "DELETE /api/webhooks/{key}": Rule(needs=Permission.TEAMS_WRITE, hidden=404),
    "POST /api/audit/extracts": Rule(needs=Permission.AUDIT_READ, hidden=422, body={"team": "primar", "patient": "p1"}),
    "POST /api/audit/checks": Rule(needs=Permission.AUDIT_CHECK, hidden=422, body={"team": "primar"}),
    "GET /api/audit/checks/{key}": Rule(needs=Permission.AUDIT_CHECK, hidden=404),
    "PUT /api/audit/checks/{key}/finding": Rule(needs=Permission.AUDIT_CHECK, hidden=404, body={"outcome": "in_order"}),
    "GET /api/feed": Rule(needs=READ, only_refused=True),
    "GET /api/roads": Rule(needs=ROADS),
    "GET /api/roads/{name}": Rule(needs=ROADS),
    "POST /api/roads/{name}/addresses/search": Rule(needs=ROADS, body={}),
    "POST /api/roads/{name}/matrix": Rule(needs=ROADS, body={}),
    "POST /api/roads/{name}/reach": Rule(needs=ROADS, body={}),
    "POST /api/roads/{name}/route": Rule(needs=ROADS, body={}),
    "GET /api/tiles/style/{theme}.json": Rule(needs=ROADS),
    "GET /api/tiles/{network}.json": Rule(needs=ROADS),
    "GET /api/tiles/{network}/{z}/{x}/{y}.mvt": Rule(needs=ROADS),
}
"""One line for each operation. A new one is added here by hand: who may use it is for a person to say."""

_FIXED: Final = {
    "name": "nosuch", "network": "nosuch", "theme": "day", "z": "14", "x": "1", "y": "1", "form": "csv", "number": "1",
    "date": "2026-11-23", "visit": "v1",
}  # fmt: skip
_OF_PARTS: Final = {"form": "gpx"}
_NO_NETWORK: Final = ("/api/roads/{name}", "/api/tiles/{network}")


_TOTALS: Final = {"version": 1, "cost": {"total": 0, "parts": {}}, "kpis": {}}
_NO_DIFFERENCE: Final = {
    **{kind: [] for kind in documents.KINDS}, "before": _TOTALS, "after": _TOTALS,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody at a browser: their role, and whether it is in the team that the objects are of."""

    client: TestClient
    role: Role | None
    inside: bool


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = build_house(tmp_path_factory.mktemp("house"), jobs_waiting=1_000, jobs_waiting_each=1_000)
    yield built
    built.service.close()


@pytest.fixture(scope="module")
def callers(house: House) -> Mapping[str, Caller]:
    """Sign somebody of every role in, in the team and in another."""
    signed_in: dict[str, Caller] = {}
    for team, inside in (("primar", True), ("annan", False)):
        for role in Role:
            login = f"{role}-{team}"
            house.add(login, (team, role))
            signed_in[login] = Caller(client=house.enter(login), role=role, inside=inside)
    with house.service.store.write(ADMIN) as tx:
        house.users["none"] = users.add_user(tx, login="none", name="None", memberships=[])
        users.set_password(tx, house.users["none"], _hash(tx, house))
    signed_in["none"] = Caller(client=house.enter("none"), role=None, inside=False)
    return signed_in


@pytest.fixture(scope="module")
def strangers(house: House) -> Mapping[str, TestClient]:
    """Open browsers that nobody is let in on any more, or never was."""
    for login in ("gone", "late", "lost"):
        house.add(login, ("primar", Role.LEAD))
    disabled = house.enter("gone")
    with house.service.store.write(ADMIN) as tx:
        users.change_user(tx, house.users["gone"], disabled=True)
        made = [
            tokens.add_token(
                tx, user=house.users["lost"], name=name, team=house.teams["primar"], role=Role.LEAD, ends_us=ends_us
            )
            for name, ends_us in (("revoked", tx.now_us + 60_000_000), ("expired", tx.now_us))
        ]
        tokens.revoke_token(tx, made[0].id, user=None)
    left = house.enter("late")
    with house.service.store.write(ADMIN) as tx:
        users.end_sessions(tx, house.users["late"])
    return {
        "nobody": house.client(),
        "a disabled user": disabled,
        "an ended session": left,
        "a revoked token": house.client(Authorization=f"Bearer {made[0]}"),
        "an expired token": house.client(Authorization=f"Bearer {made[1]}"),
        "no token": house.client(Authorization="Bearer hcr_x"),
        "another scheme": house.client(Authorization=f"Basic {made[0]}"),
    }


def test_every_operation_has_a_rule() -> None:
    operations = {f"{method.upper()} {path}" for path, told in DOCUMENT["paths"].items() for method in told}
    assert operations == set(RULES)


@pytest.mark.parametrize("declared", [[], [public(), require(Permission.PLANS_READ)]], ids=["nothing", "two things"])
def test_a_route_that_does_not_declare_one_thing_keeps_the_service_from_starting(declared: list[Any]) -> None:
    good, wrong = APIRouter(), APIRouter()
    good.get("/good", dependencies=[require(Permission.PLANS_READ)])(lambda: None)
    wrong.get("/wrong", dependencies=declared)(lambda: None)
    refuse_undeclared([good])
    with pytest.raises(RuntimeError, match="/wrong"):
        refuse_undeclared([good, wrong])


@pytest.mark.parametrize("operation", [name for name, rule in RULES.items() if rule.needs != "public"])
def test_nobody_is_let_in_without_being_known(
    house: House, strangers: Mapping[str, TestClient], operation: str
) -> None:
    for name, client in strangers.items():
        answer = ask(house, client, operation)
        assert (answer.status_code, answer.json()["type"]) == (401, "urn:hemrutt:problem:not-signed-in"), name
        assert answer.headers["www-authenticate"] == "Bearer", name


@pytest.mark.parametrize("operation", [name for name, rule in RULES.items() if isinstance(rule.needs, Permission)])
def test_everyone_may_what_their_role_says_in_their_team_and_nowhere_else(
    house: House, callers: Mapping[str, Caller], operation: str
) -> None:
    rule = RULES[operation]
    assert isinstance(rule.needs, Permission)
    for name, caller in callers.items():
        permitted = caller.role is not None and rule.needs in PERMISSIONS[caller.role] and not rule.everywhere
        if permitted and rule.only_refused and (caller.inside or rule.hidden is None):
            continue
        answer = ask(house, caller.client, operation)
        assert answer.status_code < 500, (name, answer.text)
        if not permitted:
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:hemrutt:problem:forbidden"), name
        elif caller.inside or rule.hidden is None:
            let_in = operation.split(" ")[1].startswith(_NO_NETWORK) or answer.status_code not in {401, 403, 404}
            assert let_in, (name, answer.text)
        else:
            assert answer.status_code == rule.hidden, (name, answer.text)


@pytest.mark.parametrize(
    "operation", [name for name, rule in RULES.items() if rule.needs in {"session", "signed_in", "public"}]
)
def test_what_asks_for_no_role_refuses_nobody_who_is_known(house: House, operation: str) -> None:
    for login in ("admin-primar", "none"):
        answer = ask(house, house.enter(login), operation)
        assert answer.status_code < 500
        # What these make up (another's session, a wrong password, a role of others) may well be refused by itself.
        assert "not-signed-in" not in answer.text


def test_lists_hold_ones_own_teams_alone(house: House, callers: Mapping[str, Caller]) -> None:
    made = furnish(house)
    for login, caller in callers.items():
        if caller.role not in {Role.VIEWER, Role.DISPATCHER, Role.LEAD}:
            continue
        for path, key in (("/api/plans", made["plan"]), ("/api/jobs", made["job"])):
            listed = [entry["id"] for entry in caller.client.get(path).json()]
            assert (key in listed) == caller.inside, (login, path)
    admins = {
        name: [user["login"] for user in callers[name].client.get("/api/users").json()]
        for name in ("admin-primar", "admin-annan")
    }
    assert "lead-primar" in admins["admin-primar"]
    assert "lead-annan" not in admins["admin-primar"]
    assert "lead-primar" not in admins["admin-annan"]


def test_a_role_in_one_team_is_of_no_use_in_another(house: House) -> None:
    """Who reads plans in one team and administers another sees no patients of the other."""
    house.add("both", ("annan", Role.LEAD), ("primar", Role.ADMIN))
    client = house.enter("both")
    made = furnish(house)
    assert made["plan"] not in client.get("/api/plans").text
    assert made["job"] not in client.get("/api/jobs").text
    for path in (f"/api/plans/{made['plan']}", f"/api/days/{made['day']}", f"/api/jobs/{made['job']}"):
        assert client.get(path).status_code == 403
    assert client.post("/api/days", json=DAY).status_code == 403


def test_a_refusal_is_logged(house: House, callers: Mapping[str, Caller], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    made = furnish(house)
    callers["admin-primar"].client.get(f"/api/plans/{made['plan']}")
    told = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("hemrutt."))
    assert " 403 " in told
    assert made["plan"] not in told


def test_the_audit_tells_who_was_refused_what(house: House, callers: Mapping[str, Caller]) -> None:
    made = furnish(house)
    answer = callers["admin-primar"].client.get(f"/api/plans/{made['plan']}")
    with house.service.store.read(ADMIN) as tx:
        entry = tx.connection.execute(sa.select(AUDIT).order_by(AUDIT.c.seq.desc())).first()
    assert entry is not None
    assert (entry.name, entry.action) == ("admin-primar", "refused:plans:read")
    assert (entry.subject, entry.correlation_id) == ("route:GET /api/plans/{key}", answer.headers["x-request-id"])


def ask(house: House, client: TestClient, operation: str) -> Answer:
    """Send an operation about objects of the team that are made for it."""
    method, path = operation.split(" ")
    made = furnish(house)
    if path.startswith("/api/webhooks/"):
        with house.service.store.write(ADMIN) as tx:
            made["webhook"] = webhooks.add_webhook(tx, **WEBHOOK, key=house.service.store.seal_key)[0].id
    rule = RULES[operation]
    body = None if rule.body is None else json.loads(_fill(json.dumps(rule.body), made))
    if body is not None and "login" in body:
        body["login"] = f"new-{made['day'].replace('_', 'x')}".rstrip("-")
    kind = next((kind for start, kind in _KINDS.items() if path.startswith(start)), "session")
    parted = _OF_PARTS if "{number}" in path else {}
    if path.startswith("/api/teams/"):
        made |= {"team": "primar", "session": "x1"}
    address = _fill(path, {**_FIXED, **parted, **made, "key": made[kind]})
    return client.request(method, address, json=body)


_KINDS: Final = {
    "/api/audit": "check",
    "/api/days": "day",
    "/api/plans": "plan",
    "/api/jobs": "job",
    "/api/calls": "call",
    "/api/proposals": "proposal",
    "/api/users": "user",
    "/api/tokens": "token",
    "/api/webhooks/": "webhook",
}


def furnish(house: House) -> dict[str, str]:
    """Make one of everything in the team, later than all before, and give their ids."""
    house.clock.now_us += 1
    with house.service.store.write(SERVICE) as tx:
        day = days.add_day(tx, files.parse_day(DAY, file="day"), DAY)
        team = house.teams["primar"]
        plan = plans.add_plan(tx, team=team, day=day, first=NewVersion(day=DAY, plan=PLAN, origin="job"))
        version = plans.get_plan(tx, plan).version_id
        plans.add_rendering(tx, version, Rendering(geojson={}, page=f"<p>{plan}</p>"))
        job = jobs.add_job(tx, team=team, day=day, kind="plan", order={})
        proposal = proposals.add_proposal(
            tx,
            NewProposal(
                team=team,
                plan=plan,
                base_version=1,
                base_event=0,
                origin="job",
                day=DAY,
                document=PLAN,
                difference=_NO_DIFFERENCE,
                faults={"hard": [], "soft": []},
            ),
        )
        answer = {"base_version": 1, "base_event": 0, "estimated_times": False}
        call = calls.add_call(
            tx,
            NewCall(
                team=team,
                plan=plan,
                visit="v9",
                patient="p1",
                priority=1,
                document={"patient": "p1", "duration_min": 5, "id": "v9"},
                answer={**answer, "offers": [], "routes": [], "reasons": []},
                state="waiting",
            ),
        )
        check = checks.draw(tx, team, since_us=0, count=1).id
        found = teams.find_team(tx, "primar", Permission.ROSTER_WRITE)
        for section, record in RECORDS.items():
            held = rosters.find_record(tx, found, section, "x1")
            rosters.put_record(tx, found, section, record, held=held)
    with house.service.store.write(ADMIN) as tx:
        user = users.add_user(tx, login=f"u{day}".replace("_", "."), name="x", memberships=[(team, Role.VIEWER)])
        membership = users.get_user(tx, user).memberships[0].id
        assert teams.find_team(tx, "primar", Permission.TEAMS_WRITE).id == team
    made = {"day": day, "plan": plan, "job": job.id, "proposal": proposal, "call": call, "user": user, "team": team}
    return {**made, "check": check, "membership": membership, "session": "nosuch", "token": "nosuch"}


def _fill(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _hash(tx: Any, house: House) -> str:
    stored = users.get_proof(tx, house.users["viewer-primar"]).password_hash
    assert stored is not None
    return stored
