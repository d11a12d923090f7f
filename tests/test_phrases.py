"""What a command refuses, it refuses in the language of the command."""

import pickle

import pytest

from megaroth_xl import errors
from megaroth_xl.errors import InputError, RosterFileError, UnknownYearError
from megaroth_xl.phrases import Phrase
from megaroth_xl.plan_settings import SETTINGS
from megaroth_xl.reports.runs.run_errors import WorkersLostError
from megaroth_xl.strategy.plan.participant_columns import COLUMNS
from megaroth_xl.strategy.saver.case_facts import FACTS
from megaroth_xl.texts import in_language


def test_every_number_that_a_person_gives_says_in_korean_what_it_takes() -> None:
    asked = [column.quantity for column in COLUMNS.values()]
    asked += [fact.quantity for fact in FACTS.values()]
    asked += [setting.entry.quantity for setting in SETTINGS.values() if setting.entry]
    expected = {quantity.expected for quantity in asked}
    assert {words for words in expected if in_language(words, "ko") == words} == set()


@pytest.mark.parametrize(
    ("error", "korean"),
    [
        (
            InputError("--deferral", "'abc'", Phrase("{words} or {last}", words="1", last="2")),
            "--deferral 값을 확인하세요('abc'). 필요한 값: 1 또는 2",
        ),
        (
            RosterFileError(
                "r.csv",
                Phrase("row {row}", row="3"),
                "is empty; check that the right file was chosen",
            ),
            "r.csv, 3행: 빈 파일입니다. 파일을 바르게 골랐는지 확인하세요.",
        ),
        (
            UnknownYearError(2050, (2002, 2026), (2027,)),
            "2050년의 한도가 없습니다. 있는 한도: 2002에서 2026까지, 추정은 2027. "  # noqa: ISC004
            "IRS_LIMIT_FORECAST를 쓰거나 그해의 한도 파일을 더하세요.",
        ),
    ],
)
def test_an_error_speaks_both_languages(error: errors.MegarothError, korean: str) -> None:
    assert in_language(error.args[0], "en") == str(error)
    assert in_language(error.args[0], "ko") == korean
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - what was just written
    assert in_language(again.args[0], "ko") == korean


def test_words_of_no_text_stay_as_they_are() -> None:
    assert in_language("'23,0000'", "ko") == "'23,0000'"
    frame = Phrase("{path}: {problem}", path="a.csv", problem="blank")
    assert in_language(frame, "ko") == "a.csv: 빈칸"
    assert in_language(WorkersLostError().args[0], "ko").endswith("온전합니다.")
