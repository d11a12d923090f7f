"""Identity of a run: everything that its reports are made of, and how two runs differ."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.runs.run_errors import ForeignFileError
from megaroth_xl.reports.runs.store import Store

__all__ = ["DIGITS", "PERSONAL_SETTINGS", "RUN", "Identity", "Record", "digest"]

RUN = "run.json"
PROGRAM = "megaroth-xl"
DIGITS = 16
"""Hexadecimal digits of a digest: enough to tell the files of a folder apart."""
LONGEST_SHOWN = 40
"""Characters of a value that a message still shows."""
PERSONAL_SETTINGS = "personal workbooks"
"""Settings that matter only where there are personal workbooks."""


def digest(*parts: object) -> str:
    """Digest of texts and numbers in their order.

    >>> digest("a", 1) == digest("a", 1), digest("ab", "") == digest("a", "b")
    (True, False)
    """
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:DIGITS]


@dataclass(frozen=True)
class Identity:
    """Everything that the reports of a run are made of.

    Parameters
    ----------
    rosters
        By file name, the SHA-256 of each roster.
    is_folder
        The rosters are those of a folder, and may change from run to run.
    settings
        By name, all else: version, year, language, the plan's terms by name, and so on.
    """

    rosters: Mapping[str, str]
    is_folder: bool
    settings: Mapping[str, Any]

    def digest(self) -> str:
        """A digest of all of it but the settings of personal workbooks."""
        settings = {
            name: value for name, value in self.settings.items() if name != PERSONAL_SETTINGS
        }
        return digest(dict(self.rosters), self.is_folder, settings)

    def differences(self, earlier: Self, *, personal: bool) -> list[str]:
        """Name what differs from an earlier run and does not change by itself.

        Rosters of a folder may change, come and go.

        Parameters
        ----------
        earlier
            What the reports in a folder are made of.
        personal
            There are personal workbooks among them.
        """
        found: list[str] = []
        if self.is_folder != earlier.is_folder:
            found.append("one roster and a folder of rosters")
        elif not self.is_folder and dict(self.rosters) != dict(earlier.rosters):
            found.append(Phrase("the roster ({names})", names=", ".join(self.rosters)))
        now, then = dict(self.settings), dict(earlier.settings)
        if not personal:
            now.pop(PERSONAL_SETTINGS, None)
            then.pop(PERSONAL_SETTINGS, None)
        return found + list(_differing(now, then))


def _differing(now: Mapping[str, Any], then: Mapping[str, Any], within: str = "") -> Iterator[str]:
    for name in {**then, **now}:
        new, old = now.get(name), then.get(name)
        if new == old:
            continue
        if isinstance(new, dict) and isinstance(old, dict):
            yield from _differing(new, old, f"{name}: ")
        elif max(len(str(new)), len(str(old))) > LONGEST_SHOWN:
            yield f"{within}{name}"
        else:
            words = "{name} (was {before}, is now {now})"
            yield Phrase(words, name=f"{within}{name}", before=_shown(old), now=_shown(new))


def _shown(value: object) -> str:
    words = {None: "not given", "": "not given", True: "yes", False: "no"}
    return words.get(value, str(value)) if isinstance(value, bool | str | None) else str(value)


@dataclass(frozen=True)
class Record:
    """Record of a run in its folder.

    Parameters
    ----------
    identity
        What its reports are made of.
    finished, manifest
        Whether every file is there, and the SHA-256 of the manifest of a finished run.
    files
        Number of files that the run is to have; None while those of an earlier run are removed.
    """

    identity: Identity
    finished: bool = False
    manifest: str = ""
    files: int | None = None

    @classmethod
    def read(cls, store: Store) -> Self | None:
        """The record of a folder; None if there is none.

        Raises
        ------
        ForeignFileError
            If no report has written the file of this name.
        """
        text = store.read(RUN)
        if text is None:
            return None
        try:
            data = json.loads(text)
            ours = data["program"] == PROGRAM
            identity = Identity(data["rosters"], data["folder of rosters"], data["made of"])
            record = cls(identity, data["finished"], data["manifest"], data.get("files"))
        except (ValueError, KeyError, TypeError):
            ours = False
        if not ours:
            raise ForeignFileError(store.address, [RUN])
        return record

    def write(self, store: Store) -> None:
        """Put the record into its folder, and wait until the disk has it."""
        data = {
            "program": PROGRAM,
            "finished": self.finished,
            "rosters": dict(self.identity.rosters),
            "folder of rosters": self.identity.is_folder,
            "made of": self.identity.settings,
            "manifest": self.manifest,
            "files": self.files,
        }
        store.put(RUN, [json.dumps(data, indent=2, ensure_ascii=False).encode()])
        store.wait_for_disk([RUN])
