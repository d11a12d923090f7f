import json
import subprocess
import sys
from pathlib import Path

import click
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
    assert result.stdout.startswith(f"Usage: megaroth {command}")


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_help_lists_every_command(arguments: tuple[str, ...]) -> None:
    result = megaroth(*arguments)
    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in COMMANDS)


def test_a_group_alone_lists_its_commands() -> None:
    result = megaroth("plan")
    assert result.exit_code == 2
    assert "\nCommands:\n  check " in result.output


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(option: str) -> None:
    assert megaroth(option).stdout == f"megaroth, version {__version__}\n"


def test_the_module_is_the_command() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "megaroth_xl", "room", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith("Usage: megaroth room")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing",), "There is no command 'nothing'; megaroth --help lists the commands."),
        (("reprot",), "There is no command 'reprot'; did you mean report?"),
        (("room", "--defferal", "5"), "There is no option --defferal; did you mean --deferral?"),
        (("room", "--zzz", "5"), "There is no option --zzz; megaroth room --help explains it"),
        (
            ("room", "--deferral", "5", "--year", "soon"),
            "--year is 'soon': expected a whole number",
        ),
        (("room", "--case", "none.csv"), "none.csv: there is no such file"),
        (("template", "--lang", "k"), "--lang is 'k': expected 'en' or 'ko'; did you mean 'ko'?"),
        (("plan", "chek", "plan.toml"), "has no command 'chek'; did you mean megaroth plan check?"),
        (("plan", "plan.toml"), "'plan.toml'; type a command before it: megaroth plan check"),
        (("report", "r", "--workers", "900"), "--workers is 900: expected 1 to 256"),
        (
            ("plan-test", "r", "--allow-left-out", "-1"),
            "--allow-left-out is -1: expected 0 or more",
        ),
        (("excel", "doctr"), "doctor"),
        (("limits", "2031"), "no limits for 2031"),
        (("limits", "soon"), "'soon'"),
        (("limits", "26"), "YEAR is '26': expected a year such as 2026, or verify"),
        (("limits", "2026", "--limits", "missing.toml"), "missing.toml: there is no such file"),
        (("room", "--year", "2026"), "--deferral is missing (The year's pre-tax plus"),
        (("room", "--deferral", "ten", "--year", "2026"), "--deferral is 'ten': expected dollars"),
        (("room", "--deferral", "-5", "--year", "2026"), "--deferral is -5: expected dollars"),
        (
            ("room", "--deferral", "5", "--year", "2026", "--age", "7"),
            "--age is 7: expected",
        ),
        (("room", "--deferral", "6%", "--year", "2026"), "--deferral is '6%': expected dollars"),
        (
            ("room", "--deferral", "5", "--year", "1800"),
            "--year is 1,800: expected",
        ),
        (("completion",), "SHELL is missing: expected 'bash', 'zsh', 'fish' or"),
        (("template", "planner.docx"), "ends in .xlsx"),
        (("template", "there/is/none/planner.xlsx"), "which does not exist"),
        (("report", "no.xlsx", "--plan", "no.toml", "--year", "2026", "--out", "x"), "no.toml"),
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
    start = "elective_deferral            24,500  official, Notice 2025-67"
    width = len("social_security_wage_base   184,500  official, Rev. Proc. 2025-19")
    assert lines[0] == f"{start:<{width}}  Elective deferrals, pre-tax and Roth"
    assert lines[3].startswith("annual_additions             72,000  official, Notice 2025-67  ")
    korean = megaroth("limits", "2024", "--lang", "ko").stdout.splitlines()
    assert korean[0].split("  ")[-1].strip() == "세전·Roth 납입(elective deferral) 합계"
    assert "확정, Notice 2023-75" in korean[0]
    assert "-  2024년에는 없고 2025년에 시작  " in korean[2]


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
    assert (
        "annual_additions             74,000  entered by the user, Notice 2026-99" in result.stdout
    )
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


def test_room_takes_the_year_from_the_case() -> None:
    facts = ("year=2024", "elective_deferral=23,000", "employer_contribution=$12,000")
    options = [piece for fact in facts for piece in ("--fact", fact)]
    assert (
        "After-tax room                             34,000.00" in megaroth("room", *options).stdout
    )
    assert megaroth("room", *options[2:]).stderr.startswith("Error: --year is missing (")


def test_room_speaks_korean_in_columns_that_hangul_fills() -> None:
    options = ("--deferral", "23000", "--employer", "12000", "--year", "2024", "--lang", "ko")
    lines = megaroth("room", *options).stdout.splitlines()
    assert "세후 납입 여력                             34,000.00" in lines
    assert "한도를 결정하는 항목                  415(c) 금액 한도" in lines
    assert not any("After" in line or "Stopped" in line for line in lines)


