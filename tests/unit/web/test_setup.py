# SPDX-License-Identifier: Apache-2.0
"""What the administrator changes after set-up: sections, numbers, the first day."""

from liuhen.apps.people.models import Organisation
from support.house import Clock, House
from support.signing import signed_in


def test_sections_are_added_and_renamed(house: House) -> None:
    admin = signed_in(house, "admin")
    assert admin.post("/setup/", {"what": "section", "name": "三科"}).status_code == 302
    assert admin.post("/setup/", {"what": "section", "name": "三科"}).status_code == 422
    section = Organisation.objects.get(name="三科")
    assert admin.post(f"/setup/sections/{section.pk}/", {"name": "执法三科"}).status_code == 302
    section.refresh_from_db()
    assert section.name == "执法三科"


def test_a_section_of_another_bureau_is_not_there(house: House, clock: Clock) -> None:
    other = House(clock, code="other")
    admin = signed_in(house, "admin")
    address = f"/setup/sections/{other.section.pk}/"
    assert admin.post(address, {"name": "x"}).status_code == 404


def test_numbers_move_forward_and_never_back(house: House) -> None:
    admin = signed_in(house, "admin")
    assert admin.post("/setup/", {"what": "numbers", "number_penalty": "17"}).status_code == 302
    assert house.case().number == "示例罚〔2026〕17号"
    shown = admin.post("/setup/", {"what": "numbers", "number_penalty": "17"})
    assert shown.status_code == 422
    assert "18" in shown.content.decode()


def test_the_first_day_stands_still_once_a_case_is_there(house: House) -> None:
    admin = signed_in(house, "admin")
    moved = {"what": "first_day", "go_live": "2026-02-01"}
    assert admin.post("/setup/", moved).status_code == 302
    house.case()
    assert admin.post("/setup/", {**moved, "go_live": "2026-06-01"}).status_code == 422
    house.bureau.refresh_from_db()
    assert house.bureau.go_live_at is not None
    assert house.bureau.go_live_at.isoformat() == "2026-01-31T16:00:00+00:00"


def test_only_the_administrator_of_the_bureau_sets_up(house: House) -> None:
    assert signed_in(house, "officer").get("/setup/").status_code == 403
    assert signed_in(house, "admin").get("/setup/new/").status_code == 403
