"""Every sentence that a user reads, once: its languages side by side, with its citation."""

from megaroth_xl.texts.catalog import LANGUAGES, Text, citation, has_text, keys, text, texts

__all__ = ["LANGUAGES", "Text", "citation", "has_text", "keys", "text", "texts"]
