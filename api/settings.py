"""What the surroundings decide: the only place that reads the environment.

========================  ===============================================================  ==========================
``HEMRUTT_HOME``          folder of imported roads and other data                          the user's data folder
``HEMRUTT_LANGUAGE``      ``sv`` or ``en``                                                 ``sv``
``HEMRUTT_DATABASE``      ``sqlite:///FILE`` or ``postgresql://USER@HOST/NAME``            hemrutt.db in the data folder
``HEMRUTT_ANCHOR``        file that notes the end of the audit, best on another disk       beside the database
``HEMRUTT_FHIR_<NAME>``   identifier system of patients, staff, cars, visits, places       ``urn:hemrutt:…``
                          or skills, as a URI
``HEMRUTT_KEEP_DAYS``     days for which drafts, proposals and drawings are kept after     90
                          their date; ``0``: for good
``HEMRUTT_PAPER``         folder of plans in force, to print when all else fails; ``0``    paper in the data folder
``HEMRUTT_LOG``           ``json``: a line of log per request, as JSON                     warnings only
``HEMRUTT_METRICS_TOKEN`` bearer token that ``/metrics`` asks for                          only for this machine
``HEMRUTT_OTEL``          ``1``: figures by OpenTelemetry (its own variables say where)    off
``HEMRUTT_TILES``         ``https://HOST/…{z}…{x}…{y}…``: pictures of somebody else's      our own map
                          map under the console's; their owner learns where patients live
``HEMRUTT_TILES_CREDIT``  whose map that is, as its owner wants it said                    its host
========================  ===============================================================  ==========================

Where webhooks may go, with commas between (nowhere if unset): ``HEMRUTT_WEBHOOK_HOSTS`` are names on the open
internet, by HTTPS; ``HEMRUTT_WEBHOOK_INSIDE`` are origins (``http://NAME:PORT``) that may be on private networks.

How people come to the service, beyond this machine:

===========================  ===============================================================================
``HEMRUTT_ORIGIN``            what they write in the browser: ``https://NAME``, by a proxy that ends TLS
``HEMRUTT_PROVIDER``          file (JSON) that describes the identity provider they sign in at
``HEMRUTT_TRUSTED_NETWORK``   ``1``: nobody but the organisation reaches the service, so that plain HTTP and
                             passwords without a second factor will do
``HEMRUTT_PROTECTED``         logins, with commas between, of those who are told where protected patients live
``HEMRUTT_NAVIGATION``        ``1``: cars' pages link addresses to the phone's own map, which may send them to others
===========================  ===============================================================================
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Final

import platformdirs

from api.fhir.naming import Systems
from api.online_tiles import OnlineTiles, read_tiles
from scheduler.texts import LANGUAGES, Language

_ORIGIN: Final = re.compile(r"https://([A-Za-z0-9.-]+)(?::[0-9]{1,5})?")

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


LOCAL_ORIGIN: Final = "http://127.0.0.1:8000"
"""What addresses begin with where nothing is said of it: the service's own machine and usual port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the doors behave.

    ``home`` is the data folder; ``hosts`` are the names that a request may address (a page of another name
    that resolves to this machine is refused); ``database`` is the URL of another than the one in ``home``; ``anchor``
    is the file that notes the end of the audit, where that is not beside the database; ``executor`` is ``local`` or
    ``dask://HOST:PORT``; ``origin`` is what people's addresses begin with, ``provider`` describes where they sign in;
    in a ``trusted_network`` passwords alone will do; ``protected_readers`` are the logins of those who are told where
    protected patients live; with ``navigation`` a car's page links addresses to the phone's map; ``fhir`` are the
    identifier systems that FHIR names the day's ids by. The rest bounds what the service takes on: bytes of a body and
    the seconds it may take to come, jobs that run and wait (those of each user too), seconds of search and cores that
    a job may ask for, the memory its process may take, and the seconds that it may take until it tells of a first plan
    (it may have to compile), beyond its search and a fifth of that, and after being told to stop; ``least_free_bytes``
    must be free in ``home`` for the service to call itself ready; ``keep_days`` after their date what plans could have
    become and what never came into force is forgotten (0: never).
    """

    home: Path
    language: Language = "sv"
    hosts: tuple[str, ...] = LOOPBACK
    database: str | None = None
    executor: str = "local"
    anchor: Path | None = None
    origin: str = LOCAL_ORIGIN
    provider: Path | None = None
    trusted_network: bool = False
    protected_readers: tuple[str, ...] = ()
    navigation: bool = False
    largest_body_bytes: int = 20_000_000
    slowest_body_s: float = 10.0
    jobs_running: int = 2
    jobs_waiting: int = 16
    jobs_waiting_each: int = 4
    longest_search_s: float = 600.0
    most_workers: int = 1
    job_memory_bytes: int = 4_000_000_000
    preparing_s: float = 300.0
    spare_s: float = 2.0
    stop_grace_s: float = 20.0
    fhir: Systems = field(default_factory=Systems)
    least_free_bytes: int = 200_000_000
    json_logs: bool = False
    metrics_token: str | None = None
    otel: bool = False
    paper: Path | None = None
    keep_days: int = 90
    webhook_hosts: frozenset[str] = frozenset()
    webhook_origins: frozenset[str] = frozenset()
    online_tiles: OnlineTiles | None = None

    @property
    def roads(self) -> Path:
        """Folder of the road networks."""
        return self.home / "roads"

    @property
    def database_url(self) -> str:
        """Where the store is."""
        return self.database or f"sqlite:///{self.home / 'hemrutt.db'}"

    def reads_protected(self, login: str) -> bool:
        """Tell whether a user is one of those who are told where protected patients live."""
        return login.lower() in self.protected_readers

    @property
    def origin_is_known(self) -> bool:
        """Whether somebody has said what people's addresses begin with."""
        return self.origin != LOCAL_ORIGIN

    @property
    def encrypted(self) -> bool:
        """Whether people come by HTTPS, which means over a network."""
        return self.origin.startswith("https://")

    @property
    def two_factors(self) -> bool:
        """Whether a password alone is too little (HSLF-FS 2016:40, 3 kap. 15 §: over open networks)."""
        return self.encrypted and not self.trusted_network


