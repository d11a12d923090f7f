"""The scripts in findings/ are pinned, listed, and run other programs alone."""

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "findings"
PRELUDE = FOLDER / "prelude.sh"
SCRIPTS = sorted(set(FOLDER.glob("*.sh")) - {PRELUDE})
LIST = (FOLDER / "README.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "other-programs.md").read_text(encoding="utf-8")


def first_sentence(text: str) -> str:
    lines = text.splitlines()[1:]
    comment = lines[: lines.index("#")]
    return " ".join(line.removeprefix("# ") for line in comment)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_script_stands_alone(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert os.name == "nt" or os.access(script, os.X_OK)
    assert "megaroth" not in text
    assert '. "$(dirname "$0")/prelude.sh"' in text
    packages = [
        package
        for found in re.findall(r"^install_\w+_packages((?:.*\\\n)*.*)$", text, re.MULTILINE)
        for package in found.replace("\\\n", " ").split()
    ]
    assert packages
    for package in packages:
        assert re.fullmatch(r"(@[\w-]+/)?[\w.-]+(==|@)[\w.]+", package), package
    assert "expected" in text
    assert "seen" in text
    assert re.search(r"sys\.exit\(|process\.exit\(", text)


def test_scripts_work_in_a_folder_of_their_own() -> None:
    text = PRELUDE.read_text(encoding="utf-8")
    assert "megaroth" not in text
    assert text.index("folder=$(mktemp -d)") < text.index('cd "$folder"') < text.index("install_")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_script_is_listed_by_its_first_sentence(script: Path) -> None:
    sentence = first_sentence(script.read_text(encoding="utf-8"))
    assert f"| [{script.name}]({script.name}) | {sentence} |" in LIST


def test_every_script_that_is_named_exists() -> None:
    named = set(re.findall(r"findings/([\w-]+\.sh)", LIST + PAGE))
    assert named <= {script.name for script in SCRIPTS}
    assert set(re.findall(r"^\| \[([\w-]+\.sh)\]", LIST, re.MULTILINE)) == {s.name for s in SCRIPTS}
