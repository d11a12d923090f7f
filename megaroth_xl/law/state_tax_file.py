"""One state's income tax by year: the figures of its file, read as strictly as the federal ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.sourced_file import SourcedFile
from megaroth_xl.law.year_limits import Source, Status

__all__ = ["StateTax", "StateYear", "read_state_file", "state_codes", "state_tax"]

DATA = Path(__file__).parent / "data" / "states"
UNTAXED = ("none", "not on conversions")
"""What `tax` says of a state that takes nothing of a conversion."""
Rows = Mapping[str, tuple[tuple[float, ...], ...]]
Dollars = Mapping[str, float]
STEPS = ("rates", "exemption_steps", "phase_down", "federal_tax_subtraction", "recapture")
AMOUNTS = ("deductions", "most_deductions", "exemptions")
NUMBERS = (
    "rate",
    "deduction_share",
    "phase_down_most",
    "recapture_from",
    "recapture_over",
    "highest_income",
)
COLUMNS = {"recapture": 3}
"""Columns of a section's rows, where they are not two."""
NEEDS = {
    "rates": ("deductions",),
    "most_deductions": ("deduction_share",),
    "phase_down": ("phase_down_most",),
    "recapture": ("recapture_from", "recapture_over"),
}
"""What a section cannot do without."""


@dataclass(frozen=True)
class StateYear:
    """A state's income tax of one year, as far as it bears on added income.

    Parameters
    ----------
    source, tax
        Where the figures stand; "none", "not on conversions", or "" where conversions are taxed.
    numbers
        By name: `rate` of a state with one rate; `deduction_share`, the part of AGI that is
        deducted between the least and the most; `phase_down_most`, the part of a deduction that a
        phase-down can take; `recapture_from` and `recapture_over`, the AGI above which, and the
        dollars over which, the benefit of lower rates is taken back; `highest_income`, up to which
        the figures hold.
    amounts
        By name, then filing status, dollars: `deductions` (the standard deduction),
        `most_deductions`, `exemptions`.
    steps
        By name, then filing status, rows that begin with dollars above which they hold: `rates`;
        `exemption_steps` and `federal_tax_subtraction` (dollars, by AGI); `phase_down` (the share
        of AGI above that the deduction loses); `recapture` (dollars taken back in full, and
        dollars taken back over the range).
    """

    source: Source
    tax: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)
    amounts: Mapping[str, Dollars] = field(default_factory=dict)
    steps: Mapping[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True)
class StateTax:
    """A state's two-letter code, its name, and its income tax by year."""

    code: str
    name: str
    years: Mapping[int, StateYear]


@cache
def state_codes() -> tuple[str, ...]:
    """Two-letter codes of the states whose income tax the package has.

    Examples
    --------
    >>> "NY" in state_codes()
    True
    """
    return tuple(sorted(path.stem for path in DATA.glob("*.toml")))


@cache
def state_tax(code: str) -> StateTax:
    """One state's income tax.

    Parameters
    ----------
    code
        One of `state_codes`.

    Examples
    --------
    >>> state_tax("IL").years[2026].tax
    'not on conversions'
    """
    return read_state_file(DATA / f"{code}.toml")


def read_state_file(path: Path | str) -> StateTax:
    """A state's income tax from its TOML file.

    Parameters
    ----------
    path
        The file; its stem is the state's code.

    Raises
    ------
    LimitsFileError
        For an unknown or missing key, an unknown source, steps that do not rise, or a rate that is
        no share; names the file and the key.
    """
    return _Reader(Path(path)).state()


