"""What is kept although people read it in languages of their own: worded in one, ``translations`` to the others beside.

To word something is cheap and to find it out is not, so all languages are written when it is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from scheduler.texts import LANGUAGES, Language

Translations = Mapping[str, Mapping[str, Any]]
"""By language, the fields that read otherwise in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """Something with fields in words, in one language, and their ``translations``."""

    translations: Translations = field(default_factory=dict)

    def in_language(self, language: Language) -> Self:
        """Give it as it reads in a language, for one reader; as it was written where there is no translation."""
        return replace(self, **self.translations.get(language, {}), translations={})


def word(fields: Callable[[Language], Mapping[str, Any]], language: Language) -> dict[str, Any]:
    """Give fields as they read in a language, and as ``translations`` those that read otherwise in others."""
    told = dict(fields(language))
    others = {other: {name: text for name, text in fields(other).items() if text != told[name]} for other in LANGUAGES}
    return {**told, "translations": {other: words for other, words in others.items() if words}}


def tell(document: Any, language: Language) -> Any:
    """Give JSON values with all that is in words within them as it reads in a language, and no translations."""
    if isinstance(document, list | tuple):
        return [tell(one, language) for one in document]
    if not isinstance(document, Mapping):
        return document
    kept, translations = dict(document), document.get("translations")
    if isinstance(translations, Mapping):
        del kept["translations"]
        kept |= translations.get(language, {})
    return {name: tell(one, language) for name, one in kept.items()}
