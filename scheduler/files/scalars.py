"""The single values that wire models are made of: ids, texts, numbers, each with its bounds."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from scheduler import clock
from scheduler.files import limits
from scheduler.files.findings import nearest, shown

LIST_SIGNS: Final = ",;|+"
"""Separators of lists in a table's cell; they cannot be part of an id or a skill."""

_JOINER: Final = "\N{ZERO WIDTH JOINER}"
_SHADES: Final = "\N{VARIATION SELECTOR-16}" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
"""What may follow a picture and belongs to it: that it is in colours, and a tone of skin."""

_PHONE: Final = re.compile(r"(?=.{5,20}$)(?:0|\+[0-9])(?:[ -]?[0-9])*")
_PHONE_OF_PERSON: Final = re.compile(r"\+?(?:[0-9]{2})?[0-9]{6}-[0-9]{4}")
"""Nobody writes a phone number so; ten digits in a row may be one of either."""
_TWELVE: Final = re.compile(r"\+?[0-9]{8} ?[0-9]{4}")
_LEAST_OF_PERSON: Final = 10
_NUMBER_OF_PERSON: Final = re.compile(r"(?<![0-9])(?:[0-9]{2})?([0-9]{6})[-+ ]?([0-9]{4})(?![0-9])")


def looks_like_personal_number(text: str) -> bool:
    """Tell whether a Swedish personal or coordination number stands in a text: a date, and a check digit that fits."""
    if len(text) < _LEAST_OF_PERSON:
        return False  # as most ids are, which are many
    for match in _NUMBER_OF_PERSON.finditer(text):
        digits = match[1] + match[2]
        month, day = int(digits[2:4]), int(digits[4:6])
        if 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91) and _luhn_sum(digits) % 10 == 0:
            return True
    return False


def refuse_surrogates(text: str) -> str:
    """Refuse half characters, which no file can hold, in a text that is otherwise free."""
    for sign in text:
        if unicodedata.category(sign) == "Cs":
            raise PydanticCustomError("bad_character", "the character {character}", {"character": f"U+{ord(sign):04X}"})
    return text


def _luhn_sum(digits: str) -> int:
    doubled = [int(digit) * (2 - position % 2) for position, digit in enumerate(digits)]
    return sum(number - 9 if number > 9 else number for number in doubled)


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text).strip()
    for place, sign in enumerate(text):
        # Cc control, Cf bidi and zero-width, Cs surrogate, Co private, Cn unassigned; Zl and Zp break lines unseen.
        hidden = unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        if hidden and not (sign == _JOINER and _is_emoji_beside(text, place)):
            raise PydanticCustomError("bad_character", "the character {character}", {"character": f"U+{ord(sign):04X}"})
    return text


def _is_emoji_beside(text: str, place: int) -> bool:
    """Tell whether pictures stand on both sides of a place, so that a joiner there makes one of them: 👩‍⚕️."""
    sides = text[:place].rstrip(_SHADES)[-1:], text[place + 1 : place + 2]
    return all(side and unicodedata.category(side) == "So" for side in sides)


def _not_empty(text: str) -> str:
    if not text:
        raise PydanticCustomError("empty_text", "empty")
    return text


def _pseudonymous(text: str) -> str:
    if looks_like_personal_number(text):
        raise PydanticCustomError("personal_number", "looks like a personal number")
    return text


def _without_list_signs(text: str) -> str:
    for sign in LIST_SIGNS:
        if sign in text:
            raise PydanticCustomError("sign_in_id", "holds {sign}", {"sign": sign})
    return text


def _one_word(text: str) -> str:
    if re.search(r"[\s:=()]", text):
        raise PydanticCustomError("not_one_word", "is not one word", {"value": shown(text)})
    return text


def _phone(value: object) -> str:
    # Without its first zero, which spreadsheets take away from numbers, it would call somebody else or nobody.
    if not isinstance(value, str) or not _PHONE.fullmatch(value.strip()):
        raise PydanticCustomError("bad_phone", "no phone number")
    number = value.strip()
    if _PHONE_OF_PERSON.fullmatch(number) or (_TWELVE.fullmatch(number) and looks_like_personal_number(number)):
        raise PydanticCustomError("personal_number", "looks like a personal number")
    return number


def _date(text: str) -> str:
    try:
        date = dt.date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        date = None
    if date is None or not limits.YEARS[0] <= date.year <= limits.YEARS[1]:
        raise PydanticCustomError("bad_date", "no date", {"value": shown(text)})
    return text


def _calendar_date(value: object) -> dt.date:
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("bad_date", "no date", {"value": shown(value)})
    return dt.date.fromisoformat(_date(value))


def _timezone(text: str) -> str:
    if text not in clock.timezones():
        values = {"value": shown(text), **nearest(text, clock.timezones())}
        raise PydanticCustomError("unknown_timezone", "no time zone", values)
    return text


def _time(text: str) -> str:
    # Whether it is a time of this day is seen when the date and the time zone are known.
    if len(text) > 40:
        raise PydanticCustomError("bad_time", "no time", {"value": shown(text)})
    return text


Id = Annotated[
    str,
    Field(max_length=limits.ID_LENGTH, description=f"A name of its own, without {LIST_SIGNS} and control characters"),
    AfterValidator(_clean),
    AfterValidator(_not_empty),
    AfterValidator(_pseudonymous),
    AfterValidator(_without_list_signs),
]
Word = Annotated[
    str,
    Field(max_length=limits.ID_LENGTH, description="One word without spaces: nurse, iv_therapy, sv"),
    AfterValidator(_clean),
    AfterValidator(_not_empty),
    AfterValidator(_pseudonymous),
    AfterValidator(_without_list_signs),
    AfterValidator(_one_word),
]
Text = Annotated[
    str,
    Field(max_length=limits.TEXT_LENGTH),
    AfterValidator(_clean),
    AfterValidator(_not_empty),
    AfterValidator(_pseudonymous),
]
Phone = Annotated[
    str,
    Field(
        description="A phone number: digits from 0 or + on, with single spaces or hyphens between, 5 to 20 signs",
        examples=["070-174 06 05", "+46 8 465 004 00"],
    ),
    BeforeValidator(_phone),
]
Time = Annotated[
    str,
    Field(
        description="HH:MM in the day's time zone, 24:00–47:59 being the day after, or ISO 8601 with offset",
        examples=["08:00", "26:30", "2026-11-23T08:00:00+01:00"],
    ),
    AfterValidator(_time),
]
Date = Annotated[str, Field(json_schema_extra={"format": "date"}), AfterValidator(_date)]
CalendarDate = Annotated[dt.date, BeforeValidator(_calendar_date)]
"""A date that is read as one, for what is kept for many days."""
Timezone = Annotated[str, Field(max_length=64, examples=["Europe/Stockholm"]), AfterValidator(_timezone)]
Latitude = Annotated[float, Field(ge=-90, le=90, description="WGS 84 degrees")]
Longitude = Annotated[float, Field(ge=-180, le=180, description="WGS 84 degrees")]
Duration = Annotated[float, Field(gt=0, le=1_440, description="Minutes, rounded to whole seconds")]
Minutes = Annotated[float, Field(ge=0, le=2_880, description="Minutes, rounded to whole seconds")]
Amount = Annotated[int, Field(ge=0, le=1_000_000)]
Count = Annotated[int, Field(ge=0, le=1_000)]
Words = Annotated[list[Word], Field(max_length=limits.SHORT_LIST)]
Ids = Annotated[list[Id], Field(max_length=limits.SHORT_LIST)]
Load = Annotated[dict[Word, Amount], Field(max_length=20)]
