"""What mkdocs is told beyond mkdocs.yml: pages and files that lie beside docs/, not in it.

The pages link to ``../examples/``, ``../workbook/`` and the like, so that they also work where a
checkout is read file by file. On the site these files stand inside it.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
BESIDE = ("examples", "findings", "workbook", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE")
UP = re.compile(rf"\]\((?:\.\./)+((?:{'|'.join(BESIDE)})[^)]*)\)")
OUT = re.compile(r"\]\(((?:\.\./)*)docs/")
LEFT_OUT = {".pyc"}


def on_files(files: Files, config: MkDocsConfig, **_: Any) -> Files:
    """Add what lies beside docs/."""
    for name in BESIDE:
        top = ROOT / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and path.suffix not in LEFT_OUT:
                place = path.relative_to(ROOT).as_posix()
                files.append(File.generated(config, place, abs_src_path=str(path)))
    return files


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Say that a page is in Korean, for its fonts and for readers that speak."""
    is_korean = page.file.src_uri.endswith("-ko.md")
    return output.replace(' lang="en"', ' lang="ko"', 1) if is_korean else output


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Point links at where things stand on the site."""
    place = page.file.src_uri
    folder = posixpath.dirname(place)

    def inside(link: re.Match[str]) -> str:
        return f"]({posixpath.relpath(link[1], folder or '.')})"

    if not place.startswith(BESIDE):
        return UP.sub(inside, markdown)
    up = posixpath.relpath(".", folder or ".")
    return OUT.sub("](" if up == "." else f"]({up}/", markdown)