class SettingsError(ValueError):
    """A variable of the environment that cannot be used."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment of the process, or from the one given.

    Raises
    ------
    SettingsError
        ``HEMRUTT_LANGUAGE`` is neither ``sv`` nor ``en``, ``HEMRUTT_ORIGIN`` no ``https://NAME``,
        ``HEMRUTT_TRUSTED_NETWORK`` neither ``0`` nor ``1``, ``HEMRUTT_KEEP_DAYS`` no whole number of days, or
        ``HEMRUTT_TILES`` no address of tiles.
    """
    given = os.environ if environment is None else environment
    home = given.get("HEMRUTT_HOME") or platformdirs.user_data_dir("hemrutt", appauthor=False)
    name = given.get("HEMRUTT_LANGUAGE") or "sv"
    language = next((known for known in LANGUAGES if known == name.lower()), None)
    if language is None:
        raise SettingsError(f"HEMRUTT_LANGUAGE: {name!r} (sv, en)")
    database = given.get("HEMRUTT_DATABASE") or None
    systems = {field.name: given.get(f"HEMRUTT_FHIR_{field.name.upper()}") for field in fields(Systems)}
    fhir = Systems(**{name: system for name, system in systems.items() if system})
    anchor = given.get("HEMRUTT_ANCHOR")
    settings = Settings(
        home=Path(home).expanduser(),
        language=language,
        database=database,
        anchor=Path(anchor).expanduser() if anchor else None,
        fhir=fhir,
    )
    settings = _with_watching(_with_people(settings, given), given)
    return replace(settings, most_workers=max(1, (os.cpu_count() or 1) // settings.jobs_running))


def _with_people(settings: Settings, given: Mapping[str, str]) -> Settings:
    """Add how people come to the service."""
    trusted = given.get("HEMRUTT_TRUSTED_NETWORK") or "0"
    if trusted not in {"0", "1"}:
        raise SettingsError(f"HEMRUTT_TRUSTED_NETWORK: {trusted!r} (0, 1)")
    provider = given.get("HEMRUTT_PROVIDER")
    readers = (login.strip().lower() for login in given.get("HEMRUTT_PROTECTED", "").split(","))
    settings = replace(
        settings,
        trusted_network=trusted == "1",
        provider=Path(provider).expanduser() if provider else None,
        protected_readers=tuple(login for login in readers if login),
        navigation=given.get("HEMRUTT_NAVIGATION") == "1",
    )
    origin = given.get("HEMRUTT_ORIGIN")
    if not origin:
        return settings
    found = _ORIGIN.fullmatch(origin)
    if found is None:
        raise SettingsError(f"HEMRUTT_ORIGIN: {origin!r} (https://NAME)")
    return replace(settings, origin=origin.lower(), hosts=(*settings.hosts, found[1].lower()))


def _with_watching(settings: Settings, given: Mapping[str, str]) -> Settings:
    """Add what the service tells of itself."""
    paper = given.get("HEMRUTT_PAPER") or str(settings.home / "paper")
    days = given.get("HEMRUTT_KEEP_DAYS") or str(settings.keep_days)
    if not re.fullmatch("[0-9]{1,5}", days):
        raise SettingsError(f"HEMRUTT_KEEP_DAYS: {days!r} (0-99999)")
    return replace(
        settings,
        keep_days=int(days),
        paper=None if paper == "0" else Path(paper).expanduser(),
        json_logs=given.get("HEMRUTT_LOG") == "json",
        metrics_token=given.get("HEMRUTT_METRICS_TOKEN") or None,
        otel=given.get("HEMRUTT_OTEL") == "1",
        online_tiles=_read_tiles(given),
        webhook_hosts=_listed(given.get("HEMRUTT_WEBHOOK_HOSTS")),
        webhook_origins=_listed(given.get("HEMRUTT_WEBHOOK_INSIDE")),
    )


def _read_tiles(given: Mapping[str, str]) -> OnlineTiles | None:
    address = given.get("HEMRUTT_TILES")
    try:
        return read_tiles(address, credit=given.get("HEMRUTT_TILES_CREDIT")) if address else None
    except ValueError as error:
        raise SettingsError(f"HEMRUTT_TILES: {error}") from error


def _listed(text: str | None) -> frozenset[str]:
    """Read what stands between commas."""
    return frozenset(part.strip().lower().rstrip("/") for part in (text or "").split(",") if part.strip())
