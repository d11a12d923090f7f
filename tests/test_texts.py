"""Every text once, in every language: nothing missing, nothing extra, the same values named."""

import ast
import re
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import megaroth_xl.texts as package
from megaroth_xl.errors import InputError, TextsFileError, UnknownTextError
from megaroth_xl.texts import LANGUAGES, Text, citation, keys, text, texts
from megaroth_xl.texts.catalog import placeholders, read_texts_file

FOLDER = Path(package.__file__).parent
HANGUL = re.compile("[가-힣]")
SECTION = r"\d+[A-Z]?(?:\([0-9a-zA-Z]+\))+"
LAW_TERM = re.compile(
    rf"{SECTION}|Form [0-9A-Z-]+|\b(?:Roth|IRA|HSA|ACP|ADP|SPD|AGI|HCE|NIIT)(?=s?\b)"
)
NUMBER = re.compile(r"\$?\d[\d,.]*\d|\d")


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "topic.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_every_file_is_read() -> None:
    topics = {key.split(".")[0] for key in texts()}
    assert topics == {path.stem for path in FOLDER.glob("*.toml")}


def test_every_text_has_every_language_and_names_the_same_values() -> None:
    for key, entry in texts().items():
        assert tuple(entry.sentences) == LANGUAGES, key
        named = {placeholders(sentence) for sentence in entry.sentences.values()}
        assert len(named) == 1, key
        assert all(sentence.isprintable() for sentence in entry.sentences.values()), key


def test_korean_texts_are_korean() -> None:
    left_in_english = {
        key
        for key, entry in texts().items()
        if not HANGUL.search(entry.sentences["ko"])
        # What is only a name, such as "Roth IRA", or only a value, is the same in both; what has
        # no letters, such as "%", is in no language.
        and entry.sentences["ko"] != entry.sentences["en"]
        and re.search("[A-Za-z]", entry.sentences["ko"])
    }
    assert left_in_english == set()


@pytest.mark.parametrize(
    ("other_word", "word"),
    [
        ("급여 이연", "세전·Roth 납입"),
        ("급여공제", "세전·Roth 납입"),
        ("가산액", "연간 총납입액"),
        ("납입 총액", "연간 총납입액"),
        ("시정", "정정"),
        ("예상치", "추정치"),
        ("고액보수", "고소득 직원(HCE)"),
        ("고액 보수", "고소득 직원(HCE)"),
        ("차별금지", "비차별 테스트"),
        ("이월", "롤오버"),
        ("기여금", "납입금"),
        ("회사 부담금", "회사 납입"),
        ("환급", "반환"),
        ("환불", "반환"),
        ("소비세", "벌칙세(excise tax)"),
        ("특별세", "벌칙세(excise tax)"),
        ("연말 정산", "매칭 사후 정산(true-up)"),
        ("약관", "플랜 규정"),
        ("조언", "자문"),
        ("플랜 상한", "플랜 자체 한도"),
    ],
)
def test_a_term_has_one_korean_word_in_all_topics(other_word: str, word: str) -> None:
    other = {key for key, entry in texts().items() if other_word in entry.sentences["ko"]}
    assert other == set(), f"common.toml lists the words: say {word}"


def test_catch_up_has_one_korean_word() -> None:
    bare = {
        key
        for key, entry in texts().items()
        if re.search("(?<!캐치업 )추가 납입", entry.sentences["ko"])
    }
    assert bare == set(), "say 캐치업 추가 납입(catch-up), or 캐치업 for short"


NOUNS = (
    "여력|한도|납입|납입금|납입액|매칭|캐치업|플랜|회사|직원|급여|급여일|수익|원금|초과분|여유분|금액|반환|"
    "정정|전환|롤오버|테스트|명부|세금|세율|비율|연도|나이|계좌|계정|신청|규정|인사팀|급여팀|관리자|몰수금"
)
AFTER_NOUN = re.compile(rf"({NOUNS})(?:\([^()]*\))?(은|는|이|가|을|를|과|와)(?=[\s.,:;)]|$)")


def wrong_particles(sentence: str) -> list[str]:
    """Nouns with the wrong particle: 은, 이, 을, 과 follow a consonant; 는, 가, 를, 와 a vowel.

    Unicode has 28 Hangul syllables of each beginning in a row, the first without final consonant.
    """
    return [
        found.group()
        for found in AFTER_NOUN.finditer(sentence)
        if ((ord(found.group(1)[-1]) - ord("가")) % 28 > 0) != (found.group(2) in "은이을과")
    ]


def test_korean_particles_follow_the_word_before_them() -> None:
    wrong = {key: wrong_particles(entry.sentences["ko"]) for key, entry in texts().items()}
    assert {key: found for key, found in wrong.items() if found} == {}
    assert wrong_particles("남은 여력가 있고 한도(limit)을 넘음") == ["여력가", "한도(limit)을"]


