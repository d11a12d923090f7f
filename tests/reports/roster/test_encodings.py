"""Text files in the encodings of payroll systems: their names are read, or refused."""

from pathlib import Path

import pytest

from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.roster.roster_file import read_roster

HEADINGS = "Employee ID,Name,Gross Pay,401(k)\n"


def read(folder: Path, names: tuple[str, ...], encoding: str) -> Roster:
    rows = "".join(f'{place},"{name}",90000,7200\n' for place, name in enumerate(names, start=1))
    path = folder / "census.csv"
    path.write_bytes((HEADINGS + rows).encode(encoding))
    return read_roster(path, 2026)


@pytest.mark.parametrize(
    ("names", "encoding", "called"),
    [
        (("이안나", "김보라"), "cp949", "Korean (CP949)"),
        (("Lee, Ann", "똠방각하", "김수"), "cp949", "Korean (CP949)"),
        (("이안나", "Lee, Ann"), "euc-kr", "Korean (CP949)"),
        (("이안나", "Müller, José"), "utf-16", "UTF-16"),
        (("Müller, José", "Ñandú, Zoë", "O\u2019Brien, Cy"), "cp1252", "Windows-1252"),
        (("Álvarez, Ángel", "Ämter, Åsa", "MÜLLER, ÉLÉONORE"), "cp1252", "Windows-1252"),
        (("Guðmundsdóttir, Þóra", "Smith\u2013Jones, “Al”", "Créée®"), "cp1252", "Windows-1252"),
        (("Ann Lee (€ \u2013 £5)", "¿Quién?"), "cp1252", "Windows-1252"),
    ],
)
def test_names_are_read_in_the_encoding_that_their_letters_show(
    names: tuple[str, ...], encoding: str, called: str, tmp_path: Path
) -> None:
    roster = read(tmp_path, names, encoding)
    assert roster.labels["name"].to_list() == list(names)
    assert roster.account.encoding == called


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (("Lee, Ann", "Müller, José"), "mac_roman"),
        (("Lee, Ann", "Muñoz, Al"), "mac_roman"),
        (("Lee, Ann", "Wałęsa, Łukasz"), "cp1250"),
        (("Lee, Ann", "Иванов, Пётр"), "cp1251"),
        (("Lee, Ann", "王小明"), "gbk"),
        (("Lee, Ann", "王小明"), "big5"),
        (("Lee, Ann", "山田太郎"), "cp932"),
    ],
)
def test_letters_of_another_encoding_are_refused_and_not_shown_as_others(
    names: tuple[str, ...], encoding: str, tmp_path: Path
) -> None:
    with pytest.raises(RosterFileError, match=r"row 3: has letters .* save it as 'CSV UTF-8'"):
        read(tmp_path, names, encoding)
