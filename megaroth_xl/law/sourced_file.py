"""A file of the law's figures: its parsed text, and refusals that name the place."""

from pathlib import Path

from megaroth_xl.errors import LimitsFileError
from megaroth_xl.given_files import read_toml

__all__ = ["SourcedFile"]


class SourcedFile:
    """One file's parsed text, with the refusals that name its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = read_toml(path, LimitsFileError)

    def refuse(self, where: str, problem: str) -> LimitsFileError:
        """The refusal of what stands in a place of the file."""
        return LimitsFileError(self.path, where, problem)
