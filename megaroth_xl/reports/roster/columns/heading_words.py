"""The words of a heading, brought to one spelling.

Payroll systems write one word in many ways ("EE", "Emp.", "Participant"), run words together and
add others that change nothing; here each heading becomes a set of words in one spelling.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

__all__ = [
    "DOLLAR_WORDS",
    "STRETCHES",
    "UNITS",
    "HeadingWords",
    "heading_words",
    "plain",
    "words_of",
]

PHRASES = (
    (r"\b([a-z])\.(?=[a-z]\b)", r"\1"),  # d.o.b.
    (r"\b[pcf]y[\s'_\-]*(?:20)?([12]\d)\b|(?<!\w)'([12]\d)\b", r" 20\1\2 "),
    (r"\(?\b(required|optional|no dashes|l\s*,\s*f)\b\)?", " "),
    (r"\bsep(?:\.|aration)?[\s_-]*(?=date\b|dt\b)", " termination "),
    (r"\bw/h\b", " withheld "),
    (r"\br/o\b", " rollover "),
    (r"^\W*(\d{1,2}|[a-z])[.)]\s+(?=\S)|[\[(]\s*(\d|text|date|number|\$)\s*[\])]", " "),
    (r"\b(?:w-?2\s*)?box\s*12\W*(?:code\s*)?(?:d|e)\b|^\W*(?:w-?2\s*)?12\W?d\b", " 401k pretax "),
    (r"\b(?:w-?2\s*)?box\s*12\W*(?:code\s*)?(?:aa|bb)\b|^\W*(?:w-?2\s*)?12\W?aa\b", " 401k roth "),
    (r"\b(src|source)[\s\-]*#?\d+\b", " "),
    (
        r"\b0?1/0?1/(?:20)?(\d\d)\s*(?:-|to|thru|through)\s*12/31/(?:20)?(?:\d\d)\b",
        r" 20\1 ",
    ),
    (r"\b12[/\-]31[/\-](?:20)?(\d\d)\b", r" 20\1 "),
    (r"\b1/1\s*-\s*12/31\b|\bjan(uary)?\s*-\s*dec(ember)?\b", " "),
    (r"\ba/t\b|\baft(?=\b(?!\s*er))|\batax\b", " aftertax "),
    (r"\be/([er])\b", r" e\1 "),
    (r"\bb/t\b|(?<![a-z])btx\b", " pretax "),
    (r"(?<![a-z])atx\b", " aftertax "),
    (r"\bp/s\b|\bprof(it)?[\s_-]*sh(a?re?)?\b", " profitsharing "),
    (r"\bs/h\b", " safeharbor "),
    (r"\bc/u\b|\bct?chup\b", " catchup "),
    (r"\bq-(nec|mac)\b", r" q\1 "),
    (r"\bnon[\s_-]*match(ing)?\b", " nonmatch "),
    (r"\btop[\s_-]*heavy\b", " topheavy "),
    (r"401kl\b|401k[\s\-]*ln\b|\bln[\s\-]*(?=repay|pmt|payment)", " loan "),
    (r"401km\b", " 401k match "),
    (
        r"(?<!\d)40[13]\s*\(?-?\s*[kb]\)?(?=\b|\W|pre|roth|match|er\b|ee\b|at\b|cu\b|r\b|p\b)",
        " 401k ",
    ),
    (r"401k[\s\-]+r\b(?!/)|\b(roth|rth|r)[\s\-]*(?=401k)|\brth\b|\broth[\s-]k\b", " 401k roth "),
    (r"401k\s+p\b", " 401k pretax "),
    (
        r"\b(vol\s+)?(ded|memo|deduction|earning)\s*(code\s*)?[a-z0-9]{0,2}\s*[:\-]+\s*(?=\w)",
        " ",
    ),
    (r"\b[kd][\s\-]+(?=401k|after|pre|roth)|^\W*(?:[a-z]|[a-z]?\d{1,2})\s+[\-:]\s+(?=\w)", " "),
    (r"\bcomp\.?\s+(?=match)|\bemp\.?\s+(?=match)", " er "),
    (r"\btax[\s_-]*deferred\b|\bb4[\s_-]*tax\b|\bpretx\b", " pretax "),
    (r"\b402\s*\(?g\)?(?=\W|$)", " deferral "),
    (r"\bmbdr\b", " mega backdoor roth "),
    (r"\bage\s+(as\s+of|at|on)\s+12/31\b", " age "),
    (r"\bmemo\b|^\W*pay\s+(?:component|element|code)\s*[:\-]", " "),
    (r"\bdeferral\s+(?:comp|compensation|wages|pay)\b|\bdef\.?\s+comp\.?\s+wages\b", " plan pay "),
    (r"\(?\bincl[a-z]*\.?\s+(catch[\s_-]*ups?|roth)\b\s*\)?", " total "),
    (r"after[\s_-]*tax(?=\b|amt|401k|contrib)", " aftertax "),
    (r"\bpost[\s_-]*tax\b", " posttax "),
    (r"(pre|before)[\s_-]*tax", " pretax "),
    (r"\bcatch[\s_-]*ups?\b", " catchup "),
    (r"\bnon[\s_-]*elec(t(ive)?)?\b", " nonelective "),
    (r"\bnon[\s_-]*roth\b", " nonroth "),
    (r"\bre[\s_-]?hired?\b", " rehire "),
    (
        (
            r"\b(month|quarter|period|pay[\s_-]*period)[\s_-]*to[\s_-]*date\b|\b[mqp]-?t-?d\b"
            r"|\b(this|current)[\s_-]*(pay[\s_-]*)?(period|check)\b|\bper[\s_-]*(check|payroll)\b"
        ),
        " current ",
    ),
    (r"\b(year[\s_-]*)?to[\s_-]*date\b|\by-?t-?d\b", " ytd "),
    (r"\b(prior|previous|former)[\s_-]*(employer|er|company)('?s)?\b", " elsewhere "),
    (
        r"\b(prior|previous|preceding|last|look[\s_-]?back)[\s_-]*(plan[\s_-]*)?(year|yr)('?s)?\b",
        " prior ",
    ),
    (
        r"\b(current|this|calendar|cal|entire|full|whole)[\s_-]*(plan[\s_-]*)?(year|yr)('?s)?\b|\bcy\b",
        " ",
    ),
    (r"\bplan[\s_-]*(year|yr)('?s)?\b", " planyear "),
    (r"\bpye\b", " planyear "),
    (r"\bstock[\s_\-]*purchase\b", " espp "),
    (r"\b(p\.?y|ly)\b|\blook[\s_-]?back\b(?=.)", " prior "),
    (r"\bw[\s_-]?2\b", " w2 "),
    (r"\bsafe[\s_-]*(harbou?r|hbr|harb)\b", " safeharbor "),
    (r"\bprof(it)?[\s_-]*shar(ing|e)?\b", " profitsharing "),
    (r"\btrue[\s_-]*ups?\b", " trueup "),
    (r"\bsocial[\s_-]*security[\s_-]*(number|no|num|#)", " ssn "),
    (r"\bsoc(ial)?\.?[\s_-]*sec\.?[\s_-]*(number|no|num|#|nbr)", " ssn "),
    (r"\bsoc(ial)?[.\s_-]+sec\b\.?", " social security "),
    (r"\bnon[\s_-]?hce\b", " nhce "),
    (r"\bso far\b", " ytd "),
    (r"\by(es)?\s*/\s*no?\b|(?<=[\s_(])y_?n\b|(?<=hce)y/?n\b", " "),
    *(
        (rf"\b{ordinal}(?=[\s\-]*(?:half|quarter|qtr)\b)", f"{number}")
        for number, ordinal in enumerate(("first", "second", "third", "fourth"), start=1)
    ),
    (r"\b([12])(?:st|nd)?[\s\-]*h(?:alf)?\b|\bh(?:alf)?[\s\-]*([12])\b", r" h\1\2 "),
    (r"\b(q|qtr|quarter)[\s\-]*([1-4])\b", r" q\2 "),
    (r"\b([1-4])(st|nd|rd|th)?[\s\-]*(q|qtr|quarter)\b", r" q\1 "),
    (r"\bif\s+(any|applicable|different)\b", " "),
)
"""Words that belong together, in any of their spellings, and what changes nothing."""

SPELLINGS: Mapping[str, str] = {
    spelling: word
    for word, spellings in {
        "ee": "employee employees employee's employees' ees emp empl participant participants "
        "associate associates assoc worker workers staff ee's emplee",
        "er": "employer employers employer's er's empr emplr emplyr",
        "contribution": "contributions contrib contribs contr cont contribution's",
        "deduction": "deductions ded deduct deducted",
        "deferral": "deferrals deferral's defer deferred deferal deferals def defs",
        "elective": "elec elect",
        "reduction": "reductions red redn",
        "match": "matching matches matched mtch mtchg matchg",
        "pay": "pays compensation comp wages wage earnings earning earned earn compens "
        "remuneration",
        "total": "tot ttl totl",
        "regular": "reg",
        "additional": "addl",
        "birth": "birthdate dob born",
        "date": "dt dates",
        "hire": "hired doh hires",
        "rehire": "dorh rehires",
        "termination": "term terminated dot separation terminations termdate",
        "number": "no num nbr nr",
        "name": "names nm",
        "id": "ids identifier identification",
        "amount": "amounts amt",
        "percent": "pct percentage perc percents",
        "forfeiture": "forfeitures forf forfs reallocated",
        "qnec": "qnecs",
        "qmac": "qmacs",
        "voluntary": "vol",
        "allocation": "allocations allocated alloc",
        "department": "dept dpt",
        "division": "div",
        "location": "loc locations",
        "company": "co corp corporation firm subsidiary",
        "eligible": "elig",
        "eligibility": "eligibilty",
        "original": "orig",
        "discretionary": "disc discret",
        "qualified": "qual",
        "traditional": "trad",
        "pretax": "pretaxed pre",
        "rate": "rates",
        "prior": "previous",
        "recent": "latest",
        "year": "yr years yearly",
        "december": "dec",
        "ownership": "owned own",
        "election": "elections",
        "salary": "sal salaries",
        "personnel": "pers",
        "ss": "ssno socsec",
        "status": "stat",
        "excluded": "excl",
        "code": "cd",
        "flag": "ind indicator flg",
        "highly": "high",
        "center": "ctr centre",
        "gross": "grs",
        "middle": "mid",
        "initial": "init",
    }.items()
    for spelling in spellings.split()
}
"""The spelling of each word that stands for others."""

SEVERAL: Mapping[str, tuple[str, ...]] = {
    "dob": ("birth", "date"),
    "birthdate": ("birth", "date"),
    "birthday": ("birth", "date"),
    "bday": ("birth", "date"),
    "bdate": ("birth", "date"),
    "dobirth": ("birth", "date"),
    "doterm": ("termination", "date"),
    "dop": ("participation", "date"),
    "hceind": ("hce",),
    "eedef": ("ee", "deferral"),
    "ermtch": ("er", "match"),
    "ermat": ("er", "match"),
    "ermatch": ("er", "match"),
    "ersh": ("er", "safeharbor"),
    "ershm": ("er", "safeharbor", "match"),
    "ernec": ("er", "nonelective"),
    "erps": ("er", "profitsharing"),
    "erps1": ("er", "profitsharing"),
    "eerot": ("ee", "roth"),
    "eeroth": ("ee", "roth"),
    "eerth": ("ee", "roth"),
    "eepre": ("ee", "pretax"),
    "eecu": ("ee", "catchup"),
    "eeat": ("ee", "aftertax"),
    "eeaftertax": ("ee", "aftertax"),
    "ataxes": ("aftertax",),
    "shmac": ("safeharbor", "match"),
    "snec": ("safeharbor", "nonelective"),
    "psp": ("profitsharing",),
    "fein": ("ein",),
    "doh": ("hire", "date"),
    "doe": ("hire", "date"),
    "dor": ("rehire", "date"),
    "dot": ("termination", "date"),
    "dorh": ("rehire", "date"),
    "eeid": ("ee", "id"),
    "empid": ("ee", "id"),
    "empno": ("ee", "number"),
    "lname": ("last", "name"),
    "fname": ("first", "name"),
    "mname": ("middle", "name"),
    "lastname": ("last", "name"),
    "firstname": ("first", "name"),
    "eepretax": ("ee", "pretax"),
    "shnec": ("safeharbor", "nonelective"),
    "shne": ("safeharbor", "nonelective"),
    "shm": ("safeharbor", "match"),
    "shmatch": ("safeharbor", "match"),
    "sh": ("safeharbor",),
    "nec": ("nonelective",),
    "ps": ("profitsharing",),
    "termdate": ("termination", "date"),
    "hiredate": ("hire", "date"),
    "qaca": ("safeharbor",),
}
"""Abbreviations of several words, and words that are written as one."""


RUN_TOGETHER = (
    "file ss employee emplr empl emp ee employer er participant associate worker gross net plan "
    "annual total tot prior current year yr pay wages wage compensation comp salary sal hire "
    "rehire termination term birth date dt identifier id number num nbr no first last middle "
    "full name matching match elective deferral def pretax posttax roth after before tax "
    "catchup catch up contributions contribution contrib eligible elig entry status stat code "
    "dept department division location company percent pct amount amt ytd 401k ssn box hours "
    "base profit sharing safe harbor nonelective vol voluntary check period ownership owner "
    "flag ind"
)
"""Words that exports in capitals write as one, such as EMPLID and GROSSWAGES."""
LONGEST_FIRST = sorted(RUN_TOGETHER.split(), key=len, reverse=True)


def _apart(word: str) -> str:
    """A word that is made of others, with blanks between them; "" where it is not."""
    for part in LONGEST_FIRST:
        if word == part:
            return part
        if word.startswith(part) and (rest := _apart(word.removeprefix(part))):
            return f"{part} {rest}"
    return ""


def _split(found: re.Match[str]) -> str:
    word = found[0]
    return word if word in SPELLINGS or word in SEVERAL else _apart(word) or word


def words_of(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


SILENT = words_of(
    "x ye all the of for in to and on as from by this is a an annual amount mm dd "
    "yyyy yy mmddyyyy mmddyy yyyymmdd ccyymmdd "
    "fy total curr with at tips plus please indicate enter format made during deposited funded "
    "remitted eec eep"
)
"""Words that change nothing."""
STRETCHES = words_of(
    "h1 h2 q1 q2 q3 q4 jan feb mar apr may jun jul aug sep sept oct nov december january february "
    "march april june july august september october november"
)
"""Words that name a half of the year, a quarter or a month."""
WAGES = frozenset({"wages", "wage"})
TAXED: Mapping[str, str] = {"at": "aftertax", "bt": "pretax", "cu": "catchup"}
BESIDE_TAXED = words_of(
    "ee 401k contribution voluntary deferral dollars percent rate ytd amount total pretax roth"
)
"""Words beside which "AT" says after tax, and not the word of "age at year end"."""
OPEN = words_of("cu dollars amount ytd total")
YEAR_WORD = "(fy)?(19|20)[0-9]{2}"
UNITS = frozenset({"percent", "rate"})
DOLLAR_WORDS = frozenset({"dollars", "dollar", "usd"})
"""Words that say how an amount is measured."""


@dataclass(frozen=True)
class HeadingWords:
    """The words of a heading.

    Parameters
    ----------
    core
        All that may change its meaning, in one spelling.
    years
        The years that it names.
    said
        Those that say how it is measured: percent, year to date, total.
    has_wages
        Whether it says wages and not pay, which may mean those of Social Security.
    """

    core: frozenset[str]
    years: frozenset[int]
    said: frozenset[str]
    has_wages: bool


def plain(heading: str) -> str:
    """A heading stripped of all but its letters and digits, to compare two of them.

    >>> plain(" Gross-Pay ($)") == plain("gross pay")
    True
    """
    return re.sub(r"[\W_]", "", heading.casefold())


CASES = (
    r"(?<=[a-z])(?=[A-Z])|(?<!\bDO)(?<=[A-Z])(?=[A-Z][a-z]{2})"
    r"|(?<=\b20\d\d)(?=[A-Z])|(?<=\bW2)(?=[A-Z])"
)
"""Where a word begins in names written without blanks, such as HCEFlag and 2025GrossComp."""


@cache
def heading_words(heading: str) -> HeadingWords:
    """The words of a heading, in one spelling.

    Examples
    --------
    >>> sorted(heading_words("Emp. Pre-Tax Def. YTD").core)
    ['deferral', 'ee', 'pretax', 'ytd']
    """
    text = unicodedata.normalize("NFKC", heading)
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    text = re.sub(CASES, " ", text).casefold().replace("_", " ")
    text = re.sub(r"(?<=[a-z]{2})\.(?=[a-z]{2}|\d)", " ", text)
    text = re.sub(r"[a-z0-9]{5,}", _split, text)
    for pattern, spelled in PHRASES:
        text = re.sub(pattern, spelled, text)
    text = re.sub(r"\b([0-9]+)\s*%", r"\1 ", text)  # 3% safe harbor is a name, not a unit
    text = text.replace("%", " percent ").replace("$", " dollars ").replace("#", " number ")
    found: list[str] = []
    for quoted in re.findall(r"[\w']+", text):
        word = quoted.strip("'")
        if not word:
            continue
        found += SEVERAL.get(word, (SPELLINGS.get(word, word),))
    if set(found) & TAXED.keys() and set(found) - TAXED.keys() <= BESIDE_TAXED:
        is_open = "cu" in found and set(found) <= OPEN  # a credit union, or catch-up
        found = found if is_open else [TAXED.get(word, word) for word in found]
    years = {int(word[-4:]) for word in found if re.fullmatch(YEAR_WORD, word)}
    core = {w for w in found if w not in SILENT and not re.fullmatch(YEAR_WORD, w)}
    said = core & (UNITS | DOLLAR_WORDS | {"ytd", "prior", "current"}) | (
        {"total", "amount"} & set(found)
    )
    has_wages = any(word in WAGES for word in re.findall(r"[a-z]+", text))
    return HeadingWords(frozenset(core), frozenset(years), frozenset(said), has_wages)
