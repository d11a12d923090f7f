"""What the programs share that write parts of pages."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

HERE = Path(__file__).parent
END = "<!-- end -->"
Parts = Mapping[str, tuple[str, Callable[[], str]]]
"""By page, the name of its generated part and what writes it."""


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    lines = [list(heads), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    escaped = [[cell.replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in escaped)


def page(name: str, parts: Parts) -> str:
    """A page with its generated part as it is today."""
    part, write = parts[name]
    whole = (HERE / name).read_text(encoding="utf-8")
    start = f"<!-- {part}: generated -->"
    before, found, rest = whole.partition(start)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise SystemExit(f"{name} has no part between {start} and {END}")
    return f"{before}{start}\n\n{write()}\n\n{END}{after}"


def write_pages(parts: Parts) -> None:
    """Write all of these pages."""
    for name in parts:
        (HERE / name).write_text(page(name, parts), encoding="utf-8")
