# SPDX-License-Identifier: Apache-2.0
"""Tokens, jobs and journal: what administrators see, and what they never see."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from liuhen.apps.jobs.models import Job, State
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.errors import BadTokenError
from liuhen.apps.people.installation import add_administrator
from liuhen.apps.people.models import ApiToken, Scope
from liuhen.apps.people.roles import Role
from liuhen.apps.people.tokens import viewer_by_token
from support.house import SYSTEM, House
from support.signing import signed_in


def administrator(house: House, role: Role) -> Client:
    """An administrator of the installation at the browser."""
    person, _password = add_administrator(
        by=SYSTEM, role=role, username=role.value.replace("_", "."), name=role.value
    )
    house.people[role.value] = person
    return signed_in(house, role.value)


def test_a_token_is_shown_once_and_revoked(house: House) -> None:
    officer = signed_in(house, "officer")
    page = officer.post("/account/tokens/", {"scopes": ["read"], "life": "30"}).content.decode()
    secret = re.search(r"liuhen_[\w-]{40,}", page)
    assert secret
    assert viewer_by_token(secret[0], Scope.READ).person == house.people["officer"]
    assert secret[0] not in officer.get("/account/tokens/").content.decode()
    token = ApiToken.objects.get()
    assert officer.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
    with pytest.raises(BadTokenError):
        viewer_by_token(secret[0], Scope.READ)


def test_a_token_needs_a_scope_and_another_person_cannot_revoke_it(house: House) -> None:
    officer = signed_in(house, "officer")
    assert officer.post("/account/tokens/", {"life": "30"}).status_code == 422
    importing = {"scopes": ["read", "import"], "life": "30"}
    assert officer.post("/account/tokens/", importing).status_code == 422
    officer.post("/account/tokens/", {"scopes": ["read"], "life": "30"})
    token = ApiToken.objects.get()
    other = signed_in(house, "stranger")
    assert other.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    assert token.hint not in other.get("/account/tokens/").content.decode()


def failed_job(key: str = "") -> Job:
    return Job.objects.create(
        name="compliance.rebuild",
        key=key,
        state=State.FAILED,
        attempts=8,
        last_error="Traceback\n  File x\nValueError: it broke",
        run_after=timezone.now(),
        created_at=timezone.now(),
    )


def test_a_failed_job_is_shown_with_its_error_and_tried_again(house: House) -> None:
    job = failed_job()
    admin = administrator(house, Role.SYSTEM_ADMIN)
    page = admin.get("/jobs/").content.decode()
    assert "ValueError: it broke" in page
    assert "Traceback" not in page
    assert admin.post(f"/jobs/{job.pk}/again/").status_code == 302
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 0)
    assert admin.post(f"/jobs/{job.pk}/again/").status_code == 409


def test_a_job_is_not_tried_again_beside_the_same_work(house: House) -> None:
    job = failed_job("same")
    enqueue("compliance.rebuild", {}, key="same")
    admin = administrator(house, Role.SYSTEM_ADMIN)
    assert admin.post(f"/jobs/{job.pk}/again/").status_code == 409


def test_the_journal_tells_of_acts_and_nothing_of_their_content(house: House) -> None:
    case = house.case(title="不可外传的标题", party_name="某某")
    other = house.case(title="另一件")
    audit = administrator(house, Role.AUDIT_ADMIN)
    page = audit.get("/journal/").content.decode()
    assert "新建案件" in page
    assert "bureau.officer" in page
    assert "不可外传的标题" not in page
    assert "某某" not in page

    of_case = audit.get("/journal/", {"case": case.number}).content.decode()
    assert str(case.pk)[-12:] in of_case
    assert str(other.pk)[-12:] not in of_case
    of_bureau = audit.get("/journal/", {"bureau": str(house.bureau.pk)}).content.decode()
    assert "bureau.officer" in of_bureau
    assert "system:init" not in of_bureau
    acts = audit.get("/journal/", {"act": "cases.set_up_bureau"}).content.decode()
    assert "bureau.officer" not in acts
    assert audit.get("/journal/", {"case": "没有"}).status_code == 200


@pytest.mark.parametrize("name", ["officer", "bureau_head", "admin"])
def test_nobody_of_a_bureau_opens_jobs_or_journal(house: House, name: str) -> None:
    browser = signed_in(house, name)
    assert browser.get("/jobs/").status_code == 403
    assert browser.get("/journal/").status_code == 403
