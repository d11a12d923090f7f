"""Everything that is asked of a run beside its rosters, and what its reports are made of."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from megaroth_xl import __version__
from megaroth_xl.files import sha256
from megaroth_xl.reports.results.content import ReportSetting
from megaroth_xl.reports.roster import ReadingSettings
from megaroth_xl.reports.runs.identity import PERSONAL_SETTINGS, Identity
from megaroth_xl.reports.runs.rosters import Rosters
from megaroth_xl.reports.runs.whole import DATA, FILES, REFUNDS

__all__ = ["Asked"]


@dataclass(frozen=True, eq=False)
class Asked:
    """Everything that is asked of a run, beside its rosters; the fields are those of `report`.

    Parameters
    ----------
    out
        The folder of the reports, or its address in object storage.
    setting
        What all personal workbooks have in common.
    plan, settings
        The plan's file, and what is said of the rosters beyond what they say themselves.
    strict, password, personal, bundle, encrypt, redact, force, allow_left_out
        As in `report`.
    refunds_in_letters, name_by, share, pdf, unencrypted
        As in `report`.
    """

    out: str
    setting: ReportSetting
    plan: Path
    settings: ReadingSettings
    strict: bool
    password: str | None
    personal: bool
    bundle: bool
    encrypt: bool
    redact: bool
    force: bool
    allow_left_out: int
    refunds_in_letters: bool
    name_by: str
    share: bool
    pdf: bool
    unencrypted: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The files about all employees that the run writes, the summary first."""
        left_out = set(DATA) - set(self.unencrypted) if self.encrypt else set()
        return tuple(name for name in FILES if name not in left_out)

    @property
    def names_persons(self) -> bool:
        """Return whether ``result.json``, which anyone can open, says what goes back to whom."""
        return REFUNDS in self.names

    @property
    def reading(self) -> Mapping[str, Any]:
        """Return how the rosters are to be read: what else `read_roster` takes."""
        return {
            "settings": self.settings,
            "strict": self.strict,
            "password": self.password,
            "plan": self.setting.plan,
            "periods_left": self.setting.periods_left,
            "limits": self.setting.limits,
        }

    def run(self, rosters: Rosters) -> Mapping[str, str]:
        """What the summary says of the run, by the name of its text."""
        return {
            "roster": rosters.names,
            "roster_hash": rosters.sha256,
            "plan": self.plan.name,
            "plan_hash": sha256(self.plan),
            "year": str(self.setting.year),
            "version": __version__,
            "lang": self.setting.lang,
            "unused": ", ".join(rosters.facts.unused),
        }

    def identity(self, rosters: Rosters) -> Identity:
        """Everything that the reports on rosters are made of."""
        setting = self.setting
        limits = repr([setting.limits[year] for year in setting.limits.years])
        terms = {each.name: str(getattr(setting.plan, each.name)) for each in fields(setting.plan)}
        settings = {
            "version": __version__,
            "year": setting.year,
            "language": setting.lang,
            "plan": terms,
            "plan file": sha256(self.plan),
            "limits": hashlib.sha256(limits.encode()).hexdigest(),
            "reading": {"settings": list(self.settings.lines()), "strict": self.strict},
            "pay dates left": setting.periods_left,
            "names left out of the summary": self.redact,
            "rows that tests may leave out": self.allow_left_out,
            "passwords": self.encrypt,
            "files without a password": ", ".join(self.unencrypted),
            PERSONAL_SETTINGS: {
                "bundles": self.bundle,
                "PDFs": self.pdf,
                "refunds": self.refunds_in_letters,
                "named by": self.name_by,
            },
        }
        return Identity(rosters.hashes, rosters.is_folder, settings)
