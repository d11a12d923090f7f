"""The programs that write pages of the documentation."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

__all__ = ["DOCS", "EXAMPLES", "generator"]

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS.parent / "examples"


def generator(name: str, folder: Path = DOCS) -> ModuleType:
    """One of them, as a module; it may import those beside it."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    spec = spec_from_file_location(name, folder / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
