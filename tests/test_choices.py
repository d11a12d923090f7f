import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.choices import Choice
from megaroth_xl.errors import InputError
from megaroth_xl.law.filing_status import FILING_STATUS

SPELLINGS = [
    (word, code, spelling)
    for code, (word, others) in enumerate(FILING_STATUS.spellings.items())
    for spelling in (word, *others)
]


@pytest.mark.parametrize(("word", "code", "spelling"), SPELLINGS)
def test_each_spelling_is_read(word: str, code: int, spelling: str) -> None:
    assert FILING_STATUS.read(spelling, "filing_status") == code
    assert FILING_STATUS.words[code] == word


@given(
    st.sampled_from(SPELLINGS),
    st.sampled_from([str.upper, str.title, str.lower, str.swapcase]),
    st.sampled_from([" ", "_", "-", "  "]),
)
def test_case_and_separators_do_not_matter(spelled, case, separator) -> None:
    _, code, spelling = spelled
    written = case(f" {spelling} ").replace(" ", separator)
    assert FILING_STATUS.read(written, "filing_status") == code


def test_shape_is_kept() -> None:
    words = [["single", "MFJ", "hoh"], ["qss", "mfs", "single"]]
    expected = [[0, 1, 3], [4, 2, 0]]
    assert FILING_STATUS.read(words, "filing_status").tolist() == expected
    objects = np.array(words, dtype=object)
    assert FILING_STATUS.read(objects, "filing_status").tolist() == expected
    assert FILING_STATUS.read("single", "filing_status").shape == ()


def test_refusal_has_the_whole_list() -> None:
    with pytest.raises(InputError) as refused:
        FILING_STATUS.read(["mfj", "married"], "filing_status")
    for word in ("'married'", *FILING_STATUS.words, "head of household"):
        assert word in str(refused.value)


@pytest.mark.parametrize("blank", [None, "", "  ", float("nan")])
def test_blank_is_not_given(blank: object) -> None:
    with pytest.raises(InputError, match="filing_status is not given: expected single"):
        FILING_STATUS.read(blank, "filing_status")


@pytest.mark.parametrize("value", [1, "mfj2", "marriedfilingjointlyx", True])
def test_other_values_are_refused(value: object) -> None:
    with pytest.raises(InputError, match="filing_status is"):
        FILING_STATUS.read(value, "filing_status")


def test_faults_mark_the_bad_elements_only() -> None:
    assert FILING_STATUS.faults(["single", "x", None]).tolist() == [False, True, True]


def test_one_word_alone() -> None:
    assert Choice({"self": ()}).expected == "self"
