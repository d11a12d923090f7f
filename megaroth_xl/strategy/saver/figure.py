"""A figure that is known, or the facts that it lacks."""

from collections.abc import Iterable
from typing import Any, NamedTuple

__all__ = ["Figure", "lacking"]


class Figure(NamedTuple):
    """A figure of a saver's year.

    Parameters
    ----------
    value
        The figure; None where it is not known.
    missing
        Facts that are not known: without a value those that it needs, beside a value those that
        could still change it.
    """

    value: Any = None
    missing: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Return whether there is a value."""
        return self.value is not None


def lacking(*figures: Figure) -> tuple[str, ...]:
    """The facts that keep any of the figures from being known, each once.

    Examples
    --------
    >>> lacking(Figure(5.0, ("age",)), Figure(None, ("compensation",)))
    ('compensation',)
    """
    return _once(name for figure in figures if not figure.is_known for name in figure.missing)


def unchecked(*figures: Figure) -> tuple[str, ...]:
    """The facts that could still change figures that are known, each once."""
    return _once(name for figure in figures if figure.is_known for name in figure.missing)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
