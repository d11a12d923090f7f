"""xlwings' own "Import Functions" on a workbook that only takes notes; a process of its own.

`python -m megaroth_xl.hosts.windows.import_functions NAME` prints, as JSON, the VBA module that
xlwings would put into the workbook NAME and the options that it would set for each function.
"""

import json
import sys
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

from megaroth_xl.hosts.windows import stand_ins

__all__ = ["FUNCTIONS", "main"]

FUNCTIONS = "megaroth_xl.udfs"


class _Components:
    """The workbook's VBA modules: takes the text of what is imported."""

    source = ""

    def __call__(self, name: str) -> str:
        return name

    def Remove(self, component: str) -> None:  # noqa: N802 - Excel's name
        pass

    def Import(self, file: str) -> None:  # noqa: N802 - Excel's name
        self.source = Path(file).read_text(encoding="utf-8")


class _Application:
    """Excel: takes the options of each function."""

    Version = "16.0"

    def __init__(self) -> None:
        self.options: dict[str, dict[str, Any]] = {}

    def MacroOptions(self, macro: str, **options: Any) -> None:  # noqa: N802 - Excel's name
        function = macro.rpartition("!")[2]
        self.options[function] = {
            "description": options["Description"],
            "category": options["Category"],
            "arguments": options["ArgumentDescriptions"] or [],
        }


class _Workbook:
    """A workbook by its name alone; false, so that xlwings does not look for code in its sheets."""

    def __init__(self, name: str) -> None:
        self.Name = name
        self.Application = _Application()
        self.VBProject = self
        self.VBComponents = _Components()

    def __bool__(self) -> bool:
        return False


def main(name: str) -> dict[str, Any]:
    """The `source` that xlwings imports into a workbook of this name, and `options` by function."""
    stand_ins.install()
    workbook = _Workbook(name)
    import_module("xlwings.udfs").import_udfs(FUNCTIONS, workbook)
    return {"source": workbook.VBComponents.source, "options": workbook.Application.options}


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):
        imported = main(sys.argv[1])
    sys.stdout.write(json.dumps(imported))
