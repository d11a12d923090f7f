"""Options that say how a roster is to be read, the same for every command that reads one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from megaroth_xl.cli.options import new_file
from megaroth_xl.files import write_whole
from megaroth_xl.reports.roster.account import Account, toml_text
from megaroth_xl.reports.roster.account_text import reading_file
from megaroth_xl.reports.roster.passwords import read_password
from megaroth_xl.reports.roster.settings import ReadingSettings, read_settings

__all__ = ["Reading", "reading_options", "write_reading"]

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Reading:
    """What the options say of a roster.

    Parameters
    ----------
    settings
        How it is to be read.
    password
        What opens it, or None.
    """

    settings: ReadingSettings
    password: str | None


def reading_options(command: Command) -> Command:
    """Give a command the options of reading; it gets them as one `reading`."""

    @wraps(command)
    def with_reading(
        *args: Any,
        reading: Path | None,
        headings: Path | None,
        sheet: str | None,
        password_file: Path | None,
        **others: Any,
    ) -> Any:
        said = ReadingSettings(sheet=sheet or "")
        for path in (headings, reading):
            said = said.over(read_settings(path)) if path else said
        password = read_password(password_file) if password_file else None
        return command(*args, reading=Reading(said, password), **others)

    options = (
        click.option(
            "--reading",
            type=click.Path(path_type=Path),
            help="TOML file that says how to read the roster; `roster check` can write it.",
        ),
        click.option(
            "--headings",
            type=click.Path(path_type=Path),
            help='TOML file that names your roster\'s headings: compensation = "Gross FY".',
        ),
        click.option("--sheet", help="The sheet that holds the roster."),
        click.option(
            "--password-file",
            type=click.Path(path_type=Path),
            help="File whose first line is the password of the roster.",
        ),
    )
    decorated: Any = with_reading
    for option in reversed(options):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def write_reading(path: Path, account: Account, lang: str, *, force: bool) -> None:
    """Write a reading file: what is certain, and what is asked."""
    target = new_file(path, "reading.toml", (".toml",), force=force, option="--write-reading")
    found = {"sheet": toml_text(account.sheet)} if account.sheet else {}
    write_whole(target, reading_file(account, found, lang).encode())
    click.echo(f"Wrote {target}.")
