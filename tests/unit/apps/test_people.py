# SPDX-License-Identifier: Apache-2.0
"""Setting up a bureau, people from a sheet, passwords, certificates, tokens."""

import io
import re
from datetime import date

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.setup import BureauPlan, set_up_bureau
from liuhen.apps.people import acts
from liuhen.apps.people.errors import (
    BadPasswordError,
    BadPersonError,
    BadRosterError,
    BadTokenError,
    NotPermittedError,
)
from liuhen.apps.people.installation import add_administrator
from liuhen.apps.people.models import ApiToken, Certificate, Organisation, Person, Scope
from liuhen.apps.people.queries import colleagues, first_run, officer_value, people, tree
from liuhen.apps.people.roles import Role
from liuhen.apps.people.roster import Preview, example_sheet, import_roster, preview
from liuhen.apps.people.tokens import create_token, revoke_token, viewer_by_token
from liuhen.apps.people.viewer import viewer_for
from liuhen.apps.people.writing import CertificateValue, random_password
from liuhen.apps.rules.errors import NoPackError
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.models import Leaf, LeafPayload
from support.house import NO_PASSWORD, SYSTEM, Clock, House

PLAN = {
    "district": "示例区",
    "name": "示例区文化和旅游局",
    "short_name": "示文旅",
    "pack_id": "qilin-culture-tourism",
    "sections": ["执法一科", "执法二科"],
    "admin_username": "guanli",
    "admin_name": "王管理",
    "admin_password_hash": NO_PASSWORD,
}


def plan(**values: object) -> BureauPlan:
    return BureauPlan(**{**PLAN, **values})


def test_a_bureau_is_set_up_in_one_act(db: None) -> None:
    assert first_run()
    new = set_up_bureau(by=SYSTEM, plan=plan(first_numbers={"penalty": 18}))

    viewer = viewer_for(new.admin, new.bureau.go_live_at)
    assert [(node.organisation.name, node.depth) for node in tree(viewer)] == [
        ("示例区文化和旅游局", 0),
        ("执法一科", 1),
        ("执法二科", 1),
    ]
    assert (new.bureau.code, new.bureau.parent.name) == ("qilin-culture-tourism", "示例区")
    assert Leaf.objects.count() == 1
    assert not first_run()


def test_a_second_bureau_of_the_same_pack_gets_a_code_of_its_own(db: None) -> None:
    set_up_bureau(by=SYSTEM, plan=plan())
    values = {"name": "另一局", "short_name": "另", "admin_username": "guanli2"}
    second = set_up_bureau(by=SYSTEM, plan=plan(**values))

    assert second.bureau.code == "qilin-culture-tourism-2"
    assert Organisation.objects.filter(kind="district").count() == 1


@pytest.mark.parametrize("same", ["name", "short_name"])
def test_a_bureau_is_not_set_up_twice(db: None, same: str) -> None:
    set_up_bureau(by=SYSTEM, plan=plan())
    values = {"name": "另一局", "short_name": "另", "admin_username": "guanli2"}
    values[same] = str(PLAN[same])

    with pytest.raises(BadPersonError, match=str(PLAN[same])):
        set_up_bureau(by=SYSTEM, plan=plan(**values))
    assert Organisation.objects.filter(kind="bureau").count() == 1


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"pack_id": "nowhere"}, NoPackError),
        ({"sections": []}, BadPersonError),
        ({"sections": [" "]}, BadPersonError),
        ({"name": " "}, BadPersonError),
        ({"short_name": "x" * 13}, BadPersonError),
        ({"short_name": "2026"}, BadPersonError),
        ({"short_name": "示/文"}, BadPersonError),
        ({"short_name": "示<文"}, BadPersonError),
        ({"short_name": "示〔文〕"}, BadPersonError),
        ({"code": "Ä"}, BadPersonError),
        ({"admin_username": "a b"}, BadPersonError),
        ({"first_numbers": {"penalty": 0}}, BadFactError),
        ({"first_numbers": {"raid": 3}}, BadPersonError),
    ],
)
def test_a_bad_plan_leaves_nothing(db: None, values: dict[str, object], error: type) -> None:
    with pytest.raises(error):
        set_up_bureau(by=SYSTEM, plan=plan(**values))

    assert first_run()
    assert not Organisation.objects.exists()


def test_who_sets_up_a_bureau(house: House) -> None:
    first_run_page = SystemActor("first-run")
    with pytest.raises(NotPermittedError):
        set_up_bureau(by=first_run_page, plan=plan())
    with pytest.raises(NotPermittedError):
        set_up_bureau(by=house.viewer("admin"), plan=plan())
    root, _ = add_administrator(
        by=SYSTEM, role=Role.SYSTEM_ADMIN, username="root", password_hash=NO_PASSWORD
    )

    set_up_bureau(by=viewer_for(root, house.clock.now()), plan=plan())


