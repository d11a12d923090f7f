"""Every produced file passes the Open XML SDK's validator and the lint; each broken one fails."""

import json
import shutil
import subprocess
from pathlib import Path
from xml.etree.ElementTree import ParseError

import pytest

from megaroth_xl.texts import LANGUAGES
from megaroth_xl.workbook.filled import computed, read_filled
from megaroth_xl.workbook.template import template_bytes
from tests.workbook.broken import BROKEN, packed, sound
from tests.workbook.lint import findings

VALIDATOR = "ooxml-validator"
BY_THE_SDK_ALONE = {
    "an element that nobody knows",
    "an attribute out of range",
    "elements out of order",
}
"""What the lint leaves to the validator."""


def refused(path: Path) -> list[str]:
    """What the Open XML SDK's validator says of a file."""
    command = shutil.which(VALIDATOR)
    if command is None:
        pytest.skip(f"{VALIDATOR} (npm) is not installed")
    run = subprocess.run(
        [command, path, "--officeVersion", "Microsoft365"],
        capture_output=True,
        text=True,
        check=False,
    )
    return [error["description"] for error in json.loads(run.stdout)["errors"]]


def linted(path: Path) -> list[str]:
    try:
        return findings(path)
    except ParseError as error:
        return [str(error)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_produced_file_is_sound(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(template_bytes(lang))
    assert findings(path) == []
    assert refused(path) == []


def test_a_computed_copy_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(template_bytes())
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(computed(read_filled(path)).data())
    assert findings(copy) == []


def test_the_workbook_that_is_broken_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "sound.xlsx"
    path.write_bytes(packed(sound()))
    assert findings(path) == []
    assert refused(path) == []


@pytest.mark.parametrize("fault", sorted(BROKEN.keys() - BY_THE_SDK_ALONE))
def test_the_lint_finds_each_fault(fault: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(packed(BROKEN[fault](sound())))
    assert linted(path)


@pytest.mark.parametrize("fault", sorted(BY_THE_SDK_ALONE))
def test_the_validator_finds_what_the_lint_does_not(fault: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(packed(BROKEN[fault](sound())))
    assert linted(path) == []
    assert refused(path)
