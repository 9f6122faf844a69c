"""Plans in the store: each with its versions, none of which ever changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.errors import NotFoundError
from api.store.inserting import insert_unless_there
from api.store.rows import from_text, new_id, patients_of, to_text
from api.store.schema import CALLS, PLANS, RENDERINGS, TEAMS, USERS, VERSIONS
from api.store.transaction import Transaction, within

_OWN: Final = ("version", "status")
"""What a plan's document tells of its place in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHead:
    """What a plan is at: its state and its newest version (or the one asked for), without what stands in it."""

    id: str
    team: str
    state: str
    version: int
    version_id: str

    @property
    def etag(self) -> str:
        """What ``If-Match`` names it by."""
        return f'"{self.id}-{self.version}"'

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"version:{self.version_id}"

    def text(self, rest: str) -> str:
        """Give the plan (`hemrutt-plan/1`) as JSON; put together, since writing it anew takes longer than all else."""
        return f'{{"version":{self.version},"status":"{self.state}",{rest[1:]}'


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan(PlanHead):
    """A plan with what stands in it.

    ``day_text`` is the day as it was known with its version; ``rest`` the plan but for its version and state.
    """

    day: str
    origin: str
    events_taken: int
    day_text: str
    rest: str

    @property
    def document(self) -> dict[str, Any]:
        """The plan (`hemrutt-plan/1`), with its state and version as they are here."""
        document: dict[str, Any] = from_text(self.text(self.rest))
        return document

    @property
    def day_document(self) -> Mapping[str, Any]:
        """The day (`hemrutt-day/1`) that this version plans."""
        document: Mapping[str, Any] = from_text(self.day_text)
        return document


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A plan in a list; ``team`` is the team's key. One that ``gives_way`` may be replaced by another of its date."""

    id: str
    day: str
    team: str
    date: str
    state: str
    version: int
    planned: int
    unassigned: int
    gives_way: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A version drawn: its map layer, and its page."""

    geojson: Mapping[str, Any]
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """What a version is made of; ``events_taken`` is the number of the last event that its day knows of.

    ``made_by`` is the user who ordered what somebody else carries out.
    """

    day: Mapping[str, Any]
    plan: Mapping[str, Any]
    origin: str
    events_taken: int = 0
    reason: str | None = None
    overrides: Sequence[Mapping[str, Any]] = ()
    made_by: str | None = None


def add_plan(tx: Transaction, *, team: str, day: str, first: NewVersion) -> str:
    """Keep a plan, proposed, with its first version; give its id."""
    key = new_id()
    date = first.plan["date"]
    tx.connection.execute(
        PLANS.insert().values(id=key, team=team, day=day, date=date, version=1, state="proposed", made_us=tx.now_us)
    )
    _add_version(tx, plan=key, team=team, version=1, new=first)
    tx.publish(team, "plan", {"plan": key, "version": 1, "state": "proposed"})
    return key


def add_version(tx: Transaction, plan: StoredPlan, new: NewVersion) -> int | None:
    """Give a plan its next version; None where another came in between."""
    version = plan.version + 1
    changed = tx.connection.execute(
        PLANS.update().where(PLANS.c.id == plan.id, PLANS.c.version == plan.version).values(version=version)
    )
    if changed.rowcount != 1:
        return None
    _add_version(tx, plan=plan.id, team=plan.team, version=version, new=new)
    tx.publish(plan.team, "plan", {"plan": plan.id, "version": version, "state": plan.state})
    return version


def set_state(tx: Transaction, plan: StoredPlan, state: str) -> bool:
    """Change a plan's state; False where its state or version is not what it was."""
    same = sa.and_(PLANS.c.id == plan.id, PLANS.c.version == plan.version, PLANS.c.state == plan.state)
    if tx.connection.execute(PLANS.update().where(same).values(state=state)).rowcount != 1:
        return False
    tx.audit(f"plan:{state}", team=plan.team, subject=plan.subject)
    tx.publish(plan.team, "plan", {"plan": plan.id, "version": plan.version, "state": state})
    return True


