"""The workbooks that lie ready to be opened.

``python -m megaroth_xl.workbook.shipped FOLDER`` writes them.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from megaroth_xl.files import write_whole
from megaroth_xl.texts import LANGUAGES, text
from megaroth_xl.workbook.pages.inputs import CHOICE
from megaroth_xl.workbook.template import started, template_bytes

__all__ = ["SHIPPED", "sample_bytes"]


def sample_bytes() -> bytes:
    """The template that shows one of its example people, of 61 years, to whom most rules apply."""
    shown = {("inputs", CHOICE): text("workbook.people.aged_61")}
    return template_bytes(typed={**started(LANGUAGES[0]), **shown})


SHIPPED: Mapping[str, Callable[[], bytes]] = MappingProxyType(
    {
        "megaroth.xlsx": template_bytes,
        "megaroth-ko.xlsx": lambda: template_bytes("ko"),
        "megaroth-sample.xlsx": sample_bytes,
    }
)
"""What each of them holds, by its name."""


def main(folder: Path) -> None:
    """Write all of them into a folder."""
    for name, build in SHIPPED.items():
        write_whole(folder / name, build())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
