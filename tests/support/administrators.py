# SPDX-License-Identifier: Apache-2.0
"""Administrators of the installation, who belong to no bureau."""

from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.people.writing import put_person, put_role
from liuhen.apps.trace.journal import act
from support.house import NO_PASSWORD, SYSTEM, House, beijing


def audit_administrator(house: House) -> Viewer:
    """Who sees the journal and no case; from now on `house.people["audit"]`."""
    if "audit" not in house.people:
        with act("test.add", by=SYSTEM) as record:
            person = put_person(
                record=record, bureau=None, username="audit", name="审计管理员",
                password_hash=NO_PASSWORD, must_change_password=False,
            )  # fmt: skip
            put_role(
                record=record, person=person, role=Role.AUDIT_ADMIN, organisation=None,
                from_date=beijing("2026-01-01 00:00").date(),
            )  # fmt: skip
        house.people["audit"] = person
    return house.viewer("audit")
