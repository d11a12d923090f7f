"""Ratios and averages of the tests of nondiscrimination."""

import numpy as np

from megaroth_xl.hundredths import average_hundredths


def test_averages_do_not_depend_on_how_wide_numpys_integers_are() -> None:
    # In a browser's Python numpy sums into 32 bits: 20,000 employees with a ratio of 17.78%.
    total = np.array([1778] * 20_000, dtype=np.int32).sum(dtype=np.int32)
    assert average_hundredths(total, 20_000) == 1778
