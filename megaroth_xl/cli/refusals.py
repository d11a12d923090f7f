"""The output of a command with --json that cannot go on: whole JSON that gives the reason."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from megaroth_xl.cli.options import write_json
from megaroth_xl.cli.usage import said
from megaroth_xl.errors import MegarothError
from megaroth_xl.reports.results.pretest_data import no_plan_test_data
from megaroth_xl.texts import LANGUAGES, in_language

__all__ = ["said_as_data"]


@contextmanager
def said_as_data(
    as_json: bool,  # noqa: FBT001
    data_of: Callable[[str], Mapping[str, Any]] = no_plan_test_data,
) -> Iterator[None]:
    """Print a refusal as data too, before it goes on its way."""
    try:
        yield
    except (MegarothError, OSError, click.UsageError) as error:
        if as_json:
            reason = error.args[0] if isinstance(error, MegarothError) else str(error)
            if isinstance(error, click.UsageError):
                reason = said(error)
            lang = click.get_current_context().obj or LANGUAGES[0]
            write_json(data_of(in_language(reason, lang)))
        raise
