# SPDX-License-Identifier: Apache-2.0
"""The pages of people: who sees them, who changes what, what is shown once."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from liuhen.apps.people.models import Organisation, Person
from support.house import Clock, House
from support.signing import signed_in


def sheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["用户名", "姓名", "科室", "角色", "执法证号", "有效期至"])
    for row in rows:
        page.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return SimpleUploadedFile("人员.xlsx", made.getvalue())


def change(browser: Client, house: House, name: str, **values: str) -> int:
    address = f"/people/{house.people[name].pk}/change/"
    return browser.post(address, values).status_code


def test_everybody_in_the_bureau_sees_people_but_only_the_administrator_changes_them(
    house: House,
) -> None:
    officer = signed_in(house, "officer")
    assert "stranger" in officer.get("/people/").content.decode()
    page = officer.get(f"/people/{house.people['stranger'].pk}/").content.decode()
    assert "重置密码" not in page
    assert change(officer, house, "stranger", what="active", active="no") == 403
    assert officer.get("/people/new/").status_code == 403
    assert officer.get("/people/roster/").status_code == 403


def test_people_of_another_bureau_are_not_there(house: House, clock: Clock) -> None:
    other = House(clock, code="other")
    admin = signed_in(house, "admin")
    assert admin.get(f"/people/{other.people['officer'].pk}/").status_code == 404
    assert change(admin, other, "officer", what="password") == 404
    assert "other.officer" not in admin.get("/people/").content.decode()


def test_a_new_password_is_shown_once_and_opens_the_account(house: House) -> None:
    admin = signed_in(house, "admin")
    address = f"/people/{house.people['officer'].pk}/change/"
    page = admin.post(address, {"what": "password"}).content.decode()
    password = re.search(r'class="secret">([^<]+)<', page)
    assert password
    person = Person.objects.get(pk=house.people["officer"].pk)
    assert person.check_password(password[1])
    assert person.must_change_password


def test_a_role_is_given_and_ended(house: House, clock: Clock) -> None:
    admin = signed_in(house, "admin")
    over = str(house.section.pk)
    assert change(admin, house, "stranger", what="role", role="section_head", over=over) == 302
    person = house.people["stranger"]
    grant = person.grants.get(role="section_head")
    clock.later(days=1)
    admin = signed_in(house, "admin")  # a session does not last over night
    assert change(admin, house, "stranger", what="end", grant=str(grant.pk)) == 302
    grant.refresh_from_db()
    assert not grant.holds_on(clock.now().date())


def test_roles_that_may_not_meet_are_refused_beside_the_form(house: House) -> None:
    admin = signed_in(house, "admin")
    over = str(house.bureau.pk)
    assert change(admin, house, "officer", what="role", role="custodian", over=over) == 422


@pytest.mark.parametrize(
    ("until", "said"),
    [("2026-03-01", "到期"), ("2026-04-15", "将于"), ("2027-12-31", "至2027年12月31日")],
)
def test_certificates_that_expired_or_expire_soon_are_marked(
    house: House, until: str, said: str
) -> None:
    admin = signed_in(house, "admin")
    values = {"what": "certificate", "certificate": "EX-9", "valid_until": until}
    assert change(admin, house, "officer", **values) == 302
    assert said in admin.get("/people/").content.decode()


def test_an_account_is_closed_and_opened_but_not_ones_own(house: House) -> None:
    admin = signed_in(house, "admin")
    assert change(admin, house, "officer", what="active", active="no") == 302
    assert not Person.objects.get(pk=house.people["officer"].pk).is_active
    assert change(admin, house, "officer", what="active", active="yes") == 302
    assert change(admin, house, "admin", what="active", active="no") == 403


def test_a_sheet_with_errors_names_the_rows_and_enters_nobody(house: House) -> None:
    admin = signed_in(house, "admin")
    before = Person.objects.count()
    file = sheet(
        ("good", "好人", "一科", "执法人员", "", ""),
        ("Bad Name", "坏人", "一科", "执法人员", "", ""),
        ("third", "第三", "新科", "厨师", "", ""),
        ("good", "重名", "一科", "执法人员", "EX-1", "明年"),
    )
    shown = admin.post("/people/roster/", {"file": file})
    page = shown.content.decode()
    assert shown.status_code == 422
    assert "第4行" in page
    assert "厨师" in page
    assert 'name="carried"' not in page
    assert Person.objects.count() == before
    assert not Organisation.objects.filter(name="新科").exists()


def test_a_file_that_is_no_sheet_gives_one_sentence(house: House) -> None:
    admin = signed_in(house, "admin")
    file = SimpleUploadedFile("人员.xlsx", b"PK\x03\x04 nothing")
    shown = admin.post("/people/roster/", {"file": file})
    assert shown.status_code == 422
    assert "field-error" in shown.content.decode()


def test_one_person_is_added_with_roles_and_certificate(house: House) -> None:
    admin = signed_in(house, "admin")
    typed = {
        "name": "新人",
        "username": "xinren",
        "section": str(house.section.pk),
        "roles": ["officer"],
        "certificate": "EX-7",
        "valid_until": "2028-01-01",
        "established": "yes",
    }
    shown = admin.post("/people/new/", typed)
    assert shown.status_code == 200
    assert 'class="secret"' in shown.content.decode()
    person = Person.objects.get(username="xinren")
    assert person.grants.get().organisation == house.section
    assert person.certificates.get().established is True
    assert admin.post("/people/new/", typed).status_code == 422  # the user name is in use
