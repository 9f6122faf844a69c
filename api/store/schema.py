"""The tables. Instants are microseconds in UTC, ``document`` is JSON as text, ids are opaque.

What belongs to a team has its id in ``team``, which every question is asked with.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

METADATA: Final = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Id: Final = sa.String(32)
_Key: Final = sa.String(200)
_Word: Final = sa.String(40)
_Instant: Final = sa.BigInteger
_Counter: Final = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, METADATA, *parts)


def _id() -> sa.Column[str]:
    return sa.Column("id", _Id, primary_key=True)


def _team() -> sa.Column[str]:
    return sa.Column("team", _Id, sa.ForeignKey("teams.id"), nullable=False, index=True)


def _made() -> sa.Column[int]:
    return sa.Column("made_us", _Instant, nullable=False)


def _document(name: str = "document", *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _among(column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


TEAMS: Final = _table(
    "teams",
    _id(),
    sa.Column("key", _Key, nullable=False, unique=True),
    sa.Column("name", _Key, nullable=False),
    _document(nullable=True),
    _made(),
)

USERS: Final = _table(
    "users",
    _id(),
    sa.Column("login", _Key, nullable=False, unique=True),
    sa.Column("name", _Key, nullable=False),
    sa.Column("password_hash", sa.String(300)),
    sa.Column("totp_secret", _Key),
    sa.Column("totp_last", sa.BigInteger),
    sa.Column("issuer", sa.String(400)),
    sa.Column("subject", sa.String(400)),
    sa.Column("disabled", sa.Boolean, nullable=False, default=False),
    _made(),
    sa.UniqueConstraint("issuer", "subject"),
)

MEMBERSHIPS: Final = _table(
    "memberships",
    _id(),
    sa.Column("user", _Id, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("team", _Id, sa.ForeignKey("teams.id"), index=True),  # None: in every team
    sa.Column("role", _Word, nullable=False),
    _among("role", "viewer", "dispatcher", "lead", "admin", "auditor"),
    sa.UniqueConstraint("user", "team", "role"),
)

SESSIONS: Final = _table(
    "sessions",
    _id(),
    sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("user", _Id, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("seen_us", _Instant, nullable=False),
    sa.Column("ends_us", _Instant, nullable=False),
    sa.Column("method", _Word, nullable=False),
    _made(),
)

TOKENS: Final = _table(
    "tokens",
    _id(),
    sa.Column("secret_hash", sa.String(64), nullable=False),
    sa.Column("name", _Key, nullable=False),
    sa.Column("user", _Id, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("team", _Id, sa.ForeignKey("teams.id"), index=True),  # None: in every team
    sa.Column("role", _Word, nullable=False),
    sa.Column("ends_us", _Instant, nullable=False),
    sa.Column("seen_us", _Instant),
    sa.Column("revoked", sa.Boolean, nullable=False, default=False),
    _made(),
)


def _roster(name: str) -> sa.Table:
    return _table(
        name,
        _id(),
        _team(),
        sa.Column("key", _Key, nullable=False),  # the id it has in days
        sa.Column("revision", sa.Integer, nullable=False),
        _document(),
        sa.Column("changed_us", _Instant, nullable=False),
        sa.UniqueConstraint("team", "key"),
    )


STAFF: Final = _roster("staff")
CARS: Final = _roster("cars")
PATIENTS: Final = _roster("patients")

DAYS: Final = _table(
    "days",
    _id(),
    _team(),
    sa.Column("date", sa.String(10), nullable=False, index=True),
    sa.Column("visits", sa.Integer, nullable=False),
    sa.Column("cars", sa.Integer, nullable=False),
    _document(),
    sa.Column("made_by", _Id, nullable=False),
    _made(),
)

MORNINGS: Final = _table(
    "mornings",
    sa.Column("team", _Id, sa.ForeignKey("teams.id"), primary_key=True),
    sa.Column("date", sa.String(10), primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    _document(),
    sa.Column("changed_us", _Instant, nullable=False),
)
"""What is to be otherwise on a date than a team's registry says, until its day is made."""

