"""`megaroth calc FILLED.xlsx [--out COPY.xlsx]`: the template's results without the add-in."""

from pathlib import Path

import click

from megaroth_xl import __version__
from megaroth_xl.cli.options import new_file
from megaroth_xl.files import write_whole
from megaroth_xl.texts import text
from megaroth_xl.workbook.filled import computed, read_filled
from megaroth_xl.workbook.pages.results import LINES

__all__ = ["command"]


@click.command("calc")
@click.argument("path", metavar="FILLED", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where to write the copy; beside the file where it is not given.",
)
@click.option("--force", is_flag=True, help="Replace a copy that is there.")
def command(path: Path, out: Path | None, *, force: bool) -> None:
    """Compute a filled template and write a copy with all results and charts."""
    filled = read_filled(path)
    template = computed(filled)
    name = f"{path.stem}_computed.xlsx"
    place = out or path.with_name(name)
    target = new_file(place, name, (".xlsx",), force=force, option="--out")
    write_whole(target, template.data())
    for name, line in LINES["answer"].items():
        label = template.book.say(f"results.{name}.label")
        click.echo(f"{label}: {_text(template.shown(name), line.unit)}")
    click.echo(template.shown("master"))
    if filled.built_with != __version__:
        click.echo(
            f"The template is of version {filled.built_with}: its figures on Limits were used, "
            f"not those of version {__version__}. Compare them, or fill in a new template."
        )
    for title in filled.left_out:
        click.echo(f"Left out: the sheet {title!r}, which is none of the template's.")
    click.echo(f"Wrote {target}")
    click.echo(f"\n{text('common.notice.disclaimer', filled.lang)}")


def _text(value: object, unit: str) -> str:
    """A result as a person reads it."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.1%}" if unit == "rate" else f"{value:,.2f}"
