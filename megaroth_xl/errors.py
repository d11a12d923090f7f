"""What the package raises on purpose: sentences that say what was wrong and how to cure it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

__all__ = [
    "FileError",
    "InputError",
    "LimitsFileError",
    "MegarothError",
    "MissingExtraError",
    "OutputError",
    "PlanFileError",
    "PlanNotTestedError",
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

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels between processes: by its sentence and parts, not by its arguments."""
        return _remade, (type(self), self.args, self.__dict__)


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
        super().__init__(f"{name} is {found}: expected {expected}")
        self.name = name
        self.found = found
        self.expected = expected


class ShapeError(MegarothError, ValueError):
    """Arguments whose shapes do not go together."""

    def __init__(self, shapes: dict[str, tuple[int, ...]]) -> None:
        parts = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        super().__init__(f"the arguments' shapes do not go together: {parts}; give one length")


class UnknownYearError(MegarothError, LookupError):
    """A year for which no limits are at hand."""

    def __init__(self, year: float, official: Sequence[int], projected: Sequence[int]) -> None:
        have = f"{official[0]} to {official[-1]}" if official else "none"
        if projected:
            have += " and projected " + ", ".join(map(str, projected))
        super().__init__(
            f"no limits for {year:g}: the years at hand are {have}; "
            "use IRS_LIMIT_FORECAST or add a limits file for that year"
        )
        self.year = year


class UntaxedYearError(MegarothError, LookupError):
    """A year for which no federal tax tables are at hand."""

    def __init__(self, year: float, have: Sequence[int]) -> None:
        use = f"use a year from {have[0]} to {have[-1]}, or " if have else ""
        super().__init__(
            f"no federal tax tables for {year:g}: taxes have no projected year; "
            f"{use}add a limits file with that year's brackets"
        )
        self.year = year


class UnknownLimitError(MegarothError, LookupError):
    """A limit that does not exist under that name, or not in that year."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"no limit {name!r}: {reason}")
        self.name = name


class FileError(MegarothError, ValueError):
    """A file that does not hold what it should; names the file and the place in it."""

    LONGEST = 4000
    """Characters of each part: a file may hold names and values of any length."""

    def __init__(self, path: Path | str, where: str, problem: str) -> None:
        place = f"{path}, {where[: self.LONGEST]}" if where else f"{path}"
        super().__init__(f"{place}: {problem[: self.LONGEST]}")
        self.path = Path(path)
        self.where = where


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


class PlanNotTestedError(MegarothError, ValueError):
    """A plan test that lacks what it takes; its text is the reason."""


class RosterFileError(FileError):
    """A roster that cannot be read, or that lacks a column."""


class OutputError(MegarothError, OSError):
    """A file that cannot be written."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"{path} cannot be written ({reason}); close it where it is open, or choose another "
            "folder"
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
        {"cluster": "cryptography distributed", "encrypt": "msoffcrypto-tool"}
    )
    """By extra, what it brings: the sentence names that, which every package index has."""

    def __init__(self, extra: str) -> None:
        super().__init__(
            f"this needs an optional part that is not installed: pip install {self.NEEDS[extra]}"
        )
        self.extra = extra


class RunStoppedError(MegarothError):
    """A batch that was interrupted: what it has written is whole."""

    def __init__(self, written: int, whole: int) -> None:
        super().__init__(
            f"stopped after {written:,} of {whole:,} workbooks, each of them whole; "
            "the same command goes on from there"
        )
        self.written = written
        self.whole = whole