PLANS: Final = _table(
    "plans",
    _id(),
    _team(),
    sa.Column("day", _Id, sa.ForeignKey("days.id"), nullable=False, index=True),
    sa.Column("date", sa.String(10), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", _Word, nullable=False),
    _made(),
    _among("state", "proposed", "published", "running", "closed"),
    sa.Index(
        "uq_plans_live_day",
        "day",
        unique=True,
        sqlite_where=sa.text("state IN ('published', 'running')"),
        postgresql_where=sa.text("state IN ('published', 'running')"),
    ),
)

VERSIONS: Final = _table(
    "versions",
    _id(),
    _team(),
    sa.Column("plan", _Id, sa.ForeignKey("plans.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("origin", _Word, nullable=False),
    sa.Column("reason", sa.Text),
    _document("overrides", nullable=True),
    sa.Column("events_taken", sa.BigInteger, nullable=False),
    _document("day_document"),
    _document(),
    sa.Column("planned", sa.Integer, nullable=False),
    sa.Column("unassigned", sa.Integer, nullable=False),
    sa.Column("made_by", _Id, nullable=False),
    _made(),
    sa.UniqueConstraint("plan", "version"),
)

RENDERINGS: Final = _table(
    "renderings",
    sa.Column("version", _Id, sa.ForeignKey("versions.id"), primary_key=True),
    sa.Column("geojson", sa.Text, nullable=False),
    sa.Column("page", sa.Text, nullable=False),
)
"""Versions drawn, which can be drawn again."""

TALLIES: Final = _table(
    "tallies",
    sa.Column("version", _Id, sa.ForeignKey("versions.id"), primary_key=True),
    _team(),
    sa.Column("stamp", _Key, nullable=False),
    _document(),
)
"""What became of days, for figures over time; each can be made again, and is where its stamp is another."""

ALERTS: Final = _table(
    "alerts",
    sa.Column("plan", _Id, sa.ForeignKey("plans.id"), primary_key=True),
    _team(),
    _document(),
)
"""What open pages were last told to mind in a plan, so that they hear of it once."""

PROPOSALS: Final = _table(
    "proposals",
    _id(),
    _team(),
    sa.Column("plan", _Id, sa.ForeignKey("plans.id"), nullable=False, index=True),
    sa.Column("base_version", sa.Integer, nullable=False),
    sa.Column("base_event", sa.BigInteger, nullable=False),
    sa.Column("origin", _Word, nullable=False),
    sa.Column("state", _Word, nullable=False),
    sa.Column("job", _Id),
    sa.Column("call", _Id),
    sa.Column("reason", sa.Text),
    _document("faults", nullable=True),
    _document("day_document"),
    _document(),
    _document("difference"),
    sa.Column("made_by", _Id, nullable=False),
    _made(),
    _among("state", "open", "applied", "discarded"),
)

CALLS: Final = _table(
    "calls",
    _id(),
    _team(),
    sa.Column("plan", _Id, sa.ForeignKey("plans.id"), nullable=False, index=True),
    sa.Column("visit", _Key, nullable=False),
    sa.Column("patient", _Key, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("state", _Word, nullable=False),
    _document(),
    _document("offers", nullable=True),
    sa.Column("made_by", _Id, nullable=False),
    _made(),
    _among("state", "offered", "waiting", "placed", "withdrawn"),
)

EVENTS: Final = _table(
    "events",
    sa.Column("seq", _Counter, primary_key=True, autoincrement=True),
    sa.Column("id", _Id, nullable=False, unique=True),
    _team(),
    sa.Column("plan", _Id, sa.ForeignKey("plans.id"), nullable=False, index=True),
    sa.Column("kind", _Word, nullable=False),
    sa.Column("happened_us", _Instant, nullable=False),
    _document(),
    sa.Column("made_by", _Id, nullable=False),
    _made(),
)

VISIT_STATUSES: Final = _table(
    "visit_statuses",
    sa.Column("plan", _Id, sa.ForeignKey("plans.id"), primary_key=True),
    sa.Column("visit", _Key, primary_key=True),
    _team(),
    sa.Column("status", _Word, nullable=False),
    sa.Column("changed_us", _Instant, nullable=False),
    _among("status", "planned", "en_route", "arrived", "started", "done", "cancelled", "failed"),
)

JOBS: Final = _table(
    "jobs",
    _id(),
    _team(),
    sa.Column("day", _Id, sa.ForeignKey("days.id"), nullable=False),
    sa.Column("plan", _Id),  # the plan it is about, or has made
    sa.Column("kind", _Word, nullable=False),
    sa.Column("state", _Word, nullable=False, index=True),
    sa.Column("change", sa.Integer, nullable=False),
    _document("order"),
    _document(),
    sa.Column("stop", sa.Boolean, nullable=False, default=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("worker", _Key),
    sa.Column("lease_us", _Instant),
    sa.Column("made_by", _Id, nullable=False),
    _made(),
    sa.Column("ended_us", _Instant),
    _among("state", "queued", "running", "verifying", "done", "failed", "interrupted", "cancelled"),
)

REPLIES: Final = _table(
    "replies",
    sa.Column("user", _Id, primary_key=True),
    sa.Column("key", sa.String(128), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("status", sa.Integer),
    _document("headers", nullable=True),
    _document(nullable=True),
    sa.Column("made_us", _Instant, nullable=False, index=True),
)

FEED: Final = _table(
    "feed",
    sa.Column("seq", _Counter, primary_key=True, autoincrement=True),
    _team(),
    sa.Column("kind", _Word, nullable=False),
    _document(),
    sa.Column("made_us", _Instant, nullable=False, index=True),
)

AUDIT: Final = _table(
    "audit",
    sa.Column("seq", _Counter, primary_key=True, autoincrement=False),
    sa.Column("at_us", _Instant, nullable=False),
    sa.Column("user", _Id, nullable=False),
    sa.Column("name", _Key, nullable=False),
    sa.Column("roles", _Key, nullable=False),
    sa.Column("team", _Id),
    sa.Column("action", _Word, nullable=False),
    sa.Column("subject", _Key, nullable=False, index=True),
    sa.Column("patient", _Key, index=True),
    sa.Column("patients", sa.String(64)),  # the digest of those whose data the subject holds, see subjects
    _document(nullable=True),
    sa.Column("reason", sa.Text),
    sa.Column("correlation_id", sa.String(64), nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

AUDIT_HEAD: Final = _table(
    "audit_head",
    sa.Column("only", sa.Integer, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

SUBJECTS: Final = _table(
    "subjects",
    sa.Column("subject", _Key, primary_key=True),
    sa.Column("patient", _Key, primary_key=True, index=True),
)
"""Which patients' data a subject of the audit holds, written once when it is stored."""

SHAPE: Final = _table(
    "shape",
    sa.Column("only", sa.Integer, primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
)
"""What the schema was when it was last brought up to date (``api.store.shape``)."""

CHECKS: Final = _table(
    "checks",
    _id(),
    _team(),
    _document(),
    sa.Column("made_by", _Id, nullable=False),
    _made(),
)

WEBHOOKS: Final = _table(
    "webhooks",
    _id(),
    _team(),
    sa.Column("url", sa.String(2000), nullable=False),
    sa.Column("secret", _Key, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False, default=True),
    _made(),
)

DELIVERIES: Final = _table(
    "deliveries",
    _id(),
    _team(),
    sa.Column("webhook", _Id, sa.ForeignKey("webhooks.id"), nullable=False, index=True),
    _document(),
    sa.Column("state", _Word, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_us", _Instant, nullable=False, index=True),
    _made(),
    _among("state", "waiting", "delivered", "given_up"),
)