def get_plan(
    tx: Transaction, key: str, permission: Permission = Permission.PLANS_READ, *, version: int | None = None
) -> StoredPlan:
    """Give a plan with its newest version, or another; raises NotFoundError, ForbiddenError."""
    asked = PLANS.c.version if version is None else sa.literal(version)
    query = (
        sa.select(PLANS, VERSIONS.c.id.label("version_id"), VERSIONS.c.version.label("number"), VERSIONS.c.origin,
                  VERSIONS.c.events_taken, VERSIONS.c.day_document, VERSIONS.c.document)
        .join(VERSIONS, sa.and_(VERSIONS.c.plan == PLANS.c.id, VERSIONS.c.version == asked))
        .where(PLANS.c.id == key)
    )  # fmt: skip
    row = tx.find(query, PLANS, permission)
    return StoredPlan(
        id=row.id,
        team=row.team,
        day=row.day,
        state=row.state,
        version=row.number,
        version_id=row.version_id,
        origin=row.origin,
        events_taken=row.events_taken,
        day_text=row.day_document,
        rest=row.document,
    )


_HEAD: Final = (
    sa.select(PLANS.c.id, PLANS.c.team, PLANS.c.state, PLANS.c.version, VERSIONS.c.id.label("version_id"))
    .join(VERSIONS, sa.and_(VERSIONS.c.plan == PLANS.c.id, VERSIONS.c.version == PLANS.c.version))
)  # fmt: skip


def get_head(tx: Transaction, key: str) -> PlanHead:
    """Tell what a plan is at; raises NotFoundError, ForbiddenError."""
    return PlanHead(**tx.find(_HEAD.where(PLANS.c.id == key), PLANS, Permission.PLANS_READ)._mapping)  # noqa: SLF001 (public name)


def read_rest(tx: Transaction, head: PlanHead) -> str:
    """Read what stands in the version of a plan that was found for who asks; it never changes."""
    query = sa.select(VERSIONS.c.document).where(VERSIONS.c.id == head.version_id)
    text: str = tx.connection.execute(query).scalar_one()
    return text


def find_version(tx: Transaction, plan: StoredPlan, version: int) -> StoredPlan | None:
    """Give a version of a plan that whoever asks has found; None where there is none of that number."""
    try:
        return get_plan(tx, plan.id, version=version)
    except NotFoundError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """A version in a list."""

    version: int
    origin: str
    reason: str | None
    events_taken: int
    planned: int
    unassigned: int
    made_by: str
    made_us: int


def list_versions(tx: Transaction, plan: StoredPlan) -> list[VersionLine]:
    """List the versions of a plan, the latest first, with the names of those who made them."""
    c = VERSIONS.c
    name = sa.func.coalesce(USERS.c.name, c.made_by).label("made_by")
    query = (
        sa.select(c.version, c.origin, c.reason, c.events_taken, c.planned, c.unassigned, name, c.made_us)
        .outerjoin(USERS, USERS.c.id == c.made_by)
        .where(c.plan == plan.id)
        .order_by(c.version.desc())
    )
    return [VersionLine(**row._mapping) for row in tx.connection.execute(query)]  # noqa: SLF001 (public name)


def hold(tx: Transaction, plan: StoredPlan) -> bool:
    """Have others that change a plan, or tell of it, wait until this transaction ends; False where one did before."""
    query = sa.select(PLANS.c.version, PLANS.c.state).where(PLANS.c.id == plan.id).with_for_update()
    return tuple(tx.connection.execute(query).one()) == (plan.version, plan.state)


def hold_live(tx: Transaction, plan: StoredPlan) -> list[str]:
    """List the plans in force of a plan's team and date, and have others that publish one for the team wait."""
    tx.connection.execute(sa.select(TEAMS.c.id).where(TEAMS.c.id == plan.team).with_for_update())
    date = sa.select(PLANS.c.date).where(PLANS.c.id == plan.id).scalar_subquery()
    live = PLANS.c.state.in_(("published", "running"))
    query = sa.select(PLANS.c.id).where(PLANS.c.team == plan.team, PLANS.c.date == date, live).order_by(PLANS.c.id)
    return list(tx.connection.execute(query).scalars())