@pytest.mark.parametrize("none", ["none", "no cap", "없음"])
def test_a_plan_without_a_cap_says_none(none: str) -> None:
    options = ("--deferral", "23,000", "--employer", "$12,000", "--year", "2024")
    said = megaroth("room", *options, "--plan-cap", none)
    assert said.stdout == megaroth("room", *options).stdout
    refused = megaroth("room", *options, "--plan-cap", "some").stderr
    assert refused.endswith("such as 23,000, or none\n")


def test_an_option_before_the_command_is_told_its_place() -> None:
    said = megaroth("--json", "limits").stderr
    assert said == (
        "Error: There is no option --json before a command; type options after the command\n"
    )


def test_a_command_refuses_in_its_language() -> None:
    options = ("room", "--deferral", "abc", "--year", "2026", "--lang=ko")
    assert megaroth(*options).stderr == (
        "오류: --deferral 값을 확인하세요('abc'). "
        "필요한 값: 0달러에서 1조 달러까지의 금액, 예: 23,000\n"
    )
    unknown = megaroth("room", "--deferal", "1", "--lang", "ko").stderr
    assert unknown == "오류: --deferal: 그런 옵션이 없습니다. 혹시 --deferral 아닙니까?\n"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\xff", b"age;52\ndeferral;23000\n"])
def test_a_case_that_is_no_list_of_names_and_values_is_refused(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "case.csv"
    path.write_bytes(content)
    result = megaroth("room", "--case", path)
    assert result.exit_code == 2
    assert "is not a CSV file of names and values" in result.stderr


def test_a_missing_file_has_one_wording_whatever_asks_for_it(tmp_path: Path) -> None:
    gone, plan, roster = (tmp_path / name for name in ("gone", "plan.toml", "roster.csv"))
    plan.write_text(
        'name = "P"\naccepts_after_tax = true\naccepts_roth = true\npay_periods = 24\n',
        encoding="utf-8",
    )
    roster.write_text("id,pay,deferral\n1,2,0\n", encoding="utf-8")
    report = ("report", roster, "--year", 2026, "--out", tmp_path / "out", "--plan", plan)
    for arguments in (
        ("room", "--case", gone),
        ("calc", gone),
        ("plan", "check", gone),
        ("roster", "check", gone, "--year", 2026),
        ("plan-test", gone, "--year", 2026, "--plan", plan),
        *((*report, option, gone) for option in ("--reading", "--limits", "--password-file")),
    ):
        said = megaroth(*arguments).stderr
        assert said == f"Error: {gone}: there is no such file; check the folder and the name\n"


def test_a_reader_that_has_enough_is_no_failure() -> None:
    command = f"{sys.executable} -m megaroth_xl limits | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_room_of_a_business_alone_speaks_of_no_employer() -> None:
    # 20% of 120,000 less half of its self-employment tax is 22,304.45; 72,000 - 22,304.45.
    facts = ("year=2026", "age=45", "net_profit=120000", "self_employed_contribution=22304.45")
    shown = megaroth("room", *(piece for fact in facts for piece in ("--fact", fact))).stdout
    assert "after-tax room                                  49,695.55" in shown
    assert "less employer contributions" not in shown
    assert "The pay is not given" not in shown


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


def test_money_is_typed_as_people_type_it() -> None:
    plain = megaroth("room", "--deferral", "23000", "--employer", "12000", "--year", "2024")
    typed = megaroth("room", "--deferral", "$23,000", "--employer", "12,000.00", "--year", "2024")
    assert typed.stdout == plain.stdout
    # The guide's opening question: 69,000 - 23,000 - 12,000.
    assert "After-tax room                             34,000.00" in typed.stdout


def test_a_mistyped_folder_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "planner").mkdir()
    result = megaroth("template", tmp_path / "plannr" / "mine.xlsx")
    assert result.exit_code == 2
    assert f"did you mean {str(tmp_path / 'planner')!r}?" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["planner"]


def test_limits_as_json() -> None:
    one = json.loads(megaroth("limits", "2026", "--json").stdout)["years"]["2026"]
    # Notice 2025-67.
    assert one["annual_additions"]["dollars"] == 72_000
    assert one["annual_additions"]["citation"] == "Notice 2025-67"
    every = json.loads(megaroth("limits", "--json").stdout)["years"]
    assert every["2026"] == one
    assert every["2027"]["annual_additions"]["status"] == "projected"
    assert "higher_catch_up" not in every["2024"]
    verified = json.loads(megaroth("limits", "verify", "--json").stdout)["limits"]
    assert {match["first_mismatch"] for match in verified} == {None}


