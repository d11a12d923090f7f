"""The encoding of a text file: by its mark, its bytes, its headings, or its words.

A library that detects encodings gives the likeliest one; here what is not certain is refused.
"""

import codecs
import re
from collections.abc import Callable
from pathlib import Path

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase

__all__ = ["ENCODINGS", "decoded"]

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "cp949": "Korean (CP949)",
}
"""What each encoding is called; those after UTF-16 are tried where a file is not UTF-8."""
SAMPLE = 1 << 16
CHUNK = 1 << 20
WORD = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
"""Letters, one of them beyond those of English."""
USUAL = 2
"""Bytes of a syllable in common use in EUC-KR; others take eight."""
HANGUL = re.compile(r"[\uac00-\ud7a3]+")
CAPITAL = r"\u00c0-\u00d6\u00d8-\u00de\u0152\u0160\u0178\u017d"
SMALL = r"\u00df-\u00f6\u00f8-\u00ff\u0153\u0161\u017e\u0192"
LETTER = rf"[A-Za-z{CAPITAL}{SMALL}]"
SIGN = (
    r"[\u0081-\u009f\u00a1-\u00a9\u00ab-\u00b3\u00b6\u00b8\u00b9\u00bb-\u00bf\u00d7\u00f7"
    r"\u02c6\u02dc\u201a\u201c-\u2022\u2026\u2030\u2039\u203a\u20ac]"
)
STRANGE = re.compile(
    rf"[{CAPITAL}{SMALL}]{{3}}|[a-z{SMALL}][{CAPITAL}]|{LETTER}{SIGN}{LETTER}"
    r"|\u00a3[A-Za-z]|\b[A-Z][a-z]?[\u2013\u2014][a-z]"
)
"""What stands in no word of Windows-1252: the bytes are letters of another encoding."""


def decoded(path: Path, data: bytes, score: Callable[[bytes, str], int]) -> tuple[str, bytes]:
    """The encoding of a text, and the text in UTF-8, without its mark.

    Parameters
    ----------
    path
        The file, for messages.
    data
        Its bytes.
    score
        How many headings are known of a text in an encoding; below 0 where it is not in it.

    Raises
    ------
    RosterFileError
        For a text in none of `ENCODINGS`, as far as its words tell.
    """
    mark = next((mark for mark in MARKS if data.startswith(mark)), b"")
    data = data[len(mark) :]
    found = MARKS.get(mark) or _unicode(data)
    if found == "utf-8":
        return found, data
    if found is None:
        found = _older(path, data, score)
    try:
        return found, data.decode(found).encode()
    except UnicodeDecodeError as error:
        problem = "is not text in UTF-8, UTF-16 or Windows-1252; in Excel, save it as 'CSV UTF-8'"
        raise RosterFileError(path, "", problem) from error


def _unicode(data: bytes) -> str | None:
    """UTF-8 or UTF-16 without a mark; None where it is neither."""
    head = data[:SAMPLE]
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), CHUNK):
            decoder.decode(data[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _older(path: Path, data: bytes, score: Callable[[bytes, str], int]) -> str:
    """Windows-1252 or Korean: whichever makes more headings known, and words of the letters."""
    western, korean = score(data, "cp1252"), score(data, "cp949")
    if korean >= 0 and korean >= western and is_korean(data.decode("cp949")):
        return "cp949"
    if western >= 0:
        text = data.decode("cp1252")
        if strange := STRANGE.search(text):
            row = str(text.count("\n", 0, strange.start()) + 1)
            problem = (
                "has letters that are not those of UTF-8, Windows-1252 or Korean (CP949); in "
                "Excel, open it with Data, From Text, choose its language, and save it as 'CSV "
                "UTF-8'"
            )
            raise RosterFileError(path, Phrase("row {row}", row=row), problem)
    return "cp1252"


def is_korean(text: str) -> bool:
    """Return whether most words with letters beyond those of English are Korean throughout.

    Of Windows-1252 read as Korean, an accented letter and the one behind it become a syllable
    within a word of English letters; of Japanese, syllables that no Korean word has.

    >>> is_korean("1,\uae40\ubcf4\ub77c,90000"), is_korean("1,\uc819varez,90000")
    (True, False)
    """
    words = WORD.findall(text)
    return 2 * sum(map(_is_korean, words)) > len(words)


def _is_korean(word: str) -> bool:
    """Return whether a word is of syllables, most of them among the 2,350 in common use."""
    usual = sum(len(syllable.encode("euc_kr", "ignore")) == USUAL for syllable in word)
    return bool(HANGUL.fullmatch(word)) and 2 * usual > len(word)
