"""The strict reader of a limits file: nothing unknown, nothing missing, nothing mistyped."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.sourced_file import SourcedFile
from megaroth_xl.law.year_limits import (
    LIMIT_RULES,
    Amount,
    PhaseOut,
    Source,
    Status,
    TaxBrackets,
    YearLimits,
)

__all__ = ["read_limits_file"]

PHASE_OUTS = (
    "roth_ira_unmarried",
    "roth_ira_joint",
    "roth_ira_separate",
    "traditional_ira_unmarried",
    "traditional_ira_joint",
    "traditional_ira_joint_spouse_covered",
    "traditional_ira_separate",
)
DEDUCTIONS = (
    "state_and_local_tax_cap",
    "state_and_local_tax_threshold",
    "state_and_local_tax_floor",
    "senior",
    "senior_threshold",
    "senior_threshold_joint",
    "age_65_unmarried",
    "age_65_married",
)
"""Of taxes and persons, as they shrink with income; before their first year none of them did."""
FIRST_YEAR_OF_DEDUCTIONS = 2025
MEDICARE_PREMIUMS = ("unmarried", "joint")
BRACKET_ENDS = 6
MOST_DOLLARS = 1e9
YEARS = range(1900, 3000)
SECTIONS = (
    "limits",
    "phase_outs",
    "net_investment_income",
    "brackets",
    "standard_deduction",
    "deductions",
    "medicare_premiums",
)

T = TypeVar("T")


class _Reader(SourcedFile):
    def table(self, data: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            raise self.refuse(where, "expected a table")
        return value

    def only(self, data: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
        for key in data:
            if key not in allowed:
                raise self.refuse(
                    f"{where}{key}", f"unknown key; the keys are {', '.join(allowed)}"
                )

    def fields(self, entry: object, allowed: tuple[str, ...], where: str) -> Mapping[str, Any]:
        if not isinstance(entry, dict):
            raise self.refuse(where, f"expected a table with {', '.join(allowed)}")
        self.only(entry, allowed, f"{where}.")
        for key in allowed:
            if key not in entry:
                raise self.refuse(f"{where}.{key}", "is missing")
        return entry

    def dollars(self, value: Any, where: str, step: int | None = None) -> float:
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not 0 <= value < MOST_DOLLARS
        ):
            raise self.refuse(where, f"is {value!r}: expected dollars from 0 to a billion")
        if step and value % step:
            raise self.refuse(where, f"is {value:,}: the law rounds it to a multiple of {step:,}")
        return float(value)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        found = {}
        for key, entry in self.table(self.data, "sources", "sources").items():
            where = f"sources.{key}"
            parts = self.fields(entry, ("title", "citation", "status", "checked"), where)
            for word in ("title", "citation"):
                if not isinstance(parts[word], str) or not parts[word]:
                    raise self.refuse(f"{where}.{word}", "expected a text")
            if parts["status"] not in list(Status):
                raise self.refuse(f"{where}.status", f"expected one of {', '.join(Status)}")
            if type(parts["checked"]) is not date:
                raise self.refuse(f"{where}.checked", "expected a date such as 2026-11-21")
            found[key] = Source(
                parts["title"], parts["citation"], Status(parts["status"]), parts["checked"]
            )
        return found

    def section(
        self,
        name: str,
        keys: tuple[str, ...],
        fields: tuple[str, ...],
        build: Callable[[Mapping[str, Any], Source, str], T],
        *,
        complete: bool,
    ) -> dict[str, T]:
        entries = self.table(self.data, name, name)
        self.only(entries, keys, f"{name}.")
        sources = self.sources
        found = {}
        for key in keys:
            where = f"{name}.{key}"
            if key not in entries:
                if complete:
                    raise self.refuse(where, "is missing")
                continue
            parts = self.fields(entries[key], (*fields, "source"), where)
            if parts["source"] not in list(sources):  # of any type, hashable or not
                raise self.refuse(
                    f"{where}.source",
                    f"unknown source {parts['source']!r}; the sources are {', '.join(sources)}",
                )
            found[key] = build(parts, sources[parts["source"]], where)
        return found


def read_limits_file(path: Path | str, *, partial: bool = False) -> YearLimits:
    """One year's limits from a TOML file.

    Parameters
    ----------
    path
        The file.
    partial
        Whether the file may leave figures out, as one laid over the package's own may.

    Raises
    ------
    LimitsFileError
        For an unknown or missing key, an unknown source, or an amount that is no multiple of its
        statutory step; names the file and the key.

    Examples
    --------
    >>> import tempfile
    >>> from megaroth_xl.law.limits import limits_table
    >>> own = '''
    ... year = 2027
    ... [sources.notice]
    ... title = "The notice of 2027"
    ... citation = "Notice 2026-99"
    ... status = "official"
    ... checked = 2026-11-21
    ... [limits]
    ... annual_additions = { dollars = 74_000, source = "notice" }
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "own.toml"
    ...     _ = path.write_text(own, encoding="utf-8")
    ...     table = limits_table().overlaid([read_limits_file(path, partial=True)])
    >>> table[2027].amounts["annual_additions"].dollars
    74000.0
    """
    reader = _Reader(Path(path))
    reader.only(reader.data, ("year", "sources", *SECTIONS), "")
    year = reader.data.get("year")
    if type(year) is not int or year not in YEARS:
        raise reader.refuse("year", f"is {year!r}: expected a calendar year such as 2026")

    def amount(parts: Mapping[str, Any], source: Source, where: str) -> Amount:
        rule = LIMIT_RULES.get(where.removeprefix("limits."))
        step = rule.step if rule else None
        return Amount(reader.dollars(parts["dollars"], where, step), source)

    def phase_out(parts: Mapping[str, Any], source: Source, where: str) -> PhaseOut:
        start, end = (reader.dollars(parts[k], f"{where}.{k}", 1000) for k in ("start", "end"))
        if start >= end:
            raise reader.refuse(where, f"starts at {start:,.0f} but ends at {end:,.0f}")
        return PhaseOut(start, end, source)

    def brackets(parts: Mapping[str, Any], source: Source, where: str) -> TaxBrackets:
        given = parts["upper_ends"]
        ends = [reader.dollars(end, where, 25) for end in given] if isinstance(given, list) else []
        if len(ends) != BRACKET_ENDS or sorted(set(ends)) != ends:
            raise reader.refuse(where, f"expected {BRACKET_ENDS} rising amounts")
        return TaxBrackets(tuple(ends), source)

    complete = not partial
    names = tuple(n for n, rule in LIMIT_RULES.items() if partial or year >= rule.first_year)
    # A year's tax tables are published apart from, and later than, its plan limits.
    taxed = complete and "brackets" in reader.data
    return YearLimits(
        year=year,
        amounts=reader.section("limits", names, ("dollars",), amount, complete=complete),
        phase_outs=reader.section(
            "phase_outs", PHASE_OUTS, ("start", "end"), phase_out, complete=complete
        ),
        net_investment_income=reader.section(
            "net_investment_income", FILING_STATUS.words, ("dollars",), amount, complete=complete
        ),
        standard_deduction=reader.section(
            "standard_deduction", FILING_STATUS.words, ("dollars",), amount, complete=taxed
        ),
        deductions=reader.section(
            "deductions",
            DEDUCTIONS,
            ("dollars",),
            amount,
            complete=taxed and year >= FIRST_YEAR_OF_DEDUCTIONS,
        ),
        medicare_premiums=reader.section(
            "medicare_premiums", MEDICARE_PREMIUMS, ("dollars",), amount, complete=False
        ),
        brackets=reader.section(
            "brackets", FILING_STATUS.words, ("upper_ends",), brackets, complete=taxed
        ),
    )
