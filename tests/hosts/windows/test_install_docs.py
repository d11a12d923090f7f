"""The pages on installing say what the commands say."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from megaroth_xl.cli import excel, libreoffice, main
from megaroth_xl.hosts.doctor import CHECKS
from megaroth_xl.hosts.lite import workbook as lite
from megaroth_xl.udfs import MEGAROTH_VERSION
from tests.hosts.windows.made import Made

DOCS = Path(__file__).parents[3] / "docs"
INSTALL = (DOCS / "install.md").read_text(encoding="utf-8")
HOSTS = sorted((DOCS / "hosts").glob("*.md"))
BLOCKS = re.findall(r"^ *```text\n *[>$] (megaroth .*)\n((?:.*\n)*?) *```", INSTALL, re.MULTILINE)


def shown(command: str) -> list[str]:
    """What the page shows below a command, for each time that it stands there."""
    return [
        "\n".join(line.strip() for line in output.strip().splitlines())
        for found, output in BLOCKS
        if found == command
    ]


def printed(command: str, made: Made, home: str, separator: str) -> str:
    """What a command prints, for a person whose folder is `home`."""
    output = CliRunner().invoke(main, command.split()[1:]).stdout
    output = output.replace(str(made.home), home).replace(MEGAROTH_VERSION(), "megaroth-xl ...")
    lines = [line.replace("/", separator) if home in line else line for line in output.splitlines()]
    return "\n".join(line.strip() for line in lines).strip()


def test_what_a_person_on_windows_sees(windows: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    windows.environment["APPDATA"] = str(windows.home / "AppData" / "Roaming")
    monkeypatch.setattr(excel, "this_computer", lambda: windows.computer)
    for command in ("megaroth excel install", "megaroth excel doctor"):
        assert printed(command, windows, "C:\\Users\\you", "\\") == shown(command)[0]


def test_what_a_person_on_a_mac_sees(mac: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "this_computer", lambda: mac.computer)
    command = "megaroth excel install"
    assert printed(command, mac, "/Users/you", "/") == shown(command)[1]


def test_what_a_person_with_libreoffice_sees(
    windows: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(windows.home)
    command = "megaroth libreoffice addin"
    assert printed(command, windows, "no path is shown", "/") == shown(command)[0]
    assert (windows.home / libreoffice.NAME).is_file()


def test_every_command_on_the_page_is_shown_or_exists() -> None:
    assert len(BLOCKS) == 4
    for words in re.findall(r"megaroth (excel|libreoffice) (\w+)", INSTALL):
        group = {"excel": excel, "libreoffice": libreoffice}[words[0]]
        assert words[1] in group.command.commands


def test_the_line_for_lite_is_the_one_that_the_command_shows() -> None:
    lines = re.findall(r"^ *```text\n *(.*)\n *```", INSTALL, re.MULTILINE)
    assert {line.strip() for line in lines} == {lite.MAIN}


def test_the_page_for_windows_lists_every_check() -> None:
    text = (DOCS / "hosts" / "windows.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.*?) \| (.*?) \| (.*?) \|$", text, re.MULTILINE)
    first = rows.index(("check", "what you see", "what to do")) + 2
    held = [(check.name, check.sign, check.cure) for check in CHECKS]
    assert rows[first : first + len(held)] == held


@pytest.mark.parametrize("page", HOSTS, ids=lambda page: page.stem)
def test_each_host_s_page_says_what_was_proved_and_what_was_not(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "## What is proved, and how" in text
    assert "## What was not tried" in text


@pytest.mark.parametrize("page", [DOCS / "install.md", *HOSTS], ids=lambda page: page.stem)
def test_links_within_the_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text(encoding="utf-8")):
        name, _, heading = target.partition("#")
        linked = page.parent / name if name else page
        text = linked.read_text(encoding="utf-8")
        headings = {
            re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-")
            for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        }
        assert not heading or heading in headings
