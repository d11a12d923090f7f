"""Plays what the pages show: types each command, and puts what it prints below it.

``python docs/play.py`` writes the pages again with what the commands print today. A test holds that
they are current, and runs the Python and the formulas of every page as well.
"""

import contextlib
import io
import re
import runpy
import shlex
import shutil
import tempfile
from pathlib import Path

from click.testing import CliRunner

from megaroth_xl.cli import main

HERE = Path(__file__).parent
ROOT = HERE.parent
PAGES = (ROOT / "README.md", *sorted(HERE.rglob("*.md")), *sorted(ROOT.glob("examples/**/*.md")))
"""Every page that a reader sees."""
CONSOLE = re.compile(r"```console\n\$ (megaroth|python) (.*)\n(?:.*\n)*?```")


def played(page: Path) -> str:
    """A page whose commands were typed, one after the other, beside the files that it speaks of.

    They are typed in a folder that holds the workbooks and the examples as a checkout does. Beside
    them are the files of docs/census; for an example's page, the example's own.
    """
    own = page.parent if page.parent.parent == ROOT / "examples" else HERE / "census"
    text = page.read_text(encoding="utf-8")
    if not CONSOLE.search(text):
        return text
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(own, folder, dirs_exist_ok=True)
        for name in ("workbook", "examples", "docs/census"):
            shutil.copytree(ROOT / name, Path(folder, name))
        with contextlib.chdir(folder):
            return CONSOLE.sub(typed, text)


def typed(block: re.Match[str]) -> str:
    """A block of the page: a command, and what it prints."""
    program, typed_after = block.groups()
    if program == "python":
        with contextlib.redirect_stdout(io.StringIO()) as out:
            runpy.run_path(typed_after, run_name="__main__")
        printed = out.getvalue()
    else:
        arguments = shlex.split(typed_after)
        printed = CliRunner().invoke(main, arguments, prog_name="megaroth").output
    return f"```console\n$ {program} {typed_after}\n{printed}```"


if __name__ == "__main__":
    for each in PAGES:
        each.write_text(played(each), encoding="utf-8")