def list_plans(
    tx: Transaction, *, team: str | None = None, date: str | None = None, limit: int = 200
) -> list[PlanLine]:
    """List the plans of the teams of who asks, the latest first, or those of one team (by id) and of one date."""
    asked = [column == value for column, value in ((PLANS.c.team, team), (PLANS.c.date, date)) if value is not None]
    called = sa.exists().where(CALLS.c.plan == PLANS.c.id)
    gives_way = sa.and_(PLANS.c.state == "published", ~called).label("gives_way")
    query = (
        sa.select(PLANS, TEAMS.c.key.label("team_key"), VERSIONS.c.planned, VERSIONS.c.unassigned, gives_way)
        .join(TEAMS, TEAMS.c.id == PLANS.c.team)
        .join(VERSIONS, sa.and_(VERSIONS.c.plan == PLANS.c.id, VERSIONS.c.version == PLANS.c.version))
        .where(within(PLANS, tx.actor.teams_with(Permission.PLANS_READ)), *asked)
        .order_by(PLANS.c.made_us.desc(), PLANS.c.id)
        .limit(limit)
    )
    return [
        PlanLine(
            id=row.id,
            day=row.day,
            team=row.team_key,
            date=row.date,
            state=row.state,
            version=row.version,
            planned=row.planned,
            unassigned=row.unassigned,
            gives_way=row.gives_way,
        )
        for row in tx.connection.execute(query)
    ]


def find_last(tx: Transaction, *, team: str, before: str) -> StoredPlan | None:
    """Find the plan that came into force last in a team (by id) on a date before another."""
    query = (
        sa.select(PLANS.c.id)
        .where(PLANS.c.team == team, PLANS.c.date < before, PLANS.c.state.in_(("published", "running", "closed")))
        .order_by(PLANS.c.date.desc(), PLANS.c.made_us.desc(), PLANS.c.id)
        .limit(1)
    )
    key = tx.connection.execute(query).scalar_one_or_none()
    return None if key is None else get_plan(tx, key)


def get_rendering(tx: Transaction, version_id: str) -> Rendering | None:
    """Give a version as it was drawn, None where it was not yet."""
    row = tx.connection.execute(sa.select(RENDERINGS).where(RENDERINGS.c.version == version_id)).one_or_none()
    return None if row is None else Rendering(geojson=from_text(row.geojson), page=row.page)


def add_rendering(tx: Transaction, version_id: str, rendering: Rendering) -> None:
    """Keep a version as it was drawn; the first drawing stays."""
    values = {"version": version_id, "geojson": to_text(rendering.geojson), "page": rendering.page}
    insert_unless_there(tx.connection, RENDERINGS, values)


def _add_version(tx: Transaction, *, plan: str, team: str, version: int, new: NewVersion) -> None:
    key = new_id()
    figures = new.plan["kpis"]
    tx.connection.execute(
        VERSIONS.insert().values(
            id=key,
            team=team,
            plan=plan,
            version=version,
            origin=new.origin,
            reason=new.reason,
            overrides=to_text(list(new.overrides)) if new.overrides else None,
            events_taken=new.events_taken,
            day_document=to_text(new.day),
            document=to_text({name: value for name, value in new.plan.items() if name not in _OWN}),
            planned=figures["visits_planned"],
            unassigned=figures["visits_unassigned"],
            made_by=new.made_by or tx.actor.user,
            made_us=tx.now_us,
        )
    )
    tx.audit(
        "version:make",
        team=team,
        subject=f"version:{key}",
        patients=patients_of(new.day),
        document={"plan": plan, "version": version, "origin": new.origin},
        reason=new.reason,
    )
