import json
from datetime import date
from pathlib import Path

from click.testing import CliRunner, Result
from openpyxl import load_workbook

from megaroth_xl.cli import main
from megaroth_xl.workbook.pages.start import TEMPLATE_VERSION


def megaroth(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_filled_template_is_computed_into_a_copy(tmp_path: Path) -> None:
    planner, copy = tmp_path / "planner.xlsx", tmp_path / "planner_computed.xlsx"
    assert megaroth("template", planner).exit_code == 0
    done = megaroth("calc", planner)
    assert done.exit_code == 0
    assert done.stdout.startswith("After-tax room: 32,500.00\nLimited by: 415(c) dollar limit\n")
    assert f"\nWrote {copy}\n" in done.stdout
    copied = load_workbook(copy)
    assert copied["Answers"]["B5"].value == 32_500  # a value, and no formula
    assert load_workbook(copy, data_only=True)["Results"]["B7"].value == 32_500
    again = megaroth("calc", planner)
    assert again.exit_code == 2
    assert "which exists: expected a new name, or --force" in again.stderr
    assert megaroth("calc", planner, "--out", tmp_path / "other.xlsx").exit_code == 0
    assert (tmp_path / "other.xlsx").read_bytes() == copy.read_bytes()


def test_a_korean_template_answers_in_korean(tmp_path: Path) -> None:
    planner = tmp_path / "planner.xlsx"
    assert megaroth("template", planner, "--lang", "ko").exit_code == 0
    done = megaroth("calc", planner)
    assert done.stdout.startswith("세후 납입 여력: 32,500.00\n")


def test_wrong_cells_are_named_on_stderr(tmp_path: Path) -> None:
    planner = tmp_path / "planner.xlsx"
    megaroth("template", planner)
    book = load_workbook(planner)
    book["Inputs"]["B9"].value = 24
    book.save(planner)
    refused = megaroth("calc", planner)
    assert refused.exit_code == 2
    assert "\n  Inputs!B9 (Year) is 24: expected a calendar year" in refused.stderr
    assert not (tmp_path / "planner_computed.xlsx").exists()


def test_a_template_of_another_version_says_whose_limits_count(tmp_path: Path) -> None:
    planner = tmp_path / "planner.xlsx"
    megaroth("template", planner)
    book = load_workbook(planner)
    for row in book["Start"].iter_rows():
        for cell in row:
            if str(cell.value).startswith("megaroth-xl template"):
                cell.value = f"megaroth-xl template {TEMPLATE_VERSION} en, 0.0.9"
    book.create_sheet("My notes")
    book.save(planner)
    done = megaroth("calc", planner)
    assert "The template is of version 0.0.9: its figures on Limits were used" in done.stdout
    assert "Left out: the sheet 'My notes'" in done.stdout


def test_json_holds_the_answers_by_name_and_writes_no_copy(tmp_path: Path) -> None:
    planner, copy = tmp_path / "planner.xlsx", tmp_path / "copy.xlsx"
    megaroth("template", planner)
    book = load_workbook(planner)
    book["Inputs"]["B11"].value = None
    book.save(planner)
    done = megaroth("calc", planner, "--json")
    answers = json.loads(done.stdout)
    assert answers["after_tax_room"] == 32_500
    assert answers["missing"]["deferral_limit"] == ["age"]
    assert [warning["id"] for warning in answers["warnings"]][-1] == "age_not_given"
    assert list(tmp_path.iterdir()) == [planner]
    megaroth("calc", planner, "--json", "--out", copy)
    assert load_workbook(copy)["Answers"]["B5"].value == 32_500


def test_a_check_that_does_not_agree_is_named(tmp_path: Path) -> None:
    for lang, sheet, said in (
        ("en", "Inputs", "  Checks!B9, As-of date: 1: it is in the year, or blank."),
        ("ko", "입력", "  검산!B9, "),
    ):
        planner = tmp_path / f"{lang}.xlsx"
        megaroth("template", planner, "--lang", lang)
        book = load_workbook(planner)
        book[sheet]["B10"].value = date(2025, 8, 1)
        book.save(planner)
        lines = megaroth("calc", planner).stdout.splitlines()
        assert any(line.startswith(said) for line in lines), lines
