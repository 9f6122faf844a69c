"""A team's registry: who works, which cars there are, who needs what; and the day that it makes of a date."""

from scheduler.roster.adjusting import Adjusted, Adjustments, OneOff, adjust, fit
from scheduler.roster.changing import NewsItem, news
from scheduler.roster.checking import Known, check_settings_within, check_within, parse_record
from scheduler.roster.duty import conceal, conceal_phones, due, due_day, is_at_home
from scheduler.roster.records import (
    CarRecord,
    PatientRecord,
    Record,
    Roster,
    StaffRecord,
    TeamSettings,
    record_document,
)

__all__ = [
    "Adjusted",
    "Adjustments",
    "CarRecord",
    "Known",
    "NewsItem",
    "OneOff",
    "PatientRecord",
    "Record",
    "Roster",
    "StaffRecord",
    "TeamSettings",
    "adjust",
    "check_settings_within",
    "check_within",
    "conceal",
    "conceal_phones",
    "due",
    "due_day",
    "fit",
    "is_at_home",
    "news",
    "parse_record",
    "record_document",
]
