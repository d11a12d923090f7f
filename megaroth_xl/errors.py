"""The package's own errors: sentences that say what was wrong and how to correct it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from megaroth_xl.phrases import Phrase

__all__ = [
    "FileError",
    "InputError",
    "LimitsFileError",
    "MegarothError",
    "MissingExtraError",
    "OpenQuestionsError",
    "OutputError",
    "PlanFileError",
    "RosterFileError",
    "RunStoppedError",
    "ShapeError",
    "TextsFileError",
    "UnknownLimitError",
    "UnknownTextError",
    "UnknownYearError",
    "UntaxedYearError",
]


class MegarothError(Exception):
    """Base of every error that the package raises on purpose; its text is one sentence.

    Examples
    --------
    >>> try:
    ...     raise InputError("age", "7", "the age on December 31")
    ... except MegarothError as error:
    ...     print(error)
    age is 7: expected the age on December 31
    """

    elements: tuple[Any, Callable[[int], "MegarothError"]] | None = None
    """Where arrays were refused: which elements, as an array of truths, and the error of each."""

    def __reduce__(self) -> tuple[Any, ...]:
        """The form in which it travels between processes: sentence and parts, not arguments."""
        parts = {name: part for name, part in self.__dict__.items() if name != "elements"}
        return _remade, (type(self), self.args, parts)


def _remade(
    kind: type[MegarothError], args: tuple[object, ...], parts: dict[str, object]
) -> MegarothError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(parts)
    return error


class InputError(MegarothError, ValueError):
    """An argument that the law, or arithmetic, cannot take.

    Parameters
    ----------
    name
        The argument's name, as the caller writes it.
    found
        What was there, in words ("-5", "'abc'", "not given").
    expected
        What is taken instead; may go on to say what to type.
    """

    def __init__(self, name: str, found: str, expected: str) -> None:
        super().__init__(
            Phrase(
                "{name} is {found}: expected {expected}", name=name, found=found, expected=expected
            )
        )
        self.name = name
        self.found = found
        self.expected = expected


class ShapeError(MegarothError, ValueError):
    """Arguments whose shapes do not go together."""

    def __init__(self, shapes: dict[str, tuple[int, ...]]) -> None:
        parts = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        words = "the arguments' shapes do not go together: {parts}; give one length"
        super().__init__(Phrase(words, parts=parts))


class UnknownYearError(MegarothError, LookupError):
    """A year for which no limits are at hand."""

    def __init__(
        self,
        year: float,
        official: Sequence[int],
        projected: Sequence[int],
        *,
        official_only: bool = False,
    ) -> None:
        have = (
            Phrase("{first} to {last}", first=str(official[0]), last=str(official[-1]))
            if official
            else "none"
        )
        if projected:
            ahead = ", ".join(map(str, projected))
            have = Phrase("{official} and projected {projected}", official=have, projected=ahead)
        super().__init__(
            Phrase(
                "no official limits for {year}: its figures are projected, and only official ones "
                "are asked for; the package has the limits of {have}"
                if official_only
                else "no limits for {year}: the package has the limits of {have}; "
                "use IRS_LIMIT_FORECAST or add a limits file for that year",
                year=f"{year:g}",
                have=have,
            )
        )
        self.year = year


class UntaxedYearError(MegarothError, LookupError):
    """A year for which no federal tax tables are at hand."""

    def __init__(self, year: float, have: Sequence[int]) -> None:
        super().__init__(
            Phrase(
                "no federal tax tables for {year}: taxes have no projected year; use a year from "
                "{first} to {last}, or add a limits file with that year's brackets"
                if have
                else "no federal tax tables for {year}: taxes have no projected year; "
                "add a limits file with that year's brackets",
                year=f"{year:g}",
                first=str(have[0]) if have else "",
                last=str(have[-1]) if have else "",
            )
        )
        self.year = year


class UnknownLimitError(MegarothError, LookupError):
    """A limit that does not exist under that name, or not in that year."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(Phrase("no limit {name}: {reason}", name=repr(name), reason=reason))
        self.name = name


class FileError(MegarothError, ValueError):
    """A file that does not hold what it should; names the file and the place in it."""

    LONGEST = 4000
    """Characters of each part: a file may hold names and values of any length."""

    def __init__(self, path: Path | str, where: str, problem: str) -> None:
        where, problem = (_cut(part, self.LONGEST) for part in (where, problem))
        words = "{path}, {where}: {problem}" if where else "{path}: {problem}"
        super().__init__(Phrase(words, path=str(path), where=where, problem=problem))
        self.path = Path(path)
        self.where = where
        self.problem = problem


def _cut(words: str, length: int) -> str:
    """Words as they are, or the beginning of long ones."""
    return words if len(words) <= length else words[:length]


class LimitsFileError(FileError):
    """A limits file with an unknown or missing key, source or amount."""


class TextsFileError(FileError):
    """A text file with an unknown or missing key, or with languages that do not match."""


class UnknownTextError(MegarothError, LookupError):
    """A key under which no text stands."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no text {key!r}: add it, in every language, to the file of its topic")
        self.key = key


class PlanFileError(FileError):
    """A plan file with unknown, missing or impossible terms; names all of them."""


class RosterFileError(FileError):
    """A roster that cannot be read, or that lacks a column."""


class OpenQuestionsError(MegarothError, ValueError):
    """A roster of which something is uncertain that money depends on; its text asks."""

    def __init__(self, path: Path | str, questions: str) -> None:
        words = "{path}: nothing was written, because this has to be answered first"
        said = Phrase(words, path=str(path))
        super().__init__(Phrase("{said}\n{questions}", said=said, questions=questions))
        self.path = Path(path)


class OutputError(MegarothError, OSError):
    """A file that cannot be written."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            Phrase(
                "{path} cannot be written ({reason}); close it where it is open, or choose another "
                "folder",
                path=str(path),
                reason=reason,
            )
        )
        self.path = Path(path)


class MissingExtraError(MegarothError, ImportError):
    """An optional part of the package that is not installed.

    Parameters
    ----------
    extra
        Its name in the package's metadata.
    """

    NEEDS: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"cluster": "cryptography distributed", "encrypt": "cryptography msoffcrypto-tool"}
    )
    """By extra, what it brings: the sentence names that, which every package index has."""

    def __init__(self, extra: str) -> None:
        super().__init__(
            Phrase(
                "this needs an optional part that is not installed: pip install {packages}",
                packages=self.NEEDS[extra],
            )
        )
        self.extra = extra


class RunStoppedError(MegarothError):
    """A run that was told to stop; what it has written is whole.

    Parameters
    ----------
    written, whole
        Personal workbooks that are written, and those of the whole run; 0 of 0 where it has not
        begun to write.
    """

    def __init__(self, written: int, whole: int) -> None:
        super().__init__(
            Phrase(
                "stopped: {written} of {whole} personal workbooks are written, each of them "
                "whole; the same command writes the others"
                if whole
                else "stopped before this run wrote anything; the same command starts again",
                written=f"{written:,}",
                whole=f"{whole:,}",
            )
        )
        self.written = written
        self.whole = whole
