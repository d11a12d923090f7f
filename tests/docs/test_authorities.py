"""Every citation of the code and the texts is in the register of authorities, and nothing else."""

import re

import pytest

from tests.docs.citations import PACKAGE, Provision, cited, provisions
from tests.docs.generators import generator

WRITE = generator("write_authorities")
TEXTS, AUTHORITIES = WRITE.register()
NAMES_LAW = re.compile(
    r"\b(IRC|USC|CFR|ERISA|Reg|Notice|Proc|Pub|Form|Act|Schedule)\b|P\.L\.|T\.D\."
)
"""What a citation of the law has. Others name the plan, the user's figures, data, a function."""
PARAGRAPH = 3
"""Section, subsection and paragraph: who cites more or less than that cites this."""
MOST_QUOTED = 200
MARK = re.compile(r"\(unconfirmed\b")
READS_THE_MARK = {"reports/pages/plan_test.py", "strategy/saver/guide.py"}
"""Modules that name the mark only to show it otherwise."""

HELD = [provision for each in AUTHORITIES for provision in provisions(each.cite)[-1:]]


def is_held(provision: Provision) -> bool:
    """Whether the register has the provision, its paragraph, or, cited as a whole, its parts."""
    parts = provision.parts
    return any(
        entry.source == provision.source
        and (
            entry.parts[: len(parts)] == parts
            or (
                parts[: len(entry.parts)] == entry.parts
                and (len(entry.parts) >= min(PARAGRAPH, len(parts)) or not _is_divided(entry))
            )
        )
        for entry in HELD
    )


def _is_divided(entry: Provision) -> bool:
    """Whether the register goes to the paragraph, as it does for statutes and regulations."""
    return entry.source == "IRC"


@pytest.mark.parametrize("citation", sorted(cited()))
def test_every_citation_is_in_the_register(citation: str) -> None:
    found = provisions(citation)
    assert found or not NAMES_LAW.search(citation)
    missing = [str(provision) for provision in found if not is_held(provision)]
    assert not missing, sorted(cited()[citation])


def test_every_authority_is_cited() -> None:
    everywhere = [provision for citation in cited() for provision in provisions(citation)]
    for each in AUTHORITIES:
        entry = provisions(each.cite)[-1]
        assert any(
            other.source == entry.source
            and (
                other.parts[: len(entry.parts)] == entry.parts
                or entry.parts[: len(other.parts)] == other.parts
            )
            for other in everywhere
        ), each.cite


@pytest.mark.parametrize("each", AUTHORITIES, ids=lambda each: each.cite)
def test_an_authority_is_quoted_or_says_what_was_looked_for(each: WRITE.Authority) -> None:  # type: ignore[name-defined]
    assert str(provisions(each.cite)[-1]) == each.cite
    assert each.cited_for
    assert bool(each.quote) == bool(each.text) != bool(each.looked)
    assert not each.text or each.text in TEXTS
    assert len(each.quote) <= MOST_QUOTED


def test_no_authority_stands_twice() -> None:
    cites = [each.cite for each in AUTHORITIES]
    assert len(cites) == len(set(cites))


def test_every_mark_of_an_open_point_is_in_the_register() -> None:
    marked = {
        str(path.relative_to(PACKAGE))
        for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.toml")]
        if MARK.search(path.read_text(encoding="utf-8"))
    }
    assert marked - READS_THE_MARK == {
        place for each in WRITE.open_points() for place in each.where
    }


def test_the_page_is_current() -> None:
    assert WRITE.PAGE.read_text(encoding="utf-8") == WRITE.page()


def test_a_list_of_provisions_is_read_as_a_lawyer_reads_it() -> None:
    assert [str(each) for each in provisions("IRC 402(g)(2)(A) and (6), 414(v)")] == [
        "IRC 402(g)(2)(A)", "IRC 402(g)(6)", "IRC 414(v)",
    ]  # fmt: skip
    assert [str(each) for each in provisions("IRC 72(e)(8)(A) to (C); 42 USC 1395r(i)(2)")] == [
        "IRC 72(e)(8)(A)", "IRC 72(e)(8)(B)", "IRC 72(e)(8)(C)", "42 USC 1395r(i)(2)",
    ]  # fmt: skip
    assert [str(each) for each in provisions("Treas. Reg. 1.401(m)-2(a)(2)(ii), (a)(6)(i)")] == [
        "Treas. Reg. 1.401(m)-2(a)(2)(ii)", "Treas. Reg. 1.401(m)-2(a)(6)(i)",
    ]  # fmt: skip
    assert [str(each) for each in provisions("P.L. 119-21 s. 70103, s. 70120; T.D. 10033")] == [
        "P.L. 119-21", "P.L. 119-21, s. 70103", "P.L. 119-21, s. 70120", "T.D. 10033",
    ]  # fmt: skip
    assert not provisions("up to 5 percent of pay (at ages 60 to 63), the plan's terms")
