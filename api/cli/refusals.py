"""What went wrong, in words that say what to do: every error a user can cause becomes complaints."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from typing import Final

from api.cli.session import Complaint, Session
from api.store.errors import BackupError, StoreError
from maps.errors import RoadsError
from scheduler import texts
from scheduler.faults import Fault, InputError, PlanBrokenError, PlanRefusedError, SearchEndedError

_SYSTEM: Final[Mapping[int, str]] = {
    errno.ENOENT: "no_such_file",
    errno.EACCES: "not_allowed",
    errno.EPERM: "not_allowed",
    errno.EROFS: "not_allowed",
    errno.EISDIR: "is_a_folder",
    errno.ENOTDIR: "not_a_folder",
    errno.EEXIST: "not_a_folder",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.ENAMETOOLONG: "long_name",
    errno.EADDRINUSE: "port_taken",
}


class RefusedError(Exception):
    """A command says no; ``code`` names two texts, ``refused.<code>`` (what) and ``refused.<code>.mend``."""

    def __init__(self, code: str, *, place: str = "", **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.place = place
        self.values = values


class ManyRefusedError(Exception):
    """A command says no for several reasons, each an error of its own."""

    def __init__(self, errors: Sequence[RefusedError | InputError]) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = tuple(errors)


def to_complaints(session: Session, error: BaseException) -> list[Complaint]:
    """Say what an error means to the user."""
    causes: Sequence[BaseException] = error.errors if isinstance(error, ManyRefusedError) else (error,)
    return [complaint for cause in causes for complaint in _explain(session, cause)]


def _explain(session: Session, error: BaseException) -> list[Complaint]:
    if isinstance(error, InputError):
        return [_from_fault(session, fault) for fault in error.faults]
    if isinstance(error, RoadsError):
        return [_from_roads(session, error)]
    if isinstance(error, StoreError | BackupError):
        return [_from_store(session, error)]
    if isinstance(error, RefusedError):
        return [_refuse(session, error.code, place=error.place, **error.values)]
    if isinstance(error, OSError):
        return [_from_system(session, error)]
    code = _name(error)
    if code is None:
        raise error
    return [_refuse(session, code, why=str(error))]


def _name(error: BaseException) -> str | None:
    if isinstance(error, SearchEndedError):
        return f"search_{error.code}"
    names = {PlanRefusedError: "plan_refused", PlanBrokenError: "plan_broken", MemoryError: "no_memory"}
    return next((name for kind, name in names.items() if isinstance(error, kind)), None)


def _from_fault(session: Session, fault: Fault) -> Complaint:
    return Complaint(
        code=fault.code,
        place=fault.place,
        cause=fault.cause(session.language),
        action=fault.action(session.language),
        file=fault.file,
        row=fault.row,
        field=fault.field,
    )


def _from_roads(session: Session, error: RoadsError) -> Complaint:
    return Complaint(
        code=error.code,
        place=str(next((error.values[name] for name in ("file", "name") if name in error.values), "")),
        cause=texts.say_roads(error.code, error.values, language=session.language),
        action=texts.say_roads(error.code, error.values, language=session.language, mend=True),
    )


def _from_store(session: Session, error: StoreError | BackupError) -> Complaint:
    return Complaint(
        code=error.code,
        place=error.place,
        cause=texts.say(f"store.{error.code}", language=session.language, place=error.place),
        action=texts.say(f"store.{error.code}.mend", language=session.language, place=error.place),
    )


def _from_system(session: Session, error: OSError) -> Complaint:
    place = str(error.filename or "")
    code = _SYSTEM.get(error.errno or 0, "system")
    return _refuse(session, code, place=place, why=error.strerror or str(error))


def _refuse(session: Session, code: str, *, place: str = "", **values: object) -> Complaint:
    return Complaint(
        code=code,
        place=place,
        cause=session.say(f"refused.{code}", place=place, **values),
        action=session.say(f"refused.{code}.mend", place=place, **values),
        file=place or None,
    )
