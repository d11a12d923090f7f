"""Options that say how a roster is to be read, the same for every command that reads one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from megaroth_xl.cli.options import new_file
from megaroth_xl.errors import InputError
from megaroth_xl.files import write_whole
from megaroth_xl.given_files import is_workbook
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.account import Account, quoted
from megaroth_xl.reports.roster.account_text import reading_file
from megaroth_xl.reports.roster.files.passwords import read_password
from megaroth_xl.reports.roster.roster_file import sheet_settings
from megaroth_xl.reports.roster.settings import ReadingSettings
from megaroth_xl.reports.roster.settings_file import read_settings
from megaroth_xl.reports.runs.rosters import is_folder
from megaroth_xl.reports.runs.store import is_url
from megaroth_xl.texts import text

__all__ = ["ReadingOptions", "reading_options"]

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class ReadingOptions:
    """The options that say how a roster is read.

    Parameters
    ----------
    settings, password
        How it is to be read, and what opens it, or None.
    write_to
        The reading file to write, or None.
    """

    settings: ReadingSettings
    password: str | None
    write_to: Path | None = None

    def refuse_several(self, roster: str) -> None:
        """Refuse to write one reading file for a folder of rosters.

        Raises
        ------
        InputError
        """
        if self.write_to is not None and (is_url(roster) or is_folder(roster)):
            found = Phrase(
                "asked for of {roster}, which holds several rosters", roster=repr(roster)
            )
            raise InputError("--write-reading", found, "one roster, whose file it belongs to")

    def write(self, account: Account, lang: str, *, force: bool) -> None:
        """Write the reading file that was asked for: what is certain, and what is open."""
        if self.write_to is None:
            return
        target = new_file(
            self.write_to, "reading.toml", (".toml",), force=force, option="--write-reading"
        )
        sheets = account.sheets or (account.sheet,)
        found = {"sheet": quoted(sheets)} if any(sheets) else {}
        write_whole(target, reading_file(account, found, lang).encode())
        click.echo(text("console.wrote.file", lang, path=str(target)), err=True)


def reading_options(command: Command) -> Command:
    """Give a command the options of reading; it gets them as one `reading`."""

    @wraps(command)
    def with_reading(
        *args: Any,
        reading: Path | None,
        headings: Path | None,
        sheet: tuple[str, ...],
        password_file: Path | None,
        write_reading: Path | None,
        **others: Any,
    ) -> Any:
        said = ReadingSettings(sheet=sheet)
        password = read_password(password_file) if password_file else None
        for path in (headings, reading):
            if path:
                is_sheet = is_workbook(path)
                said = said.over(
                    sheet_settings(path, password) if is_sheet else read_settings(path)
                )
        return command(*args, reading=ReadingOptions(said, password, write_reading), **others)

    options = (
        _file_option(
            "--reading",
            "Answers how to read the roster: a TOML file that `roster check` can write, or a "
            "workbook with a sheet Reading.",
        ),
        _file_option(
            "--headings",
            'TOML file that names your roster\'s headings: compensation = "Gross FY".',
        ),
        click.option(
            "--sheet",
            multiple=True,
            help="The sheet that holds the roster; several times for sheets read together.",
        ),
        _file_option("--password-file", "File whose first line is the password of the roster."),
        _file_option(
            "--write-reading",
            "Write a reading file: what is certain, and each question to be answered in it.",
        ),
    )
    decorated: Any = with_reading
    for option in reversed(options):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def _file_option(name: str, meaning: str) -> Callable[[Any], Any]:
    """An option that takes the path of a file."""
    return click.option(name, type=click.Path(path_type=Path), help=meaning)
