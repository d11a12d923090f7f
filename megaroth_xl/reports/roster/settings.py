"""Settings for reading a roster: what a person says of it beyond what it says itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum

from megaroth_xl.reports.roster.account import quoted, toml_text

__all__ = [
    "CHOICES",
    "Amounts",
    "BlankAmounts",
    "Companies",
    "DateOrder",
    "PaidAfterLeaving",
    "PayOf",
    "ReadingSettings",
]


class Amounts(StrEnum):
    """The stretch of time that a roster's amounts cover."""

    YEAR = "year"
    YEAR_TO_DATE = "year to date"
    PAY_PERIOD = "pay period"


class PayOf(StrEnum):
    """The stretch of time that a roster's pay covers, if contributions are year to date."""

    YEAR = "year"
    YEAR_TO_DATE = "year to date"


class BlankAmounts(StrEnum):
    """The meaning of a blank in a column of amounts."""

    ZERO = "zero"
    UNKNOWN = "unknown"


class DateOrder(StrEnum):
    """The order in which a date of three numbers is written."""

    MONTH_FIRST = "month/day/year"
    DAY_FIRST = "day/month/year"


class Companies(StrEnum):
    """The relationship of a roster's companies to each other."""

    ONE_EMPLOYER = "one controlled group"
    ONE_PLAN = "one plan of several employers"
    UNRELATED = "unrelated"


class PaidAfterLeaving(StrEnum):
    """The treatment in the test of those who left before the year and were paid in it."""

    COUNTS = "counts"
    DOES_NOT_COUNT = "does not count"


CHOICES: Mapping[str, type[StrEnum]] = {
    "amounts": Amounts,
    "pay": PayOf,
    "blank_amounts": BlankAmounts,
    "dates": DateOrder,
    "companies": Companies,
    "paid_after_leaving": PaidAfterLeaving,
}


@dataclass(frozen=True)
class ReadingSettings:
    """The settings given for a roster file, beyond what the file says itself.

    Parameters
    ----------
    sheet
        The sheet that holds the roster, or the sheets that do together; () to find it.
    header_row
        The row of the headings, counted from 1, or the two rows; () to find it.
    amounts
        Whether the amounts are of the year, of the year to date, or of a pay period; None where it
        is not said, as with all that follows.
    pay
        What the pay is of, where only the contributions are of the year to date.
    year
        The year of the figures, where the titles name another one.
    as_of
        The day up to which the roster goes.
    dates
        The order of day and month.
    decimal
        The decimal mark, "." or ",".
    blank_amounts
        What a blank stands for in a column that holds amounts.
    kinds, kind_amounts
        Where each row holds one kind of contribution: the headings of the column that names the
        kind, and of the column of its amounts; "" to find them.
    rates
        Headings whose numbers are shares of pay; () says that none are.
    ignore
        Headings that are not used.
    companies
        What the companies in the column `company` are to each other.
    company
        The one company whose rows are reported; "" for all.
    paid_after_leaving
        Whether those who left before the year and were paid in it count in the test.
    columns
        By our name, the headings that mean just that: several are added up where they are amounts,
        and joined where they are texts.
    """

    sheet: tuple[str, ...] = ()
    header_row: tuple[int, ...] = ()
    amounts: Amounts | None = None
    pay: PayOf | None = None
    year: int | None = None
    as_of: date | None = None
    dates: DateOrder | None = None
    decimal: str = ""
    blank_amounts: BlankAmounts | None = None
    kinds: str = ""
    kind_amounts: str = ""
    rates: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    companies: Companies | None = None
    company: str = ""
    paid_after_leaving: PaidAfterLeaving | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of_headings(cls, headings: Mapping[str, str]) -> "ReadingSettings":
        """Settings that only say, by our name, which heading means it."""
        return cls(columns={name: (heading,) for name, heading in headings.items()})

    def over(self, below: "ReadingSettings") -> "ReadingSettings":
        """These settings, and those of `below` for what is not said here."""
        nothing = ReadingSettings()
        own = {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if getattr(self, f.name) != getattr(nothing, f.name)
        }
        own["columns"] = {**below.columns, **self.columns}
        return replace(below, **own)

    def without(self, heading: str) -> "ReadingSettings":
        """These settings for a file that has no column of a heading."""
        columns = {
            name: tuple(each for each in headings if each != heading)
            for name, headings in self.columns.items()
        }
        return replace(
            self,
            columns={name: headings for name, headings in columns.items() if headings},
            ignore=tuple(each for each in self.ignore if each != heading),
            rates=self.rates and tuple(each for each in self.rates if each != heading),
        )

    def lines(self) -> tuple[str, ...]:
        """Return what is said, as lines of a reading file."""
        nothing = ReadingSettings()
        lines = [
            f"{f.name} = {_toml(getattr(self, f.name))}"
            for f in fields(self)
            if f.name not in ("columns", "sheet")
            and getattr(self, f.name) != getattr(nothing, f.name)
        ]
        lines = [f"sheet = {quoted(self.sheet)}", *lines] if self.sheet else lines
        lines += [f"columns.{name} = {quoted(headings)}" for name, headings in self.columns.items()]
        return tuple(lines)


def _toml(value: object) -> str:
    """A setting's value as TOML writes it."""
    if isinstance(value, tuple):
        parts = [_toml(part) for part in value]
        return parts[0] if len(parts) == 1 and parts[0].isdecimal() else f"[{', '.join(parts)}]"
    if isinstance(value, date):
        return value.isoformat()
    return toml_text(value) if isinstance(value, str) else str(value)
