"""The errors of a run and of the folder that it writes to."""

from collections.abc import Sequence
from pathlib import Path

from megaroth_xl.errors import MegarothError, OutputError
from megaroth_xl.phrases import Phrase

__all__ = [
    "EditedFileError",
    "FilesGoneError",
    "FolderTakenError",
    "ForeignFileError",
    "NoReportsError",
    "PasswordsGoneError",
    "RunDiffersError",
    "WorkersLostError",
]

MOST_LISTED = 3
"""Names in a message; the others are counted."""


class FolderTakenError(OutputError):
    """A folder that holds something which may not be replaced; nothing in it has changed."""

    def __init__(self, folder: Path | str, sentence: str) -> None:
        super(OutputError, self).__init__(sentence)
        self.path = Path(folder)


class ForeignFileError(FolderTakenError):
    """Files in the way of a run that no report has written."""

    def __init__(self, folder: Path | str, names: Sequence[str]) -> None:
        super().__init__(
            folder,
            Phrase(
                "{folder} holds {names} already, not written by a report: expected a folder "
                "without such files; move them away, or choose another folder",
                folder=str(folder),
                names=_listed(names),
            ),
        )


class EditedFileError(FolderTakenError):
    """Files of a run that somebody has changed."""

    def __init__(self, folder: Path | str, names: Sequence[str]) -> None:
        super().__init__(
            folder,
            Phrase(
                "{names} in {folder} changed after the report was written; copy the changes, "
                "and use --force, which keeps changed files under another name",
                folder=str(folder),
                names=_listed(names),
            ),
        )


class PasswordsGoneError(FolderTakenError):
    """Workbooks whose passwords are not there any more."""

    def __init__(self, folder: Path | str, name: str) -> None:
        super().__init__(
            folder,
            Phrase(
                "{name} is missing in {folder}, and with it the passwords of the personal "
                "workbooks there: put it back, or use --force to write them again with new "
                "passwords",
                folder=str(folder),
                name=name,
            ),
        )


class RunDiffersError(FolderTakenError):
    """A folder with the reports of other input."""

    def __init__(self, folder: Path | str, differences: Sequence[str]) -> None:
        super().__init__(
            folder,
            Phrase(
                "{folder} holds the reports of another run, which differs in {differences}: "
                "choose another folder, or use --force to replace them",
                folder=str(folder),
                differences=_in_turn(differences),
            ),
        )
        self.differences = tuple(differences)


class WorkersLostError(MegarothError):
    """Workers of a run that were killed, or ran out of memory, one after the other."""

    def __init__(self) -> None:
        super().__init__(
            "the workers ended one after the other, killed or out of memory: use fewer of them; "
            "what is written is whole, and the same command writes the others"
        )


class NoReportsError(MegarothError, LookupError):
    """A folder that holds no reports."""

    def __init__(self, folder: Path | str, record: str) -> None:
        super().__init__(
            Phrase(
                "{folder} is not a folder of reports: it has no {record}; expected the folder that "
                "`megaroth report` wrote to",
                folder=str(folder),
                record=record,
            )
        )


class FilesGoneError(MegarothError):
    """Files of a run that were gone, or were changed, before it ended."""

    def __init__(self, folder: Path | str, missing: int, whole: int) -> None:
        super().__init__(
            Phrase(
                "{missing} of {whole} files in {folder} are not there at the end, or are not as "
                "they were written: something else removes or changes files there; start again, or "
                "choose another folder",
                missing=f"{missing:,}",
                whole=f"{whole:,}",
                folder=str(folder),
            )
        )


def _in_turn(phrases: Sequence[str]) -> str:
    """Phrases one after the other, each of which another language can say."""
    first, *others = phrases
    for each in others:
        first = Phrase("{first}; {other}", first=first, other=each)
    return first


def _listed(names: Sequence[str]) -> str:
    """Some names in words.

    >>> _listed(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    shown, more = names[:MOST_LISTED], len(names) - MOST_LISTED
    listed = ", ".join(shown)
    return (
        Phrase("{names} and {count} more", names=listed, count=f"{more:,}") if more > 0 else listed
    )