def test_quiet_prints_nothing_but_errors_and_json(tmp_path: Path) -> None:
    result = megaroth("template", tmp_path, "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["megaroth_template.xlsx"]
    refused = megaroth("template", tmp_path, "-q")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "exists" in refused.stderr
    assert json.loads(megaroth("limits", "2026", "--quiet", "--json").stdout)["years"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_gets_its_script(shell: str) -> None:
    result = megaroth("completion", shell)
    assert result.exit_code == 0
    assert "_MEGAROTH_COMPLETE" in result.stdout


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("megaroth pl", "plan-test"), ("megaroth room --def", "--deferral"), ("megaroth ", "limits")],
)
def test_what_powershell_asks_for_is_completed(
    typed: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = typed.rsplit(" ", maxsplit=1)[-1]
    for name, value in {
        "_MEGAROTH_COMPLETE": "powershell_complete",
        "COMP_WORDS": typed,
        "COMP_WORD": word,
    }.items():
        monkeypatch.setenv(name, value)
    lines = CliRunner().invoke(main, [], prog_name="megaroth").stdout.splitlines()
    assert expected in [line.split("\t")[0] for line in lines]


def test_an_error_is_red_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = megaroth("limits", "soon")
    assert "\x1b" not in plain.stderr
    colored = CliRunner().invoke(main, ["limits", "soon"], color=True)
    assert colored.stderr.startswith("\x1b[31m\x1b[1mError:\x1b[0m ")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in CliRunner().invoke(main, ["limits", "soon"], color=True).stderr


def test_a_fault_of_the_program_is_told_from_what_needs_you(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("megaroth_xl.cli.limits._all_years", broken)
    result = megaroth("limits")
    assert result.exit_code == 2
    assert "a fault of this program, not of yours (ZeroDivisionError)" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("limits", "--limits", "none.toml"),
        ("plan", "check", "none.toml"),
        ("calc", "none.xlsx"),
        ("roster", "check", "none.csv", "--year", "2026"),
        ("report", "r.csv", "--plan", "none.toml", "--year", "2026", "--out", "out"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_missing_file_has_one_wording(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.csv").write_text("", encoding="utf-8")
    result = megaroth(*arguments)
    assert result.exit_code == 2
    name = next(each for each in arguments if each.startswith("none"))
    assert result.stderr == (
        f"Error: {name}: there is no such file; check the folder and the name\n"
    )


ROSTER = """employee_id,age,compensation,elective_deferral,match,after_tax
a,40,200000,20000,8000,20000
b,30,50000,2000,1000,0
"""
PLAN = """name = "The plan"
accepts_after_tax = true
accepts_roth = true
in_plan_roth_rollover = true
in_service_distribution = false
match_tiers = [[1.0, 0.04]]
pay_periods = 26
testing_method = "current year"
"""
WITH_A_YEAR = {
    "limits": ("2027",),
    "room": ("--year", "2027", "--deferral", "20000", "--employer", "1000"),
    "roster check": ("r.csv", "--year", "2027"),
    "report": ("r.csv", "--plan", "p.toml", "--year", "2027", "--out", "reports"),
    "payroll": ("r.csv", "--plan", "p.toml", "--year", "2027", "--out", "payroll"),
    "plan-test": ("r.csv", "--plan", "p.toml", "--year", "2027"),
}


def commands_with_limits(command: click.Command, *path: str) -> set[str]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        below = {
            name: command.get_command(context, name) for name in command.list_commands(context)
        }
        return {
            found
            for name, each in below.items()
            if each is not None
            for found in commands_with_limits(each, *path, name)
        }
    named = {parameter.name for parameter in command.params}
    return {" ".join(path).strip()} if named & {"limits", "year"} else set()


def test_official_only_is_tried_with_every_command_that_takes_a_year() -> None:
    assert commands_with_limits(main) == WITH_A_YEAR.keys()


@pytest.mark.parametrize("command", WITH_A_YEAR)
def test_official_only_refuses_a_projected_year(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text(ROSTER, encoding="utf-8")
    Path("p.toml").write_text(PLAN, encoding="utf-8")
    refused = megaroth(*command.split(), *WITH_A_YEAR[command], "--official-only")
    assert refused.exit_code == 2
    assert "no official limits for 2027: its figures are projected" in refused.output
    assert not Path("reports").exists()
    assert not Path("payroll").exists()


def test_room_says_how_a_fact_that_it_lacks_is_given() -> None:
    facts = ("--fact", "match tier 1 rate=50%", "--fact", "match tier 1 up to=6%")
    command = ("room", "--year", "2026", "--deferral", "24500", "--compensation", "310000", *facts)
    said = megaroth(*command).stdout
    assert '--fact "Pay dates still to come=..."' in said
    # 72,000 - 24,500 - 9,300 leave 38,200; over eleven pay dates that is 3,472.72 each.
    assert "3,472.72" in megaroth(*command, "--fact", "Pay dates still to come=11").stdout
    assert "--fact" not in megaroth(*command[:7]).stdout
    assert '--fact "남은 급여일' in megaroth(*command, "--lang", "ko").stdout
