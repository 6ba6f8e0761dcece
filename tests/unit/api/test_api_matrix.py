# SPDX-License-Identifier: Apache-2.0
"""Every operation of the API × every role × own section, other section, other bureau.

What is expected comes from the table of permissions, never from the operations: a permission that
the role lacks answers 403, a case or file that it does not reach answers 404, everything else
opens. A new operation needs a line in `NEEDED`.
"""

import hashlib
from typing import Any

import pytest

from liuhen.api.openapi import make_api
from liuhen.apps.cases import acts
from liuhen.apps.evidence.intake import keep_original
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.access import POLICY, Permission, Reach
from liuhen.apps.people.models import Scope
from liuhen.apps.people.roles import OF_INSTALLATION, Role
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.people.writing import put_person, put_role
from liuhen.apps.trace.journal import act
from liuhen.vault.store import Stored
from support.caller import Caller
from support.house import NO_PASSWORD, SYSTEM, House

NEEDED = {
    ("get", "/cases"): Permission.CASE_VIEW,
    ("get", "/cases/{case}/facts"): Permission.CASE_EXPORT,
    ("get", "/cases/{case}/findings"): Permission.CASE_VIEW,
    ("post", "/cases"): Permission.CASE_IMPORT,
    ("get", "/originals/{original}"): Permission.EVIDENCE_ADD,
    ("post", "/originals/known"): Permission.EVIDENCE_ADD,
}


def test_every_operation_has_a_line_here_and_asks_for_a_token() -> None:
    paths = make_api().get_openapi_schema(path_prefix="")["paths"]
    operations = {
        (method, path): one for path, some in paths.items() for method, one in some.items()
    }

    assert set(operations) == set(NEEDED)
    assert all(one["security"] for one in operations.values())


@pytest.fixture
def houses(house: House) -> dict[str, Any]:
    """Own section, other section, other bureau: a case in each, and administrators beside."""
    other = House(house.clock, pack="xigang-hrss", code="other")
    for role in (*OF_INSTALLATION, Role.BUREAU_ADMIN):
        with act("test.add", by=SYSTEM) as record:
            person = put_person(
                record=record,
                bureau=None if role in OF_INSTALLATION else house.bureau,
                username=f"bureau.{role.value}",
                name=role.value,
                password_hash=NO_PASSWORD,
                must_change_password=False,
            )
            over = None if role in OF_INSTALLATION else house.bureau
            day = house.clock.now().date()
            put_role(record=record, person=person, role=role, organisation=over, from_date=day)
        house.people[role.value] = person
    strange = acts.open_case(
        by=house.viewer("stranger"), section=house.other_section, title="二科的案件", kind="penalty"
    )
    cases = {"own section": house.case(), "other section": strange, "other bureau": other.case()}
    return {
        place: {"case": cases[place], "original": an_original(bringer, f"{place}.mp4")}
        for place, bringer in {
            "own section": house.viewer("colleague"),
            "other section": house.viewer("stranger"),
            "other bureau": other.viewer("officer"),
        }.items()
    }


def an_original(by: Viewer, name: str) -> Original:
    """A row of the catalogue; its bytes lie nowhere."""
    digest = f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"
    return keep_original(by=by, stored=Stored(digest, 1), file_name=name).original


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_each_operation_opens_to_whom_the_table_opens_it(
    house: House, houses: dict[str, dict[str, Any]], role: Role
) -> None:
    caller = Caller(house, role.value, *Scope.values)
    for (method, path), permission in NEEDED.items():
        for place, there in houses.items():
            address = path.replace("{case}", str(there["case"].pk))
            address = address.replace("{original}", str(there["original"].pk))
            if method == "get":
                caller.get(address)
            elif path == "/originals/known":
                digest = there["original"].object.digest
                found = caller.post(address, {"sha256": [digest]})
                seen = caller.status == 200 and digest in found["known"]
                assert seen == (_expected(role, permission, "{case}", place) == 200), place
            else:
                facts = {"case": {"id": f"{role} {place}", "act": "penalty"}}
                caller.post(f"{address}?section=01", facts)
            assert caller.status == _expected(role, permission, path, place), (method, path, place)


def _expected(role: Role, permission: Permission, path: str, place: str) -> int:
    held = POLICY[role].get(permission)
    if held is None:
        return 403
    if "{" not in path:
        return 201 if permission is Permission.CASE_IMPORT else 200
    reach = POLICY[role][Permission.CASE_VIEW]
    seen = place == "own section" or (place == "other section" and reach is Reach.BUREAU)
    return 200 if seen else 404
