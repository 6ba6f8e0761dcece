# SPDX-License-Identifier: Apache-2.0
"""Cases over the API: what a token may see and do, and in what form errors come."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from liuhen.apps.cases.acts import add_activity
from liuhen.apps.cases.models import Case
from liuhen.apps.people.tokens import create_token
from liuhen.law.reading import load_facts
from support.caller import Caller
from support.house import House, beijing

FACTS = {
    "case": {"id": "外来 1 号", "act": "penalty", "title": "外来案"},
    "events": [{"id": "e1", "type": "site_inspection", "start": "2026-02-02T09:00:00+08:00"}],
}


@pytest.fixture
def case(house: House) -> Case:
    made = house.case()
    add_activity(
        by=house.officer,
        case=made,
        kind="site_inspection",
        start=beijing("2026-03-01 09:00"),
        end=beijing("2026-03-01 10:00"),
    )
    return made


def test_a_token_lists_the_cases_of_its_person(house: House, case: Case) -> None:
    answer = Caller(house, "officer").get("/cases")

    assert [line["number"] for line in answer["cases"]] == [case.number]
    assert answer["cases"][0]["stage"] == "investigation"
    assert answer["next"] is None


def test_a_list_goes_on_where_the_page_before_ended(house: House) -> None:
    made = [house.case(title=f"案件 {number}") for number in range(5)]
    caller = Caller(house, "officer")

    first = caller.get("/cases", limit=2)
    second = caller.get("/cases", limit=2, after=first["next"])
    third = caller.get("/cases", limit=2, after=second["next"])

    found = [line["id"] for page in (first, second, third) for line in page["cases"]]
    assert found == [str(one.pk) for one in reversed(made)]
    assert third["next"] is None


def test_a_case_is_found_by_its_number(house: House, case: Case) -> None:
    house.case(title="另一件")

    answer = Caller(house, "officer").get("/cases", number=case.number)

    assert [line["id"] for line in answer["cases"]] == [str(case.pk)]


def test_facts_come_as_the_contract_has_them(house: House, case: Case) -> None:
    answer = Caller(house, "officer").get(f"/cases/{case.pk}/facts")

    facts = load_facts(json.dumps(answer).encode(), "answer")
    assert facts.case.id == case.number
    assert [event.type for event in facts.events] == ["site_inspection"]


def test_findings_are_those_of_the_page(house: House, case: Case) -> None:
    answer = Caller(house, "officer").get(f"/cases/{case.pk}/findings")

    assert answer["pack"] == "jinpu-ocean"
    assert len(answer["findings"]) == len(house.report(case).findings)
    recording = {one["obligation"]: one for one in answer["findings"]}["investigation.recording"]
    assert recording["status"] == "breached"


def test_findings_are_asked_for_an_instant_and_for_what_was_known_then(
    house: House, case: Case
) -> None:
    caller = Caller(house, "officer")

    during = caller.get(f"/cases/{case.pk}/findings", as_of="2026-03-01T09:30:00+08:00")
    before = caller.get(
        f"/cases/{case.pk}/findings",
        as_of="2026-03-02T08:00:00+08:00",
        known_at="2026-03-01T12:00:00+08:00",
    )

    statuses = {one["obligation"]: one["status"] for one in during["findings"]}
    assert statuses["investigation.recording"] == "pending"
    assert before["findings"] == [], "nobody had entered the inspection yet"


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-03-02", "2026-03-02T09:00:00", "0001-01-01T00:00:00+00:00", "\x00"],
)
def test_an_instant_needs_an_offset(house: House, case: Case, text: str) -> None:
    caller = Caller(house, "officer")

    problem = caller.get(f"/cases/{case.pk}/findings", as_of=text)

    assert caller.status == 422
    assert "as_of" in problem["detail"]


def test_an_importer_brings_a_case_in_from_outside(house: House) -> None:
    caller = Caller(house, "importer", "import", "read")

    problem = caller.post("/cases", FACTS)
    assert caller.status == 422, "the bureau has two sections"
    assert [one["at"] for one in problem["errors"]] == ["section"]
    for known in ("01 (一科)", "02 (二科)"):
        assert known in problem["detail"]

    made = caller.post("/cases?section=01", FACTS)
    assert caller.status == 201
    case = Case.objects.within(house.bureau.pk).get(pk=made["id"])
    assert case.from_outside
    assert case.number == "外来 1 号"


def test_a_section_may_be_named_and_the_facts_are_checked_before_it(house: House) -> None:
    caller = Caller(house, "importer", "import")

    problem = caller.post("/cases", b"[")
    assert (caller.status, "JSON" in problem["detail"]) == (422, True)
    problem = caller.post("/cases", b"[1]")
    assert problem["detail"].startswith("request body: expected object")
    caller.post("/cases?section=二科", FACTS)

    assert caller.status == 201
    assert Case.objects.within(house.bureau.pk).get().section == house.other_section


def test_an_import_never_writes_into_a_case_that_is_there(house: House, case: Case) -> None:
    caller = Caller(house, "importer", "import")

    caller.post("/cases?section=01", FACTS | {"case": {"id": case.number, "act": "penalty"}})

    assert caller.status == 409
    assert house.report(case).findings
    assert Case.objects.within(house.bureau.pk).count() == 1


def test_bad_facts_are_refused_with_their_path(house: House) -> None:
    caller = Caller(house, "importer", "import")

    problem = caller.post("/cases?section=01", {"case": {"id": "1", "act": "fishing"}})

    assert caller.status == 422
    assert "case.act" in problem["detail"]
    assert "fishing" in problem["detail"]
    assert not Case.objects.within(house.bureau.pk).exists()


def test_state_secrets_are_not_taken_in(house: House) -> None:
    caller = Caller(house, "importer", "import")
    secret = FACTS["case"] | {"secrecy": ["state_secret"]}

    caller.post("/cases?section=01", FACTS | {"case": secret})

    assert caller.status == 422
    assert not Case.objects.within(house.bureau.pk).exists()


# ---------------------------------------------------------------- who


def test_without_a_token_nothing_is_told(house: House, case: Case) -> None:
    for header in (None, "Bearer ", "Bearer liuhen_nonsense", "Basic b2ZmaWNlcg==", "Bearer \x00"):
        headers = {"Authorization": header} if header else {}
        answer = Client().get(f"/api/v1/cases/{case.pk}/facts", headers=headers)

        assert answer.status_code == 401, header
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_signing_in_to_the_pages_opens_nothing_here(house: House, case: Case) -> None:
    client = Client()
    client.force_login(house.people["officer"])

    assert client.get("/api/v1/cases").status_code == 401


def test_a_token_does_only_what_its_scopes_say(house: House, case: Case) -> None:
    reader, importer = Caller(house, "importer", "read"), Caller(house, "importer", "import")

    reader.post("/cases?section=01", FACTS)
    assert reader.status == 403
    importer.get("/cases")
    assert importer.status == 403


def test_a_token_that_was_revoked_or_is_too_old_opens_nothing(house: House) -> None:
    caller = Caller(house, "officer")
    caller.get("/cases")
    assert caller.status == 200

    house.clock.later(days=400)

    caller.get("/cases")
    assert caller.status == 401


def test_a_handler_cannot_import_whatever_the_scope(house: House) -> None:
    """The role decides, not the token: whoever investigates brings no case in."""
    caller = Caller(house, "officer", "import", "read")

    caller.post("/cases?section=01", FACTS)

    assert caller.status == 403
    assert not Case.objects.within(house.bureau.pk).exists()


def test_a_case_of_another_bureau_and_none_at_all_look_the_same(house: House, case: Case) -> None:
    other = House(house.clock, pack="xigang-hrss", code="other")
    caller = Caller(other, "bureau_head", "read")

    for page in ("facts", "findings"):
        foreign = caller.get(f"/cases/{case.pk}/{page}")
        assert caller.status == 404
        absent = caller.get(f"/cases/{uuid4()}/{page}")
        assert caller.status == 404
        assert foreign == absent
    assert caller.get("/cases") == {"cases": [], "next": None}
    assert caller.get("/cases", number=case.number)["cases"] == []


def test_a_case_of_another_section_is_not_told_of(house: House, case: Case) -> None:
    caller = Caller(house, "stranger")

    assert caller.get("/cases")["cases"] == []
    caller.get(f"/cases/{case.pk}/facts")
    assert caller.status == 404


@pytest.mark.parametrize("name", ["admin", "device_manager", "disclosure_officer"])
def test_whoever_sees_no_cases_sees_none_here(house: House, case: Case, name: str) -> None:
    caller = Caller(house, name, "read")

    caller.get("/cases")
    assert caller.status == 403
    caller.get(f"/cases/{case.pk}/findings")
    assert caller.status == 403


def test_reading_facts_needs_the_role_to_take_them_out(house: House, case: Case) -> None:
    caller = Caller(house, "supervisor")

    caller.get(f"/cases/{case.pk}/findings")
    assert caller.status == 200
    caller.get(f"/cases/{case.pk}/facts")
    assert caller.status == 403


# ---------------------------------------------------------------- form


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/v1/nothing", 404),
        ("get", "/api/", 404),
        ("post", "/api/v2/cases", 404),
        ("delete", "/api/v1/cases", 405),
        ("get", "/api/v1/cases/not-a-key/facts", 404),
        ("get", "/api/v1/cases/a%0Ab/facts", 404),
    ],
)
def test_every_error_is_a_problem(house: House, method: str, address: str, status: int) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method.upper(), address)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_body_must_say_that_it_is_json(house: House) -> None:
    caller = Caller(house, "importer", "import")

    caller.post("/cases?section=01", b"case=1", "application/x-www-form-urlencoded")

    assert caller.status == 415


def test_a_body_that_is_too_large_is_refused(house: House) -> None:
    caller = Caller(house, "importer", "import")

    caller.post("/cases?section=01", b" " * (9 * 1024 * 1024))

    assert caller.status == 413


def test_tokens_are_kept_as_digests_alone(house: House) -> None:
    from liuhen.apps.people.models import ApiToken
    from support.house import SYSTEM

    secret = create_token(by=SYSTEM, person=house.people["officer"], scopes=["read"])

    assert secret not in str(ApiToken.objects.values_list())
