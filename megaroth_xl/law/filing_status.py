"""Filing statuses, IRC 1(a) to (d), in the spellings that people use.

>>> FILING_STATUS.read(["Head of Household", "married_filing-jointly"], "filing_status")
array([3, 1])
>>> FILING_STATUS.read("married", "filing_status")
Traceback (most recent call last):
megaroth_xl.errors.InputError: filing_status is 'married': expected single,
mfj (or: married filing jointly), mfs (or: married filing separately), hoh (or: head of household)
or qss (or: qualifying surviving spouse)
"""

from megaroth_xl.choices import Choice

__all__ = ["FILING_STATUS"]

FILING_STATUS = Choice(
    {
        "single": (),
        "mfj": ("married filing jointly", "married filing joint", "married joint", "joint"),
        "mfs": ("married filing separately", "married filing separate", "married separate"),
        "hoh": ("head of household",),
        "qss": (
            "qualifying surviving spouse",
            "surviving spouse",
            "qualifying widow(er)",
            "qualifying widow",
        ),
    }
)
"""The five statuses; the tables of a limits file go by the short words."""
