"""Texts of VBA modules."""

import re

__all__ = ["undescribed"]

ATTRIBUTE = re.compile(r"^Attribute \w+\.VB_.*\r?\n", re.MULTILINE)


def undescribed(source: str) -> str:
    """A module's text without descriptions and categories, its lines ending in LF."""
    return ATTRIBUTE.sub("", source).replace("\r\n", "\n")
