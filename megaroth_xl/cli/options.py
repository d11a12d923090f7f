"""Options that several commands share."""

from pathlib import Path

import click

from megaroth_xl.errors import InputError
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.limits_file import read_limits_file
from megaroth_xl.texts import LANGUAGES

__all__ = ["DISCLAIMER", "lang_option", "limits_option", "new_file", "plan_option", "year_option"]

DISCLAIMER = (
    "An estimate from statutory limits, not advice: the plan must allow it. "
    "Confirm with the plan administrator and a tax professional."
)

year_option = click.option("--year", type=int, required=True, help="Calendar year, such as 2026.")
plan_option = click.option(
    "--plan", type=click.Path(path_type=Path), required=True, help="The plan's terms, a TOML file."
)
lang_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of what is written: English or Korean.",
)


def _overlaid(
    _context: click.Context, _parameter: click.Parameter, path: Path | None
) -> LimitsTable:
    table = limits_table()
    return table if path is None else table.overlaid([read_limits_file(path, partial=True)])


limits_option = click.option(
    "--limits",
    type=click.Path(path_type=Path),
    callback=_overlaid,
    help="TOML file of your own limits, laid over the package's: a new year's notice, say.",
)


def new_file(path: Path, name: str, endings: tuple[str, ...], *, force: bool) -> Path:
    """The file to write: `path`, or `name` in the folder `path`.

    Raises
    ------
    InputError
        Where its name ends in something else, or a file is there and not forced.
    """
    target = path / name if path.is_dir() else path
    if target.suffix.lower() not in endings:
        raise InputError("PATH", f"{str(target)!r}", f"a name that ends in {' or '.join(endings)}")
    if target.exists() and not force:
        raise InputError("PATH", f"{str(target)!r}, which exists", "a new name, or --force")
    return target
