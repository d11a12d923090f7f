from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from megaroth_xl import __version__
from megaroth_xl.cli import COMMANDS, main


def megaroth(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    result = megaroth(command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: main {command}")


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_help_lists_every_command(arguments: tuple[str, ...]) -> None:
    result = megaroth(*arguments)
    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in COMMANDS)


def test_version() -> None:
    assert megaroth("--version").stdout == f"megaroth, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing",), "No such command 'nothing'."),
        (("limits", "2031"), "no limits for 2031"),
        (("limits", "soon"), "'soon'"),
        (("limits", "2026", "--limits", "missing.toml"), "missing.toml: there is no such file"),
        (("room", "--year", "2026"), "Missing option '--deferral'."),
        (("room", "--deferral", "ten", "--year", "2026"), "'ten' is not a valid float"),
        (("room", "--deferral", "-5", "--year", "2026"), "deferral is -5: expected dollars"),
        (("room", "--deferral", "5", "--year", "2026", "--age", "7"), "age is 7: expected the age"),
        (("template", "planner.docx"), "ends in .xlsx"),
    ],
)
def test_wrong_input_gives_one_sentence_and_exit_code_2(
    arguments: tuple[str, ...], sentence: str
) -> None:
    result = megaroth(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert sentence in result.stderr


def test_limits_of_a_year_name_their_sources() -> None:
    lines = megaroth("limits", "2026").stdout.splitlines()
    # Notice 2025-67 prints these for 2026.
    assert "elective_deferral            24,500  official, Notice 2025-67" in lines
    assert "annual_additions             72,000  official, Notice 2025-67" in lines


def test_limits_of_all_years_mark_what_is_not_official() -> None:
    lines = megaroth("limits").stdout.splitlines()
    row = next(line for line in lines if line.startswith("annual_additions"))
    assert row.split()[1:] == (
        "55,000 56,000 57,000 58,000 61,000 66,000 69,000 70,000 72,000 75,000*".split()  # noqa: SIM905
    )


def test_own_limits_are_laid_over_ours(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'year = 2027\n[sources.mine]\ntitle = "My notice"\ncitation = "Notice 2026-99"\n'
        'status = "own"\nchecked = 2026-11-21\n'
        '[limits]\nannual_additions = { dollars = 74000, source = "mine" }\n',
        encoding="utf-8",
    )
    result = megaroth("limits", "2027", "--limits", own)
    assert "annual_additions             74,000  own, Notice 2026-99" in result.stdout
    room = megaroth("room", "--deferral", 24000, "--year", 2027, "--limits", own)
    assert "After-tax room                             50,000.00" in room.stdout
    assert "(projected)" not in room.stdout


def test_room_line_by_line() -> None:
    # The guide's example for 2024: 69,000 - 23,000 - 15,000.
    lines = megaroth(
        "room", "--deferral", 23000, "--employer", 15000, "--year", 2024
    ).stdout.splitlines()
    assert "After-tax room                             31,000.00" in lines
    assert "Stopped by                            415(c) dollar limit" in lines


def test_room_says_what_is_to_be_corrected() -> None:
    result = megaroth("room", "--deferral", 23000, "--employer", 50000, "--year", 2024)
    assert "Above 415(c), to be corrected               4,000.00" in result.stdout


def test_template_is_not_replaced_unless_forced(tmp_path: Path) -> None:
    assert megaroth("template", tmp_path).exit_code == 0
    (written,) = tmp_path.iterdir()
    before = written.read_bytes()
    refused = megaroth("template", written)
    assert refused.exit_code == 2
    assert "exists" in refused.stderr
    assert megaroth("template", written, "--force").exit_code == 0
    assert written.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = megaroth("template", tmp_path / "file" / "planner.xlsx")
    assert result.exit_code == 2
    assert "file" in result.stderr
