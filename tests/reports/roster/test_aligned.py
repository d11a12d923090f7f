"""Text files whose columns are parted by blanks alone."""

from pathlib import Path

import pytest

from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.roster_file import read_roster

REGISTER = """\
ACME PAYROLL REGISTER                          PAGE 1

EMP NO   EMPLOYEE NAME         HIRE DATE   GROSS PAY    401K        AFTER TAX      MATCH
------   -------------------   ----------  -----------  ----------  ----------  --------
001001   ALVAREZ, MARIA        06/01/2011   248,000.00   20,000.00    4,500.00  9,920.00
001002   BROOKS, DANIEL        03/15/2018    96,000.00    5,000.00         .00  3,840.00
                                           -----------  ----------  ----------  --------
TOTALS                                      344,000.00   25,000.00    4,500.00 13,760.00
"""


def test_columns_that_stand_one_below_another_are_read(tmp_path: Path) -> None:
    path = tmp_path / "register.txt"
    path.write_text(REGISTER, encoding="utf-8")
    roster = read_roster(path, 2026)
    people = roster.participants
    assert people.employee_id.tolist() == ["001001", "001002"]
    assert people.row.tolist() == [5, 6]
    assert people.compensation.tolist() == [248_000, 96_000]
    assert people.after_tax_contribution.tolist() == [4_500, 0]
    assert roster.labels["name"].to_list() == ["ALVAREZ, MARIA", "BROOKS, DANIEL"]
    assert roster.account.separator == "aligned columns"
    assert roster.account.heading_rows == (3,)
    (control,) = roster.account.controls
    assert (control.row, control.compared, control.differences) == (8, 4, {})


def test_an_amount_may_stand_anywhere_in_its_column(tmp_path: Path) -> None:
    path = tmp_path / "register.txt"
    moved = REGISTER.replace("96,000.00    5,000.00  ", "96,000.00 5,000.00     ")
    path.write_text(moved, encoding="utf-8")
    assert read_roster(path, 2026).participants.elective_deferral.tolist() == [20_000, 5_000]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("001002   BROOKS, DANIEL ", "001002   BROOKS,  DANIEL"),  # two cells, or one
        ("    96,000.00    5,000.00", " 96,000.00 5,000.00      "),  # below two headings
        ("BROOKS, DANIEL        03/15/2018", "BROOKS, DANIEL-MATTHIAS 03/15/18"),
    ],
)
def test_columns_that_do_not_are_refused(old: str, new: str, tmp_path: Path) -> None:
    path = tmp_path / "register.txt"
    assert old in REGISTER
    path.write_text(REGISTER.replace(old, new), encoding="utf-8")
    with pytest.raises(RosterFileError, match="has its columns aligned with blanks"):
        read_roster(path, 2026)
