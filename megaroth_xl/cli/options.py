"""Options that several commands share."""

import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import click

from megaroth_xl.cell_errors import CellError
from megaroth_xl.cells import has_wrong_sign, number_of
from megaroth_xl.cli import QUIET
from megaroth_xl.errors import InputError
from megaroth_xl.given_files import is_workbook
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.limits_file import read_limits_file
from megaroth_xl.law.year_limits import Status
from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import AGE, DOLLARS, RATE, Quantity
from megaroth_xl.strategy.saver.fact import NONE
from megaroth_xl.texts import LANGUAGES, text
from megaroth_xl.words import letters, nearest

__all__ = [
    "AGE_TYPE",
    "CAP_TYPE",
    "columns_of",
    "padded",
    "DOLLARS_TYPE",
    "SHARE_TYPE",
    "Number",
    "answer_options",
    "json_option",
    "lang_option",
    "left_out_option",
    "limits_option",
    "new_file",
    "plan_option",
    "plan_path",
    "refuse_projected",
    "say_disclaimer",
    "shows_progress",
    "write_json",
    "year_option",
]

STATUS = "status of limits"
"""Where a command keeps the only status of limits that it is to use."""


class Number(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """A number as people type it: 23,000 or $23,000, and 6% or 0.06.

    Parameters
    ----------
    name
        What help calls it.
    quantity
        The numbers that it takes.
    example
        What to type, for a refusal.
    may_be_none
        Whether "none" says that there is no such limit, which is infinity.
    """

    def __init__(
        self, name: str, quantity: Quantity, example: str, *, may_be_none: bool = False
    ) -> None:
        self.may_be_none = may_be_none
        self.name = name
        self.quantity = quantity
        self.example = example

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,  # noqa: ARG002
    ) -> float:
        """The number; an InputError that names the option for anything else."""
        option = param.opts[0] if param else self.name
        if self.may_be_none and letters(value) in NONE:
            return math.inf
        number = number_of(value)
        if isinstance(number, CellError) or has_wrong_sign(value, self.quantity.sign):
            found = number.sentence if isinstance(number, CellError) else repr(value)
            raise InputError(
                option,
                found,
                Phrase(
                    "{expected}, such as {example}",
                    expected=self.quantity.expected,
                    example=self.example,
                ),
            )
        if not self.quantity.takes_one(number):
            raise self.quantity.refusal(option, number)
        return number


DOLLARS_TYPE = Number("dollars", DOLLARS, "23,000")
CAP_TYPE = Number("dollars", DOLLARS, "23,000, or none", may_be_none=True)
SHARE_TYPE = Number("share", RATE, "6%")
AGE_TYPE = Number("age", AGE, "52")

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, for other programs to read."
)


def say_disclaimer(lang: str = LANGUAGES[0]) -> None:
    """Print, below what a command answers, that it is an estimate and not advice."""
    click.echo(f"\n{text('common.notice.disclaimer', lang)}")


WIDE = frozenset("WF")
"""Letters that fill two columns of a terminal, as Hangul does."""


def columns_of(words: str) -> int:
    """Return how many columns of a terminal a text fills."""
    return len(words) + sum(east_asian_width(letter) in WIDE for letter in words)


def padded(words: str, width: int) -> str:
    """A text with blanks behind it, as wide as asked for on a terminal."""
    return words + " " * (width - columns_of(words))


def write_json(data: Mapping[str, Any]) -> None:
    """Print data as JSON, in spite of --quiet; what is not a number is null."""
    import json  # noqa: PLC0415 - most answers are for people

    stdout = click.get_current_context().meta.get(QUIET)
    click.echo(json.dumps(_finite(data), indent=2, ensure_ascii=False), file=stdout)


def shows_progress() -> bool:
    """Return whether a bar of progress has somebody to see it."""
    return sys.stderr.isatty() and QUIET not in click.get_current_context().meta


def _finite(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {str(key): _finite(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(value) for value in data]
    return None if isinstance(data, float) and not math.isfinite(data) else data


year_option = click.option("--year", type=int, required=True, help="Calendar year, such as 2026.")
plan_option = click.option(
    "--plan",
    type=click.Path(path_type=Path),
    help="The plan's terms: a TOML file, or a workbook with a sheet Plan; else the roster's own.",
)
left_out_option = click.option(
    "--allow-left-out",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Test the plan although up to N rows were left out, and say so.",
)
lang_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of what is written: English or Korean.",
)


def _status_asked_for(
    context: click.Context, _parameter: click.Parameter, status: str | None
) -> None:
    context.meta[STATUS] = status


def _overlaid(
    context: click.Context, _parameter: click.Parameter, path: Path | None
) -> LimitsTable:
    table = limits_table()
    if path is not None:
        table = table.overlaid([read_limits_file(path, partial=True)])
    return table.official_only() if context.meta[STATUS] else table


def limits_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose the limits: another file's over ours, and official ones only."""
    own = click.option(
        "--limits",
        type=click.Path(path_type=Path),
        callback=_overlaid,
        help="TOML file whose limits override the built-in ones, such as a new IRS notice's.",
    )
    official = click.option(
        "--official-only",
        flag_value=str(Status.OFFICIAL),
        is_eager=True,  # known before the limits are read
        expose_value=False,
        callback=_status_asked_for,
        help="Refuse a year whose limits are projected.",
    )
    return own(official(command))


def refuse_projected(limits: LimitsTable, year: int) -> None:
    """Refuse a year whose limits are projected, where only official ones are asked for.

    For a command that can do without the year's limits, and would not notice.
    """
    if click.get_current_context().meta[STATUS]:
        limits.dollars("annual_additions", year)


def plan_path(plan: Path | None, roster: str | Path) -> Path:
    """Return where the plan's terms stand: in the file of --plan, or in the roster's own workbook.

    Raises
    ------
    UsageError
        Where neither can hold them.
    """
    if plan is not None:
        return plan
    own = Path(roster)
    if (own.is_file() and not is_workbook(own)) or own.is_dir() or "://" in str(roster):
        words = "{roster} has no sheet Plan; name the plan's terms with --plan"
        raise click.UsageError(Phrase(words, roster=str(roster)))
    return own


def new_file(
    path: Path, name: str, endings: tuple[str, ...], *, force: bool, option: str = "PATH"
) -> Path:
    """The file to write: `path`, or `name` in the folder `path`.

    Raises
    ------
    InputError
        Where its folder is not there, its name ends in something else, or a file is there and not
        forced. It says what `option` is.
    """
    target = path / name if path.is_dir() else path
    folder = target.parent
    if not folder.is_dir():
        beside = [each.name for each in folder.parent.glob("*/")] if folder.parent.is_dir() else []
        meant = nearest(folder.name, beside)
        found = Phrase("in the folder {folder}, which does not exist", folder=repr(str(folder)))
        words = "a folder that exists, or make it first"
        if meant:
            words = "a folder that exists; did you mean {meant}?"
        expected = Phrase(words, meant=repr(str(folder.parent / meant)))
        raise InputError(option, found, expected)
    if target.suffix.lower() not in endings:
        first, *other = endings
        words = "a name that ends in {first} or {other}" if other else "a name that ends in {first}"
        expected = Phrase(words, first=first, other=", ".join(other))
        raise InputError(option, repr(str(target)), expected)
    if target.exists() and not force:
        found = Phrase("{file}, which exists", file=repr(str(target)))
        raise InputError(option, found, "a new name, or --force")
    return target


def answer_options(command: Any) -> Any:
    """Give a command the language of its answer, the limits behind it, and --json."""
    return lang_option(limits_option(json_option(command)))