def test_the_first_run_page_sets_up_the_first_bureau_alone(db: None) -> None:
    by = SystemActor("first-run")
    set_up_bureau(by=by, plan=plan())

    with pytest.raises(NotPermittedError):
        set_up_bureau(by=by, plan=plan(admin_username="other"))


# ---------------------------------------------------------------- people


def test_a_person_is_added_with_roles_and_signs_in_with_the_shown_password(house: House) -> None:
    person, password = acts.add_person(
        by=house.viewer("admin"),
        username="Zhang.San",
        name="张三",
        section=house.section,
        roles=["officer", "device_manager"],
        certificate=CertificateValue("EX-1", date(2027, 12, 31), established=True),
    )

    assert (person.username, person.must_change_password) == ("zhang.san", True)
    assert person.check_password(password)
    viewer = viewer_for(person, house.clock.now())
    assert viewer.roles == {Role.OFFICER, Role.DEVICE_MANAGER}
    assert viewer.sections("case.enter") == {house.section.pk}
    assert officer_value(person) == {
        "person": str(person.pk),
        "name": "张三",
        "certificate": "EX-1",
        "valid_until": "2027-12-31",
        "established": True,
    }
    assert person in colleagues(house.officer)
    assert person in people(house.viewer("admin"))


def test_no_password_stands_in_the_journal(house: House) -> None:
    _, password = acts.add_person(
        by=house.viewer("admin"), username="zhang", name="张三", section=house.section
    )
    person = Person.objects.get(username="zhang")

    told = "".join(LeafPayload.objects.values_list("payload", flat=True))
    assert password not in told
    assert person.password not in told


def test_passwords_are_random_and_can_be_read_out() -> None:
    made = {random_password() for _ in range(200)}

    assert len(made) == 200
    assert not set("".join(made)) & set("0O1lIi")


def test_ones_own_password_is_changed_with_the_old_one(house: House) -> None:
    person, password = acts.add_person(
        by=house.viewer("admin"), username="zhang", name="张三", section=house.section
    )
    viewer = viewer_for(person, house.clock.now())
    for old, new in (
        ("wrong", "Long-enough-1!"),
        (password, password),
        (password, "short"),
        (password, "password1234"),
    ):
        with pytest.raises(BadPasswordError):
            acts.change_password(by=viewer, old=old, new=new)

    acts.change_password(by=viewer, old=password, new="留痕-Long-enough-1!")

    again = Person.objects.get(pk=person.pk)
    assert again.check_password("留痕-Long-enough-1!")
    assert not again.must_change_password


@pytest.mark.parametrize("new", ["kurz", "bureau.officer"])
def test_a_refused_password_is_explained_in_chinese(house: House, new: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(new, house.people["officer"])

    assert not re.search("[a-z]", "".join(refused.value.messages))


def test_an_administrator_resets_a_password_and_shuts_nobody_in_or_himself_out(
    house: House,
) -> None:
    admin = house.viewer("admin")
    password = acts.reset_password(by=admin, person=house.people["officer"])

    assert Person.objects.get(pk=house.people["officer"].pk).check_password(password)
    with pytest.raises(NotPermittedError):
        acts.set_active(by=admin, person=house.people["admin"], active=False)


def test_an_expired_certificate_is_kept_and_a_new_one_counts(house: House) -> None:
    person = house.people["officer"]
    for number, until in (("old", date(2025, 1, 1)), ("new", date(2028, 1, 1))):
        value = CertificateValue(number, until, established=None)
        acts.set_certificate(by=house.viewer("admin"), person=person, value=value)

    assert officer_value(person)["certificate"] == "new"
    assert Certificate.objects.filter(person=person).count() == 2


# ---------------------------------------------------------------- the sheet


def sheet(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


HEAD: list[object] = ["姓名", "用户名", "科室", "角色", "执法证号", "有效期至", "在编"]


def read(house: House, *rows: list[object]) -> Preview:
    return preview(house.viewer("admin"), sheet(HEAD, *rows))


def test_the_example_sheet_is_a_good_one(house: House) -> None:
    found = preview(house.viewer("admin"), example_sheet())

    assert found.faults == []
    assert [entry.name for entry in found.entries] == ["张伟", "李娜"]
    assert found.new_sections == ["执法一科", "法规科"]


def test_a_preview_writes_nothing_and_the_import_everybody(house: House) -> None:
    rows = [
        ["张三", "zhang", "一科", "执法人员、设备管理员", "EX-1", date(2027, 12, 31), "是"],
        ["李四", "li", "新科", "officer", 12345, "2027年1月2日", "否"],
        ["王五", "wang", house.bureau.name, "机关负责人", "", "", ""],
    ]
    leaves = Leaf.objects.count()
    found = read(house, *rows)
    assert found.good, found.faults
    assert not Person.objects.filter(username="zhang").exists()
    assert Leaf.objects.count() == leaves

    entered = import_roster(by=house.viewer("admin"), entries=found.entries)

    assert [one.person.username for one in entered] == ["zhang", "li", "wang"]
    assert all(one.person.check_password(one.password) for one in entered)
    assert Organisation.objects.get(name="新科").bureau == house.bureau
    viewers = [viewer_for(one.person, house.clock.now()) for one in entered]
    assert viewers[2].roles == {Role.BUREAU_HEAD}
    assert officer_value(entered[1].person) == {
        "person": str(entered[1].person.pk),
        "name": "李四",
        "certificate": "12345",
        "valid_until": "2027-01-02",
        "established": False,
    }
    assert Leaf.objects.count() == leaves + 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["张三", "", "一科", "执法人员"], "用户名"),
        (["张三", "zhang", "", "执法人员"], "科室"),
        (["张三", "zhang", "一科", "皇帝"], "皇帝"),
        (["张三", "zhang", "一科", "system_admin"], "system_admin"),
        (["张三", "zhang", "一科", "执法人员、案件导入员"], "."),
        (["张三", "张三", "一科", "执法人员"], "张三"),
        (["张三", "bureau.officer", "一科", "执法人员"], "bureau.officer"),
        (["张三", "zhang", "一科", "执法人员", "1", "明年"], "明年"),
        (["张三", "zhang", "一科", "执法人员", "1", "2027-13-01"], "2027-13-01"),
        (["张三", "zhang", "一科", "执法人员", "1", "", "也许"], "也许"),
    ],
)
def test_each_fault_of_a_sheet_names_its_row(house: House, row: list[object], says: str) -> None:
    found = read(house, ["好人", "good", "一科", "执法人员"], row)

    assert [fault.row for fault in found.faults] == [3], found.faults
    assert says == "." or says in found.faults[0].sentence
    assert not found.good


