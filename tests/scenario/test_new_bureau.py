# SPDX-License-Identifier: Apache-2.0
"""A sixth bureau, set up in minutes: first page, sheet of people, first sign-in, first case."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from liuhen.apps.cases.models import Case
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role
from support.signing import hidden

BUREAU = {
    "district": "示例区",
    "name": "示例区文化和旅游局",
    "short_name": "示文旅",
    "pack": "qilin-culture-tourism",
    "sections": "执法一科\n执法二科",
    "go_live": "2026-01-01",
    "admin_name": "王管理",
    "admin_username": "guanli",
    "head_name": "李局长",
    "head_username": "lijuzhang",
    "number_penalty": "18",
}


def passwords(page: str) -> dict[str, str]:
    """User name → password, from a page that shows them."""
    return dict(re.findall(r'<td>([a-z.]+)</td><td><span class="secret">([^<]+)</span>', page))


def signed_in(username: str, password: str) -> Client:
    """Somebody signs in for the first time and chooses a password."""
    browser = Client()
    data = {"username": username, "password": password}
    assert browser.post("/account/sign-in/", data).status_code == 302
    assert browser.get("/").headers["location"] == "/account/password/"
    new = {"old": password, "new": "mountain-river-7291", "again": "mountain-river-7291"}
    assert browser.post("/account/password/", new).status_code == 302
    return browser


@pytest.mark.django_db
def test_a_bureau_is_set_up_and_its_officer_opens_a_case() -> None:
    visitor = Client()
    assert visitor.get("/account/sign-in/").headers["location"] == "/setup/first/"
    shown = visitor.post("/setup/first/", BUREAU)
    assert shown.status_code == 200
    given = passwords(shown.content.decode())
    assert set(given) >= {"guanli", "lijuzhang", "system.admin", "audit.admin", "security.admin"}
    assert visitor.post("/setup/first/", BUREAU).status_code == 302  # closed from now on

    admin = signed_in("guanli", given["guanli"])
    assert "待办" in admin.get("/setup/").content.decode()
    sheet = admin.get("/people/roster/example.xlsx").content
    seen = admin.post("/people/roster/", {"file": SimpleUploadedFile("p.xlsx", sheet)})
    page = seen.content.decode()
    assert "张伟" in page
    assert "法规科" in page
    assert not Person.objects.filter(username="zhangwei").exists()
    entered = admin.post("/people/roster/", {"carried": hidden(page, "carried")})
    given = passwords(entered.content.decode())

    officer = signed_in("zhangwei", given["zhangwei"])
    case = officer.post("/cases/new/", case_typed(officer))
    assert case.status_code == 302, case.content.decode()
    person = Person.objects.get(username="zhangwei")
    assert Case.objects.within(person.bureau_id).get().number == "示文旅罚〔2026〕18号"
    assert officer.get(case.headers["location"]).status_code == 200
    assert admin.get(case.headers["location"]).status_code in {403, 404}


def case_typed(officer: Client) -> dict[str, Any]:
    """The page for a new case, as the officer fills it in."""
    form = officer.get("/cases/new/").context["form"]
    filled = {field.html_name: field.value() for field in form if field.value() is not None}
    section = filled.get("section")
    return {
        **filled,
        "section": getattr(section, "pk", section),
        "handlers": [str(Person.objects.get(username="zhangwei").pk)],
        "act": "penalty",
        "title": "示例案",
        "opened_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("sections", "  \n "),
        ("head_username", ""),
        ("head_username", "guanli"),
        ("admin_username", "王管理"),
        ("admin_username", "audit.admin"),
        ("go_live", "soon"),
        ("pack", "nowhere"),
        ("number_penalty", "0"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_set_up(
    field: str, value: str
) -> None:
    shown = Client().post("/setup/first/", BUREAU | {field: value})
    assert shown.status_code == 422
    assert "field-error" in shown.content.decode()
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_the_roles_of_the_form_stand_over_the_bureau() -> None:
    Client().post("/setup/first/", BUREAU)
    grant = Person.objects.get(username="lijuzhang").grants.get()
    assert grant.role == Role.BUREAU_HEAD
    assert grant.organisation is not None
    assert grant.organisation.kind == "bureau"
