# SPDX-License-Identifier: Apache-2.0
"""What the five regulations say beside single cases, as later parts of the system will read it."""

import subprocess
import sys

import pytest

from liuhen.apps.people.roles import ADMINISTRATORS, Role
from liuhen.law.pack import PACKS
from liuhen.law.pack_parts import SYSTEM_ROLES, Numbering, Parts, read_parts
from liuhen.law.packs import known_packs, load_pack
from liuhen.law.recording_list import recording_list


def parts(pack: str) -> Parts:
    return read_parts(PACKS / pack)


def test_no_part_is_loaded_to_judge_a_case() -> None:
    code = (
        "import sys, liuhen.law.lines, liuhen.law.packs; liuhen.law.packs.load_pack('xigang-hrss');"
        "print(*(name for name in sys.modules if 'parts' in name or 'pack_c' in name))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["liuhen.law.pack_cache"]


def test_the_roles_that_a_pack_may_name_are_those_that_people_hold() -> None:
    """An importer has no place in a regulation, an administrator none in a case."""
    assert set(SYSTEM_ROLES) == set(Role.values) - {"importer"} - set(ADMINISTRATORS)


@pytest.mark.parametrize("pack", known_packs())
def test_no_part_is_empty(pack: str) -> None:
    for name in Parts.__struct_fields__:
        if name != "gates":  # what no regulation varies is shared
            assert getattr(parts(pack), name), name


@pytest.mark.parametrize("pack", known_packs())
def test_what_is_recorded_says_how_and_from_when_to_when(pack: str) -> None:
    rows = recording_list(load_pack(pack), parts(pack))

    assert [row.obligation for row in rows] == [
        entry.obligation for entry in parts(pack).recording_list
    ]
    assert all(row.begins.zh and row.ends.zh and row.articles and row.events for row in rows)


def test_only_one_bureau_must_publish_its_list() -> None:
    """002 art. 13."""
    public = {
        pack: {row.public for row in recording_list(load_pack(pack), parts(pack))}
        for pack in known_packs()
    }

    assert public.pop("qilin-culture-tourism") == {True}
    assert set.union(*public.values()) == {False}


@pytest.mark.parametrize(
    ("pack", "obligation", "mode"),
    [
        ("qilin-culture-tourism", "measure.full-recording", "mandatory-full"),
        ("jinpu-ocean", "measure.recording", "mandatory"),
        ("jinpu-ocean", "property.full-recording", "optional"),
        ("jinpu-ethnic-religious", "service.lien", "optional"),
        ("xigang-hrss", "investigation.recording", "optional"),
    ],
)
def test_the_mode_comes_from_the_duty(pack: str, obligation: str, mode: str) -> None:
    rows = {row.obligation: row for row in recording_list(load_pack(pack), parts(pack))}

    assert rows[obligation].mode == mode


def test_who_checks_may_stand_outside_the_bureau() -> None:
    """000 art. 23 names another organ; in 001 and 004 it is the bureau's own general office."""
    checkers = {}
    for pack in ("jinpu-ethnic-religious", "xigang-education", "xigang-hrss"):
        offices = {office.id: office for office in parts(pack).roles}
        (check,) = [duty for duty in parts(pack).duties if duty.id == "spot-check"]
        checkers[pack] = offices[check.office or ""]

    assert {pack: office.kind for pack, office in checkers.items()} == {
        "jinpu-ethnic-religious": "outside",
        "xigang-education": "section",
        "xigang-hrss": "section",
    }
    assert all("supervisor" in office.holds for office in checkers.values())


def test_one_office_alone_hands_out_and_keeps_a_copy() -> None:
    """004 art. 14."""
    (supply,) = parts("xigang-hrss").supply

    assert (supply.office, supply.keeps_copy) == ("general-office", True)
    assert supply.to == ["reconsideration", "court"]


def test_viewing_needs_the_head_of_the_section() -> None:
    """004 art. 15: no officer sees footage without asking, not even of a case of theirs."""
    (footage,) = [rule for rule in parts("xigang-hrss").access if "footage" in rule.what]

    assert footage.granted_by == ["section_head"]
    assert "officer" not in {seer.role for seer in footage.without_asking}


@pytest.mark.parametrize("pack", known_packs())
def test_numbers_of_a_series_differ_by_year_and_number(pack: str) -> None:
    for series in parts(pack).forms.numbering:
        made = {number_of(series, year, number) for year in (2026, 2027) for number in (1, 2)}
        assert len(made) == 4


def number_of(series: Numbering, year: int, number: int) -> str:
    return series.pattern.format(short_name="金海", year=year, number=number)
