"""Files of personal workbooks: their names never hold a Social Security number; who may read."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from megaroth_xl.errors import InputError
from megaroth_xl.reports.runs.run import Report, report
from megaroth_xl.reports.runs.verify import verify

PLAN = 'name = "Plan"\naccepts_after_tax = true\naccepts_roth = true\npay_periods = 26\n'
ROSTER = (
    "id,Employee Name,age,pay,deferral,Badge\n"
    "123-45-6789,Kim,40,90000,1000,B7\n078051120,Kim,41,80000,1000,B8\n7,Lee,41,80000,1000,\n"
)


def made(folder: Path, **options: Any) -> Report:
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    out = folder / "out"
    roster, plan = folder / "roster.csv", folder / "plan.toml"
    return report(roster, plan, 2026, out, personal=True, force=True, **options)


def names(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "out" / "personal").iterdir()}


def test_a_social_security_number_is_neither_a_name_nor_in_a_letter(tmp_path: Path) -> None:
    made(tmp_path)
    assert names(tmp_path) == {"row-2", "row-3", "7"}
    letter = load_workbook(tmp_path / "out" / "personal" / "row-2.xlsx")
    cells = [str(c) for sheet in letter for row in sheet.iter_rows(values_only=True) for c in row]
    assert "Kim, ***-**-6789" in cells
    assert not any("123-45" in cell for cell in cells)


@pytest.mark.parametrize(("heading", "options"), [("SSN", {}), ("Badge", {"name_by": "SSN"})])
def test_a_number_that_lost_its_zeros_names_no_file(
    tmp_path: Path, heading: str, options: dict[str, Any]
) -> None:
    plan, roster = tmp_path / "plan.toml", tmp_path / "roster.csv"
    plan.write_text(PLAN, encoding="utf-8")
    badge = ("", "") if heading == "SSN" else ("Badge,", "B7,")
    roster.write_text(
        f"{badge[0]}SSN,age,pay,deferral\n{badge[1]}9123401,40,90000,1000\n", encoding="utf-8"
    )
    report(roster, plan, 2026, tmp_path / "out", personal=True, **options)
    assert names(tmp_path) == {"row-2"}
    reading = load_workbook(tmp_path / "out" / "summary.xlsx")["Reading"]
    cells = [str(cell) for row in reading.iter_rows(values_only=True) for cell in row]
    assert any("the zeros at their beginning" in cell for cell in cells) == (heading == "SSN")
    results = (tmp_path / "out" / "results.csv").read_text(encoding="utf-8-sig")
    assert ("009123401" in results) == (heading == "SSN")


def test_a_chosen_column_names_the_files_and_blanks_fall_back_to_the_id(tmp_path: Path) -> None:
    made(tmp_path, name_by="name")
    assert names(tmp_path) == {"Kim", "Kim~2", "Lee"}
    made(tmp_path, name_by="employee name")  # by its heading
    assert names(tmp_path) == {"Kim", "Kim~2", "Lee"}
    made(tmp_path, name_by="Badge")
    assert names(tmp_path) == {"B7", "B8", "7"}
    with pytest.raises(InputError, match="name_by is 'Bage': expected a column of texts"):
        made(tmp_path, name_by="Bage")


def test_share_lets_the_group_read_all_but_the_passwords(tmp_path: Path) -> None:
    def modes() -> dict[str, int]:
        out = tmp_path / "out"
        return {path.name: path.stat().st_mode & 0o777 for path in [out, *out.rglob("*")]}

    made(tmp_path)
    assert set(modes().values()) == {0o600, 0o700}
    made(tmp_path, share=True, encrypt=True)
    shared = modes()
    assert shared.pop("passwords.csv") == 0o600
    assert (shared.pop("out"), shared.pop("personal")) == (0o750, 0o750)
    assert set(shared.values()) == {0o640}
    assert verify(tmp_path / "out").is_whole