def test_a_user_name_twice_in_one_sheet_is_a_fault(house: House) -> None:
    found = read(house, ["甲", "same", "一科", "officer"], ["乙", "Same", "一科", "officer"])

    assert [fault.row for fault in found.faults] == [3]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no sheet",
        sheet(["姓名", "用户名"]),
        sheet([]),
        b"PK\x03\x04 broken",
        b"x" * 6_000_000,
    ],
)
def test_what_is_no_such_sheet_is_refused(house: House, raw: bytes) -> None:
    with pytest.raises(BadRosterError):
        preview(house.viewer("admin"), raw)


def test_an_empty_sheet_brings_nobody(house: House) -> None:
    assert not read(house).good
    with pytest.raises(BadRosterError):
        import_roster(by=house.viewer("admin"), entries=[])


def test_only_an_administrator_reads_a_sheet(house: House) -> None:
    with pytest.raises(NotPermittedError):
        preview(house.head, example_sheet())


# ---------------------------------------------------------------- tokens


def test_a_token_acts_as_its_person_within_its_scopes(house: House, clock: Clock) -> None:
    person = house.people["officer"]
    with pytest.raises(BadPersonError, match="officer"):
        create_token(by=SYSTEM, person=person, scopes=["import", "read"])
    secret = create_token(by=house.officer, person=person, scopes=["read"])

    assert viewer_by_token(secret, Scope.READ).person == person
    with pytest.raises(BadTokenError):
        viewer_by_token(secret, Scope.IMPORT)
    with pytest.raises(BadTokenError):
        viewer_by_token(secret + "x", Scope.READ)
    assert secret not in "".join(LeafPayload.objects.values_list("payload", flat=True))
    clock.later(days=366)
    with pytest.raises(BadTokenError):
        viewer_by_token(secret, Scope.READ)


def test_a_token_ends_when_it_is_revoked_or_its_person_leaves(house: House) -> None:
    person = house.people["officer"]
    first, second = (
        create_token(by=house.officer, person=person, scopes=["read"]) for _ in range(2)
    )
    token = ApiToken.objects.order_by("created_at", "id").first()
    assert token is not None
    with pytest.raises(BadTokenError):
        revoke_token(by=house.head, token=token)
    revoke_token(by=house.officer, token=token)
    with pytest.raises(BadTokenError):
        viewer_by_token(first, Scope.READ)
    assert viewer_by_token(second, Scope.READ)

    acts.set_active(by=house.viewer("admin"), person=person, active=False)
    with pytest.raises(BadTokenError):
        viewer_by_token(second, Scope.READ)


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "x"]])
def test_a_token_needs_scopes_that_there_are(house: House, scopes: list[str]) -> None:
    with pytest.raises(BadPersonError):
        create_token(by=house.officer, person=house.people["officer"], scopes=scopes)


def test_a_role_ends_at_once(house: House) -> None:
    grant = house.people["officer"].grants.get()
    acts.end_role(by=house.viewer("admin"), grant=grant)

    assert house.officer.roles == frozenset()
    house.clock.later(days=-2)
    assert house.officer.roles == {Role.OFFICER}
