"""The project speaks of itself alone: nothing of the machine it was made on is in its files."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MACHINE = re.compile(r"(?<![\w.])/(?:work|farm|root|home|opt)/\w|https?://[\w.-]*(?:pypi|npmjs)\b")


def tracked() -> list[Path]:
    run = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:  # a source distribution has no history
        return [p for p in ROOT.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    return [ROOT / name for name in run.stdout.splitlines()]


def test_no_path_or_registry_of_a_machine() -> None:
    hits = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a workbook or a picture
        if path != Path(__file__):
            hits += [f"{path.name}: {hit}" for hit in MACHINE.findall(text)]
    assert not hits