class _Reader(SourcedFile):
    def table(self, value: Any, allowed: tuple[str, ...], where: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.refuse(where, "expected a table")
        for key in value:
            if key not in allowed:
                raise self.refuse(f"{where}.{key}".strip("."), "unknown key")
        return value

    def text(self, data: Mapping[str, Any], key: str, where: str) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value:
            raise self.refuse(f"{where}{key}", "expected a text")
        return value

    def number(self, value: Any, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
            raise self.refuse(where, f"is {value!r}: expected a number, 0 or more")
        return float(value)

    def state(self) -> StateTax:
        data = self.table(self.data, ("state", "name", "sources", "years"), "")
        code = self.text(data, "state", "")
        if code != self.path.stem:
            raise self.refuse("state", f"is {code!r}: expected {self.path.stem!r}, the file's name")
        sources = self.sources(data.get("sources"))
        years = self.table(data.get("years"), tuple(data.get("years", ())), "years")
        found = {}
        for year, entry in years.items():
            if not (year.isascii() and year.isdigit()):
                raise self.refuse(f"years.{year}", "expected a calendar year such as 2026")
            found[int(year)] = self.year(entry, sources, f"years.{year}")
        unused = set(sources) - {years[str(y)]["source"] for y in found}
        if unused or not found:
            raise self.refuse(f"sources.{min(unused, default='')}", "no year has this source")
        return StateTax(code, self.text(data, "name", ""), found)

    def sources(self, value: Any) -> Mapping[str, Source]:
        found = {}
        parts = ("title", "citation", "status", "checked")
        for key, entry in self.table(value, tuple(value or ()), "sources").items():
            where = f"sources.{key}."
            fields = self.table(entry, parts, f"sources.{key}")
            if fields.get("status") != Status.OFFICIAL or type(fields.get("checked")) is not date:
                raise self.refuse(where, 'expected status = "official" and the day it was checked')
            title, citation = (self.text(fields, part, where) for part in parts[:2])
            found[key] = Source(title, citation, Status.OFFICIAL, fields["checked"])
        return found

    def year(self, entry: Any, sources: Mapping[str, Source], where: str) -> StateYear:
        parts = self.table(entry, ("source", "tax", *NUMBERS, *AMOUNTS, *STEPS), where)
        source = self.text(parts, "source", f"{where}.")
        if source not in sources:
            raise self.refuse(f"{where}.source", f"unknown source {source!r}")
        kinds = [key for key in ("tax", "rate", "rates") if key in parts]
        if len(kinds) != 1:
            raise self.refuse(where, "expected one of tax, rate and rates")
        if parts.get("tax", UNTAXED[0]) not in UNTAXED:
            raise self.refuse(f"{where}.tax", f"expected one of {', '.join(UNTAXED)}")
        if kinds[0] != "rates" and set(parts) != {"source", kinds[0]}:
            raise self.refuse(where, f"a year with {kinds[0]} has nothing but its source")
        for key, needed in NEEDS.items():
            for name in needed:
                if key in parts and name not in parts:
                    raise self.refuse(f"{where}.{name}", f"is missing beside {key}")
        return StateYear(
            sources[source],
            parts.get("tax", ""),
            {key: self.number(parts[key], f"{where}.{key}") for key in NUMBERS if key in parts},
            {key: self.dollars(parts[key], f"{where}.{key}") for key in AMOUNTS if key in parts},
            {
                key: self.rows(parts[key], COLUMNS.get(key, 2), f"{where}.{key}")
                for key in STEPS
                if key in parts
            },
        )

    def statuses(self, value: Any, where: str) -> Mapping[str, Any]:
        entries = self.table(value, FILING_STATUS.words, where)
        for status in FILING_STATUS.words:
            if status not in entries:
                raise self.refuse(f"{where}.{status}", "is missing")
        return entries

    def dollars(self, value: Any, where: str) -> Dollars:
        return {
            status: self.number(amount, f"{where}.{status}")
            for status, amount in self.statuses(value, where).items()
        }

    def rows(self, value: Any, columns: int, where: str) -> Rows:
        found = {}
        for status, rows in self.statuses(value, where).items():
            place = f"{where}.{status}"
            if not isinstance(rows, list) or any(
                not isinstance(row, list) or len(row) != columns for row in rows
            ):
                raise self.refuse(place, f"expected rows of {columns} numbers")
            steps = tuple(tuple(self.number(n, place) for n in row) for row in rows)
            starts = [step[0] for step in steps]
            if not steps or sorted(set(starts)) != starts:
                raise self.refuse(place, "expected rows whose first numbers rise")
            if where.endswith((".rates", ".phase_down")) and any(step[1] > 1 for step in steps):
                raise self.refuse(place, "expected rates as shares, such as 0.05")
            if where.endswith(".rates") and starts[0] != 0:
                raise self.refuse(place, "expected a first rate from 0 on")
            found[status] = steps
        return found
