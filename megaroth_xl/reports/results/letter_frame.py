"""The fields of the personal workbooks: figures, and the letter's lines in their places."""

from collections.abc import Iterator

import polars as pl

from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.results.content import ReportSetting
from megaroth_xl.reports.results.employee_outcomes import EmployeeOutcomes
from megaroth_xl.reports.results.employees import employee_frame
from megaroth_xl.reports.results.letter_lines import SECTIONS, LetterLines
from megaroth_xl.reports.results.letter_states import TO_SETTLE, LetterState, letter_states
from megaroth_xl.strategy.plan.participants import Participants

__all__ = ["DESIGN", "LINES", "LetterDesign", "letter_fields", "masked_ids", "personal_frame"]

LINES = 13
"""Lines of a letter; what goes beyond them stands together in the last one of its section."""
DESIGN = "design"
"""The column that says which design a letter takes (`LetterDesign`)."""


class LetterDesign:
    """The designs of a personal workbook."""

    SAVER = "saver"
    SETTLING = "settling"
    LEAVER = "leaver"
    OTHER = "other"


DESIGNS = {
    **dict.fromkeys(LetterState, LetterDesign.SAVER),
    **dict.fromkeys(TO_SETTLE, LetterDesign.SETTLING),
    LetterState.GONE: LetterDesign.LEAVER,
    **dict.fromkeys(
        (
            LetterState.NOT_ELIGIBLE,
            LetterState.NO_PAY,
            LetterState.FACTS_MISSING,
            LetterState.NO_AFTER_TAX,
        ),
        LetterDesign.OTHER,
    ),
}
"""By state, the design.

One who can contribute has a chart of the limit and its room, and the steps; one whose contributions
have to be corrected first, a chart without room.
"""
OF_ROOM = ("after_tax_room", "roth_total")
"""Figures that nobody is told before what is open is settled."""

SSN = r"^\s*\d{3}[-\s.]?\d{2}[-\s.]?(\d{4})\s*$"
"""What looks like a Social Security number, of which only the end is shown."""
UNSURE = ("excess_annual_addition", "excess_deferral")
"""Figures that a missing age may cause; above 0 they are blank without one."""


def masked_ids() -> pl.Expr:
    """The column ``employee_id`` as letters and the screen show it.

    Examples
    --------
    >>> pl.DataFrame({"employee_id": ["900-12-3401", "00417"]}).select(masked_ids()).to_series()[0]
    '***-**-3401'
    """
    return pl.col("employee_id").str.replace(SSN, "***-**-${1}")


def personal_frame(
    people: Participants,
    labels: pl.DataFrame,
    results: EmployeeOutcomes,
    setting: ReportSetting,
    refunds: FloatArray | None = None,
) -> pl.DataFrame:
    """The fields of the personal workbooks, a row for each employee.

    Parameters
    ----------
    people, labels, results
        As in `employee_frame`.
    setting
        What all workbooks have in common.
    refunds
        As in `letter_states`.
    """
    frame = employee_frame(people, labels, results, setting.lang)
    who = pl.concat_str("name", masked_ids(), separator=", ", ignore_nulls=True)
    limit = pl.col("annual_additions_limit")
    above = (limit - pl.col("annual_additions")).clip(upper_bound=0.0).round(2)
    states = letter_states(people, setting.plan, results, refunds)
    letter = LetterLines(
        people,
        setting.plan,
        results,
        states,
        year=setting.year,
        limits=setting.limits,
        lang=setting.lang,
        refunds=refunds,
    )
    designs = {str(state): design for state, design in DESIGNS.items()}
    sure = pl.col("age").is_finite()
    design = pl.Series("state", states, dtype=pl.String).replace_strict(designs).alias(DESIGN)
    known = pl.lit(
        pl.Series(states != LetterState.FACTS_MISSING) & (design != LetterDesign.SETTLING)
    )
    room = pl.when(known).then(pl.col("after_tax_room"))
    used = pl.col("annual_additions") + room.fill_null(0.0)
    return frame.with_columns(
        *(pl.when(sure | (pl.col(name) == 0)).then(pl.col(name)).alias(name) for name in UNSURE),
        *(pl.when(known).then(pl.col(name)).alias(name) for name in OF_ROOM),
        letter.short().alias("short"),
        design,
        who=who,
        unused=(limit - used).clip(lower_bound=0.0).round(2),
        unused_is=pl.when(known)
        .then(pl.lit(setting.say_letter("filling.unused")))
        .otherwise(pl.lit(setting.say_letter("filling.until_settled"))),
        above=above,
    ).hstack(_places(letter.lines(), frame.height, setting).get_columns())


def letter_fields(
    people: Participants,
    labels: pl.DataFrame,
    hce: FloatArray,
    setting: ReportSetting,
    refunds: FloatArray | None = None,
) -> pl.DataFrame:
    """The fields of the personal workbooks of employees, with what each comes to.

    Parameters
    ----------
    people, labels
        The employees, their ids and names.
    hce
        Who is highly compensated; NaN where it is not known.
    setting, refunds
        As in `personal_frame`.
    """
    results = setting.outcomes(people, hce)
    return personal_frame(people, labels, results, setting, refunds)


def _places(lines: pl.DataFrame, height: int, setting: ReportSetting) -> pl.DataFrame:
    """Each employee's lines in as many columns as there are places for them."""
    place = pl.col("person").cast(pl.UInt64) * len(SECTIONS) + pl.col("section")
    words = [setting.say_letter(f"section.{section}") for section in SECTIONS]
    heads = pl.col("section").replace_strict(dict(enumerate(words)), return_dtype=pl.String)
    headed = lines.with_columns(
        pl.when(place.is_first_distinct()).then(heads).otherwise(pl.lit("")).alias("head")
    )
    grouped = headed.group_by("person", maintain_order=True).agg("head", "said", "section")
    everyone = pl.DataFrame({"person": pl.int_range(height, dtype=pl.UInt32, eager=True)})
    found = everyone.join(grouped, on="person", how="left", maintain_order="left")
    return found.select(
        place.alias(f"{part}_{number}")
        for part in ("head", "said")
        for number, place in _slots(part)
    )


def _slots(part: str) -> Iterator[tuple[int, pl.Expr]]:
    """Each place's number, and what stands there."""
    lines = pl.col(part)
    for number in range(1, LINES):
        yield number, lines.list.get(number - 1, null_on_oob=True).replace("", None)
    rest = lines.list.slice(LINES - 1)
    yield LINES, rest.list.join("\n").str.strip_chars("\n").replace("", None)
