"""Names and questions written one way, so that what people mean the same compares as the same.

Case, accents and the difference between å, ä and a, ö, oe and o go; so do spaces, hyphens and the Swedish ways of
shortening (S:t, N:a, Storg., V. Esplanaden). What was lost is looked at again when the best are ranked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_LETTERS: Final = str.maketrans({"ø": "o", "æ": "a", "œ": "o", "đ": "d", "ł": "l", "’": "'", "–": "-", "—": "-"})
_TWO_LETTERS: Final = re.compile("ae|oe|ue|aa")
_WORD: Final = re.compile(r"[^\W_]+(?::[^\W_]+)?\.?")
_SHORT: Final = {
    **dict.fromkeys(("s:t", "s:ta", "sankt", "sankta", "saint", "st"), "st"),
    **dict.fromkeys(("n:a", "n"), "norra"),
    **dict.fromkeys(("s:a", "s"), "sodra"),
    **dict.fromkeys(("o:a", "o"), "ostra"),
    **dict.fromkeys(("v:a", "v"), "vastra"),
    **dict.fromkeys(("st:a",), "stora"),
    **dict.fromkeys(("l:a",), "lilla"),
    **dict.fromkeys(("g:a", "g:la", "gla"), "gamla"),
    **dict.fromkeys(("dr", "d:r"), "doktor"),
}
_LAST: Final = {"g": "gatan", "gt": "gatan", "gr": "grand", "v": "vagen", "vg": "vagen", "pl": "plan"}
_SHORT_END: Final = re.compile(r"(?<=\w\w)(gt\.?|g\.|gr\.|vg\.?|v\.|pl\.)$")

_DWELLING: Final = re.compile(
    r"\bc/o [^,]*|\b(?:lgh|lagenhet|apt)\b\.? ?(?:nr )?\w*|\b\d{1,2} ?tr\b\.?"
    r"|\b(?:van|vaning|uppg|uppgang)\b\.? ?\w{0,3}"
)
_COUNTRY: Final = re.compile(r"\b(?:sverige|sweden)\b")
_POSTCODE: Final = re.compile(r"\b(?:[a-z]{1,2}[- ])?(\d{3} ?\d{2})\b(?! ?-)")
_NUMBER: Final = re.compile(
    r"(?<![\w:])(\d{1,4}) ?([a-z](?![\w:.']))?(?: ?[-/] ?(\d{1,4})(?!\d) ?([a-z]\b)?)?(?![\w:])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a question: folded, as it was written, and which part of the question it stands in."""

    folded: str
    written: str
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked for, taken apart; ``number`` with its ``suffix`` (as ``suffix_of`` writes it), if any."""

    words: tuple[Word, ...]
    number: int | None
    suffix: str
    postcode: str | None


def fold(text: str) -> str:
    """Give a text in small letters without accents and without the doubled vowels that stand for them."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_LETTERS)
    return _TWO_LETTERS.sub(lambda found: found[0][0], plain)


def key_of(name: str) -> str:
    """Give the one way in which a name is compared."""
    return join([fold(word) for word in _split(name)])


def join(folded: list[str]) -> str:
    """Give the key of folded words: what is short in them is made long, and they are joined."""
    last = len(folded) - 1
    return "".join(_lengthen(word, last=0 < number == last) for number, word in enumerate(folded))


def written(name: str) -> str:
    """Give a name in small letters with its accents, without spaces and signs."""
    return "".join(_split(name.casefold())).replace(".", "")


def suffix_of(text: str) -> str:
    """Give one way of writing what follows a house number: ``b``, ``-14``, ``a-c``."""
    return re.sub(r"[^a-z0-9/-]", "", fold(text))


def take_apart(text: str, postcodes: frozenset[str] = frozenset()) -> Question:
    """Take a question apart; ``postcodes`` are those of four digits or other forms that are known."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    # Folding changes the length of a text, so the parts are marked in the text itself before it is split.
    bare = _fold_signs(text)
    bare = _COUNTRY.sub(" ", _DWELLING.sub(" , ", bare))
    bare, postcode = _take_postcode(bare, postcodes)
    bare, number, suffix = _take_number(bare)
    spoken = {fold(word).rstrip("."): word.rstrip(".").casefold() for word in _split(text)}
    words = tuple(
        Word(folded=word, written=spoken.get(word.rstrip("."), word), part=part)
        for part, piece in enumerate(piece for piece in bare.split(",") if piece.strip())
        for word in _split(piece)
    )
    return Question(words=words, number=number, suffix=suffix, postcode=postcode)


def _fold_signs(text: str) -> str:
    return fold(text).replace(";", ",").replace("\n", ",")


def _take_postcode(text: str, postcodes: frozenset[str]) -> tuple[str, str | None]:
    for found in re.finditer(r"(?<![\w-])\d{4,7}(?:-\d{3})?(?![\w-])", text):
        if found[0] in postcodes:
            return text[: found.start()] + "," + text[found.end() :], found[0]
    codes = list(_POSTCODE.finditer(text))
    if not codes:
        return text, None
    last = codes[-1]
    return text[: last.start()] + "," + text[last.end() :], last[1].replace(" ", "")


def _take_number(text: str) -> tuple[str, int | None, str]:
    found = _NUMBER.search(text)
    if found is None:
        return text, None, ""
    rest = text[: found.start()] + "," + text[found.end() :]
    suffix = (found[2] or "") + (f"-{found[3]}{found[4] or ''}" if found[3] else "")
    return rest, int(found[1]), suffix


def _split(text: str) -> list[str]:
    return _WORD.findall(text)


def _lengthen(word: str, *, last: bool) -> str:
    bare = word.rstrip(".")
    if last and bare in _LAST:
        return _LAST[bare]
    if bare in _SHORT:
        return _SHORT[bare]
    end = _SHORT_END.search(word)
    return word[: end.start()] + _LAST[end[1].rstrip(".")] if end else bare.replace(":", "")
