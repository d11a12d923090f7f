"""Writes into the pages how the package is installed today: from its wheel, or from the index.

`python docs/write_installing.py`, after a change of the version or of `PUBLISHED` in
megaroth_xl/hosts/publication.py; a test holds the pages to what this would write.
"""

import re
import textwrap
from pathlib import Path

from megaroth_xl.cli.excel import LITE
from megaroth_xl.hosts.doctor import CHECKS
from megaroth_xl.hosts.publication import FOR_LITE, NAME, PUBLISHED, SOURCE, WHEEL

HERE = Path(__file__).parent
COMMAND = re.compile(rf"(pip install(?: --upgrade)?) (?:megaroth_xl-[\w.-]+\.whl|{NAME})\b")
CHECKOUT = "In a checkout `pip install .` does the same."
FILES = (
    "The package is not in the package index yet: a package of that name there would not be this "
    f"one. Take `{WHEEL}` from a release, or build it in a checkout with `.ci/dist`, which puts it "
    f"into the folder `dist`. The commands below are typed in the folder of that file. {CHECKOUT}"
)
INDEX = f"The package index has the package as `{NAME}`. {CHECKOUT}"
WIDTH = 104


def source() -> str:
    """Where the package comes from."""
    return textwrap.fill(INDEX if PUBLISHED else FILES, WIDTH) + "\n"


def lite() -> str:
    """How a workbook without the functions gets them, for a list."""
    text = f"Give it the package: {FOR_LITE}."
    return textwrap.fill(text, WIDTH, initial_indent="1. ", subsequent_indent="   ") + "\n"


def mac() -> str:
    """What `megaroth excel install` shows on a Mac."""
    planner = "/Users/you/Megaroth/megaroth-lite.xlsx"
    return f"```text\n$ megaroth excel install\nWrote {planner}\n\n{LITE}\n```\n"


def checks() -> str:
    """The table of what `megaroth excel doctor` looks at."""
    rows = [("check", "what you see", "what to do"), ("---", "---", "---")]
    rows += [(check.name, check.sign, check.cure) for check in CHECKS]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


PLACES = {"source": source, "lite": lite, "mac": mac, "checks": checks}
PLACE = re.compile(rf"(<!-- ({'|'.join(PLACES)}): generated -->\n)(?:.*\n)*?(<!-- end -->\n)")


def written(page: str) -> str:
    """A page with today's way of installing."""
    page = COMMAND.sub(rf"\1 {SOURCE}", page)
    return PLACE.sub(lambda place: f"{place[1]}{PLACES[place[2]]()}{place[3]}", page)


if __name__ == "__main__":
    for path in HERE.rglob("*.md"):
        path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")
