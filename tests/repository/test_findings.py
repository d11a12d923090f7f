"""The scripts in findings/ are pinned, listed, and run other programs alone."""

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "findings"
SCRIPTS = sorted(FOLDER.glob("*.sh"))
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
    assert "folder=$(mktemp -d)" in text
    installed = re.search(
        r"pip\" install -qq --disable-pip-version-check (.*?)\ncd", text, re.DOTALL
    )
    from_npm = re.search(r"npm install .* --prefix \"\$folder\" (.*)", text)
    packages = [
        package
        for found in (installed, from_npm)
        if found
        for package in found[1].partition("\nnpm")[0].replace("\\\n", " ").split()
    ]
    assert packages
    for package in packages:
        assert re.fullmatch(r"[\w-]+(==|@)[\w.]+", package), package
    assert "expected" in text
    assert "seen" in text
    assert re.search(r"sys\.exit\(|process\.exit\(", text)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_script_is_listed_by_its_first_sentence(script: Path) -> None:
    sentence = first_sentence(script.read_text(encoding="utf-8"))
    assert f"| [{script.name}]({script.name}) | {sentence} |" in LIST


def test_every_script_that_is_named_exists() -> None:
    named = set(re.findall(r"findings/([\w-]+\.sh)", LIST + PAGE))
    assert named <= {script.name for script in SCRIPTS}
    assert set(re.findall(r"^\| \[([\w-]+\.sh)\]", LIST, re.MULTILINE)) == {s.name for s in SCRIPTS}