def test_no_korean_text_leaves_the_particle_open() -> None:
    open_ones = {
        key
        for key, entry in texts().items()
        if re.search(r"은\(는\)|이\(가\)|을\(를\)|과\(와\)", entry.sentences["ko"])
    }
    assert open_ones == set()


def test_numbers_and_law_terms_stay_as_us_forms_print_them() -> None:
    for key, entry in texts().items():
        english, korean = entry.sentences["en"], entry.sentences["ko"]
        assert {term for term in LAW_TERM.findall(english) if term not in korean} == set(), key
        assert set(NUMBER.findall(english)) <= set(NUMBER.findall(korean)), key


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[a]\nen = "Room"', "a.ko: is missing"),
        ('[a]\nko = "여력"', "a.en: is missing"),
        ('[a]\nen = "Room"\nko = "여력"\nfr = "Place"', "a.fr: unknown key"),
        ('[a]\nen = "{room}"\nko = "{limit}"', "name different values"),
        ('[a]\nen = "{room}"\nko = "여력"', "name different values"),
        ('[a]\nen = "{room:,.0f}"\nko = "{room:,.0f}"', "only names in braces"),
        ('[a]\nen = "{}"\nko = "{}"', "only names in braces"),
        ('[a]\nen = "{room"\nko = "{room"', "unpaired braces"),
        ('[a]\nen = " Room"\nko = "여력"', "without outer blanks"),
        ('[a]\nen = ""\nko = "여력"', "expected a text"),
        ('[a]\nen = 3\nko = "여력"', "expected a text"),
        ('[a]\nen = "Room"\nko = "여력"\ncitation = ""', "a.citation: expected a text"),
        ('[a.b]\nen = "Room"\nko = "여력"\n[a]\nen = "Room"', "a.b: unknown key"),
        ("a = 3", "topic.a: unknown key"),
        ("[a]", "topic.a: expected a table"),
        ("a = [", "is not a TOML file"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    with pytest.raises(TextsFileError, match=re.escape(problem)):
        read_texts_file(write(tmp_path, content))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextsFileError, match="there is no such file"):
        read_texts_file(tmp_path / "topic.toml")


def test_groups_nest(tmp_path: Path) -> None:
    content = '[a.b]\nen = "Room"\nko = "여력"\ncitation = "IRC 415(c)"\n[a.c]\nen = "x"\nko = "y"'
    found = read_texts_file(write(tmp_path, content))
    assert list(found) == ["topic.a.b", "topic.a.c"]
    assert found["topic.a.b"].citation == "IRC 415(c)"
    assert found["topic.a.c"].citation == ""


@pytest.mark.parametrize(
    ("value", "english", "korean"),
    [
        (4000.0, "$4,000", "$4,000"),
        (4000.5, "$4,000.50", "$4,000.50"),
        (-0.005, "-$0.01", "-$0.01"),
        (0.0, "$0", "$0"),
        (np.float64(1234567.0), "$1,234,567", "$1,234,567"),
        (2026, "2026", "2026"),
        (np.int64(2026), "2026", "2026"),
        (date(2027, 4, 15), "April 15, 2027", "2027년 4월 15일"),
        ("29%", "29%", "29%"),
    ],
)
def test_values_show_by_their_kind(value: object, english: str, korean: str) -> None:
    entry = Text({"en": "{x}", "ko": "{x}"})
    assert entry.filled("en", {"x": value}) == english
    assert entry.filled("ko", {"x": value}) == korean


def test_more_values_may_be_given_but_none_may_be_missing() -> None:
    entry = Text({"en": "{room} left", "ko": "{room} 남음"})
    assert entry.filled("ko", {"room": 5.0, "limit": 7.0}) == "$5 남음"
    with pytest.raises(InputError, match="room is not given"):
        entry.filled("en", {"limit": 7.0})
    with pytest.raises(InputError, match="of type list"):
        entry.filled("en", {"room": []})


def test_unknown_keys_and_languages_are_refused() -> None:
    with pytest.raises(UnknownTextError, match=r"no text 'nothing\.here'"):
        text("nothing.here")
    with pytest.raises(UnknownTextError, match="no text 'nothing'"):
        keys("nothing")
    with pytest.raises(InputError, match="lang is 'fr': expected en or ko"):
        text("eligibility.route.in_plan", "fr")


def test_keys_are_those_of_the_group_in_the_order_of_the_file() -> None:
    assert keys("common.answer") == ("yes", "no", "unknown")


def test_a_citation_stands_once_for_all_languages() -> None:
    assert citation("eligibility.route.in_plan").startswith("IRC 402A(c)(4)")
    assert citation("common.answer.yes") == ""


def test_texts_need_the_standard_library_and_the_layers_below_only() -> None:
    imported = {
        name
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    own = {name for name in imported if name.startswith("megaroth_xl")}
    assert {name for name in own if not name.startswith("megaroth_xl.texts.")} <= {
        "megaroth_xl.errors",
        "megaroth_xl.given_files",
        "megaroth_xl.phrases",
    }
    assert {name.split(".")[0] for name in imported - own} <= sys.stdlib_module_names
