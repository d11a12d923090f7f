"""The table of a plan's settings: complete, and each with its texts."""

from dataclasses import MISSING, fields

import pytest

from megaroth_xl.plan_settings import SECTIONS, SETTINGS, Absent, EntryKind, Setting
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.values import QUANTITIES, WORDS
from megaroth_xl.texts import LANGUAGES, keys, text


def test_every_term_is_a_setting() -> None:
    assert set(SETTINGS) == {field.name for field in fields(PlanTerms)}
    required = {field.name for field in fields(PlanTerms) if field.default is MISSING}
    assert required <= {name for name, each in SETTINGS.items() if each.absent is Absent.MISSING}
    assert set(WORDS) <= {
        n for n, s in SETTINGS.items() if s.entry and s.entry.kind is EntryKind.WORD
    }
    numbers = {
        EntryKind.DOLLARS,
        EntryKind.SHARE,
        EntryKind.RETURN,
        EntryKind.COUNT,
        EntryKind.NUMBER,
    }
    assert set(QUANTITIES) <= {
        n for n, s in SETTINGS.items() if s.entry and s.entry.kind in numbers
    }


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_each_setting_has_its_texts_in_every_language(setting: Setting) -> None:
    for lang in LANGUAGES:
        assert text(f"plan_settings.section.{setting.section}", lang)
        for _, number, _, entry in setting.cells():
            assert entry.label(lang, number)
            assert text(f"plan_settings.setting.{entry.key}.note", lang)
            assert text(f"plan_settings.expected.{entry.kind.value}", lang)
            assert all(entry.word(word, lang) for word in entry.words)


def test_no_text_is_left_over() -> None:
    used = {entry.key for each in SETTINGS.values() for _, _, _, entry in each.cells()}
    assert {key.split(".")[0] for key in used} == set(keys("plan_settings.setting"))
    assert set(SECTIONS) == set(keys("plan_settings.section"))


def test_what_is_unknown_or_none_has_no_default() -> None:
    for each in SETTINGS.values():
        if each.absent in {Absent.UNKNOWN, Absent.NOTHING}:
            assert each.default in {None, ()}, each.name
