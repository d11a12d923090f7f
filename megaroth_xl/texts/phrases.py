"""English phrases said in another language."""

import re
from collections.abc import Mapping
from functools import cache

from megaroth_xl.phrases import Phrase
from megaroth_xl.texts.catalog import LANGUAGES, Text, topic

__all__ = ["in_language"]

TOPICS = ("refusals", "reading", "plan_settings")
"""Where phrases stand; the first of two with the same English counts."""
NAME = re.compile(r"{\w+}")


def in_language(words: str, lang: str) -> str:
    """Say a phrase in a language; what no text gives, a file's name for one, stays as it is.

    Parameters
    ----------
    words
        A phrase, or a text, which is a phrase without facts.
    lang
        "en" or "ko".

    Examples
    --------
    >>> in_language("blank", "ko")
    '빈칸'
    """
    if lang == LANGUAGES[0]:
        return str(words)
    fixed = words.words if isinstance(words, Phrase) else words
    facts = words.facts if isinstance(words, Phrase) else {}
    said = {name: in_language(fact, lang) for name, fact in facts.items()}
    found = _by_english().get(fixed)
    if found is not None:
        return found.filled(lang, said)
    is_frame = not any(map(str.isalpha, NAME.sub("", fixed)))
    return fixed.format(**said) if facts and is_frame else str(words)


@cache
def _by_english() -> Mapping[str, Text]:
    return {
        found.sentences[LANGUAGES[0]]: found
        for each in reversed(TOPICS)
        for found in topic(each).values()
    }
