"""Every sentence that a user reads, once: its languages side by side, with its citation."""

from megaroth_xl.texts.catalog import (
    LANGUAGES,
    Text,
    citation,
    has_text,
    keys,
    phrase,
    text,
    texts,
    texts_of,
)
from megaroth_xl.texts.phrases import in_language

__all__ = [
    "LANGUAGES",
    "Text",
    "citation",
    "has_text",
    "in_language",
    "keys",
    "phrase",
    "text",
    "texts",
    "texts_of",
]
