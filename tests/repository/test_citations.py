"""Every public function of the law cites what it rests on, and shows an example that runs."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

from megaroth_xl import law

NO_RULE_OF_LAW = {
    "earlier_limits",
    "earlier_years",
    "average_wages",
    "destination_name",
    "forecast_dollars",
    "limit_dollars",
    "limit_key",
    "limit_rows",
    "limits_table",
    "price_index",
    "published_levels",
    "transcript",
    "read_limits_file",
    "read_state_file",
    "state_codes",
    "state_tax",
}
"""Readers, lookups and arithmetic: their figures carry their own sources."""


def functions() -> list[Callable[..., Any]]:
    found = []
    for module in pkgutil.iter_modules(law.__path__, "megaroth_xl.law."):
        public = importlib.import_module(module.name)
        found += [getattr(public, name) for name in getattr(public, "__all__", ())]
    return [f for f in found if inspect.isfunction(inspect.unwrap(f))]


@pytest.mark.parametrize("function", functions(), ids=lambda f: f.__name__)
def test_cites_its_rule_and_shows_an_example(function: Callable[..., Any]) -> None:
    text = function.__doc__ or ""
    if function.__name__ not in NO_RULE_OF_LAW:
        assert "    References\n    ----------\n" in text
        assert "    >>> " in text


def test_no_exception_is_out_of_date() -> None:
    assert {f.__name__ for f in functions()} >= NO_RULE_OF_LAW
