# SPDX-License-Identifier: Apache-2.0
"""Signing in and out, the first password, the language, and pages that say what went wrong."""

from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from liuhen.apps.people.models import Person
from liuhen.errors import UserError
from liuhen.web.pages import Open, page
from liuhen.web.urls import urlpatterns as pages
from support.desk import Desk
from support.house import House

OLD, NEW = "three-boats-at-anchor", "four-nets-on-the-quay"


@pytest.fixture
def officer(house: House) -> Person:
    person = house.people["officer"]
    person.set_password(OLD)
    person.save(update_fields=["password"])
    return person


def _sign_in(client: Client, person: Person, password: str, **more: str) -> HttpResponse:
    values = {"username": person.username, "password": password, **more}
    return client.post("/account/sign-in/", values)


def test_whoever_signs_in_comes_to_the_page_that_was_wanted(officer: Person) -> None:
    answer = _sign_in(Client(), officer, OLD, next="/cases/?words=a")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/cases/?words=a")


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "javascript:x"])
def test_nobody_is_led_away_after_signing_in_or_switching_the_language(
    officer: Person, address: str
) -> None:
    assert _sign_in(Client(), officer, OLD, next=address).headers["Location"] == "/"
    answer = Client().post("/account/language/", {"language": "en", "next": address})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(officer: Person) -> None:
    wrong = _sign_in(Client(), officer, "not the password")
    nobody = _sign_in(Client(), Person(username="nobody"), "not the password")
    for answer in (wrong, nobody):
        assert answer.status_code == 422
        assert "用户名或者密码不正确" in answer.content.decode()


def test_after_five_failures_signing_in_is_closed_and_a_sentence_says_so(
    house: House, officer: Person
) -> None:
    house.clock.time = datetime.now(UTC)  # the counting of failures looks at its own clock
    client = Client()
    answers = [_sign_in(client, officer, "wrong") for _n in range(5)]
    assert answers[-1].status_code == 429
    assert "登录失败次数过多" in answers[-1].content.decode()
    assert "15 分钟" in answers[-1].content.decode()
    assert _sign_in(client, officer, OLD).status_code == 429


def test_at_the_first_sign_in_the_password_is_changed_before_anything_else(
    officer: Person,
) -> None:
    Person.objects.filter(pk=officer.pk).update(must_change_password=True)
    client = Client()
    _sign_in(client, officer, OLD)
    answer = client.get("/cases/", follow=True)
    assert "请先设置自己的密码" in answer.content.decode()
    for new, again, said in (
        ("short", "short", "密码"),
        (NEW, NEW + "x", "不一致"),
        (OLD, OLD, "密码"),
    ):
        refused = client.post("/account/password/", {"old": OLD, "new": new, "again": again})
        assert refused.status_code == 422
        assert said in refused.content.decode()
    client.post("/account/password/", {"old": OLD, "new": NEW, "again": NEW})
    assert client.get("/cases/").status_code == 200
    officer.refresh_from_db()
    assert officer.check_password(NEW)


def test_signing_out_needs_a_form_and_ends_the_session(officer: Person) -> None:
    client = Client()
    _sign_in(client, officer, OLD)
    assert client.get("/account/sign-out/").status_code == 405
    client.post("/account/sign-out/")
    assert client.get("/cases/").status_code == 302


def test_pages_are_chinese_until_the_reader_switches(house: House) -> None:
    client = Client(headers={"Accept-Language": "en-US,en"})
    assert "登录" in client.get("/account/sign-in/").content.decode()
    client.post("/account/language/", {"language": "en", "next": "/"})
    assert "Sign in" in client.get("/account/sign-in/").content.decode()


def test_no_page_of_a_signed_in_person_stays_in_the_cache_of_the_browser(house: House) -> None:
    desk = Desk(house, "officer").open("/cases/")
    assert "no-store" in desk.answer.headers["Cache-Control"]


def test_403_and_404_speak_plainly(house: House) -> None:
    desk = Desk(house, "officer")
    assert desk.open("/people/new/", 403).says("请本单位管理员授予相应角色")
    assert desk.open("/cases/00000000-0000-0000-0000-000000000000/", 404).says("可能是地址不完整")
    assert desk.open("/no/such/page", 404).says("返回首页")


def test_a_form_without_its_token_is_refused_in_chinese(house: House) -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/sign-in/", {})
    assert answer.status_code == 403
    assert "表单已失效" in answer.content.decode()


# ---------------------------------------------------------------- what goes wrong inside


@page(Open.EVERYONE)
def refusing(request: HttpRequest) -> HttpResponse:
    raise UserError("This was refused.")


@page(Open.EVERYONE)
def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of the program: 0x1234")


urlpatterns = [*pages, path("refusing/", refusing), path("failing/", failing)]


@override_settings(ROOT_URLCONF=__name__)
def test_a_refusal_becomes_a_page_and_a_fault_shows_nothing_of_itself(db: None) -> None:
    client = Client(raise_request_exception=False)
    refused = client.get("/refusing/")
    assert refused.status_code == 409
    assert "This was refused." in refused.content.decode()
    failed = client.get("/failing/")
    assert failed.status_code == 500
    assert "系统出错" in failed.content.decode()
    assert "0x1234" not in failed.content.decode()
    assert "Traceback" not in failed.content.decode()


def test_an_e_mail_address_is_entered_by_oneself_and_by_the_administrator(house: House) -> None:
    """Reminders by e-mail need an address; one that is none is refused with a sentence."""
    desk = Desk(house, "officer").open("/account/")
    desk.send(422, email="wang at office")
    assert desk.says("不是电子邮箱地址")
    desk.send(email="wang@example.gov.cn")
    person = house.people["officer"]
    person.refresh_from_db()
    assert person.email == "wang@example.gov.cn"
    house.people["admin"].must_change_password = False
    house.people["admin"].save()
    admin = Desk(house, "admin").open(f"/people/{person.pk}/")
    assert "wang@example.gov.cn" in admin.text
    admin.client.post(f"/people/{person.pk}/change/", {"what": "email", "email": ""})
    person.refresh_from_db()
    assert person.email == ""
    other = house.people["colleague"]
    Desk(house, "officer").client.post(
        f"/people/{other.pk}/change/", {"what": "email", "email": "x@example.gov.cn"}
    )
    other.refresh_from_db()
    assert other.email == ""
