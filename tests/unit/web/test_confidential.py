# SPDX-License-Identifier: Apache-2.0
"""Confidential fields as a class of data: a marker in each, looked for wherever it must not be.

The markers stand in the confidential row of a complainant and of a party, and in each confidential
field of papers, issued and being written. Every page, answer of the API, title, file name, error,
export and bundle that a role gets is read for them; so is every payload of the journal. Who may see
them follows from the table of permissions alone.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import get_resolver
from django.utils import timezone

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.models import Case, Draft, Participant, ParticipantSecret
from liuhen.apps.cases.papers import issuing
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.printing import Sealed
from liuhen.apps.cases.participants.acts import (
    add_participant,
    change_participant,
    confirm_address,
)
from liuhen.apps.cases.participants.particulars import CONFIDENTIAL
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.cases.received import Letter, register_received
from liuhen.apps.compliance.reminding import remind
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.people.access import POLICY, Permission
from liuhen.apps.people.models import Person, Scope
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.models import LeafPayload
from liuhen.archive.form import LEAVES
from liuhen.paper.sample import sample_values
from liuhen.paper.standard import standard_forms
from support.bundles import EvidenceFile, files_of
from support.caller import Caller
from support.house import Clock, House
from support.refusing import refusal
from unit.web.test_access_matrix import (
    Place,
    _client,
    _open_to,
    _person,
    _place,
    _undone,
    addresses,
)

INFORMANT = {
    "name": "密举报人甲",
    "identity_number": "MARKID19491231002X",
    "telephone": "MARKTEL13900000000",
    "birth_date": date(1949, 12, 31),
    "religion": "密信仰乙",
    "address": "密住址丙路一号",
    "service_address": "密送达丙路二号",
    "service_email": "MARKMAIL@example.org",
}
PARTY = {
    "identity_number": "MARKPID20120302",
    "telephone": "MARKPTEL1380000",
    "birth_date": date(2012, 3, 3),
    "religion": "密信仰丁",
}
#: What stands in the confidential fields of papers; between them all that forms have, but religion,
#: which is a field of a bureau's own form.
PAPERS = {
    "inquiry_record": {
        "age": "7310",
        "identity": "MARKQID19991231",
        "phone": "MARKQTEL137000",
        "guardian": "密监护人戊",
    },
    "source_register": {"informant": "密来访人己", "informant_contact": "MARKSTEL136000"},
}
#: Where a place keeps the second paper and draft.
OTHERS = "other papers"
#: A draft says something else than the paper, so that both are looked for.
DRAFTS = {
    form: {name: "9173" if name == "age" else f"{text}稿" for name, text in values.items()}
    for form, values in PAPERS.items()
}
MARKS = (
    *(
        text
        for kind in (PAPERS, DRAFTS)
        for values in kind.values()
        for name, text in values.items()
        if name != "age"
    ),
    *(value for one in (INFORMANT, PARTY) for value in one.values() if isinstance(value, str)),
    *("1949-12-31", "1949年12月31日", "2012-03-03", "2012年3月3日"),
    *("密来信人庚", "MARKBYTES", "辛未成", "密住址辛路二号", "密送达壬路三号"),
)
LETTER = Letter("密来信人庚", informant=True)
#: A minor, known as one by the identity number alone.
YOUNG = {"identity_number": "110105201205310029"}
YOUNG_TOLD = {"name": "辛未成", "address": "密住址辛路二号"}


@pytest.fixture
def house(db: None, clock: Clock) -> House:
    return House(clock)


@pytest.fixture
def planted(house: House) -> Place:
    """A case of the officer with a complainant and a minor as party, every field filled."""
    place = _place("own section", house, house.officer, house.section, house.people["colleague"])
    case = Case.objects.within(house.bureau.pk).get(pk=place.values["cases"]["case"])
    add_participant(by=house.officer, case=case, role="complainant", secret=INFORMANT)
    row = add_participant(
        by=house.officer, case=case, role="party", told={"name": "李某"}, secret=PARTY
    )
    place.values["cases"]["participant"] = str(row.pk)
    young = add_participant(
        by=house.officer, case=case, role="party", told=YOUNG_TOLD, secret=YOUNG
    )
    confirm_address(
        by=house.officer, participant=young, at=house.clock.now(), address="密送达壬路三号"
    )
    place.values["received"] = {"received": str(_letter(house.officer, case))}
    first, second = (_written(house.officer, case, form) for form in PAPERS)
    place.values |= {"papers": place.values["papers"] | first, OTHERS: second}
    draft = Draft.objects.within(house.bureau.pk).get(pk=second["draft"])
    request = ask(by=house.officer, case=case, matter="closing", draft=draft, ending="performed")
    place.values["approvals"]["approval"] = str(request.pk)
    remind(house.bureau, house.clock.now())
    return place


def _letter(by: Viewer, case: Case) -> UUID:
    """A letter of an informant, with its scan."""
    scan = keep_scan(by=by, file_name="letter.pdf", chunks=[b"%PDF-1.7 MARKBYTES"])
    return register_received(by=by, letter=replace(LETTER, scan=scan), case=case).pk


def _written(by: Viewer, case: Case, form: str) -> dict[str, str]:
    """An issued paper, which says in its PDF all that it says, and a draft of the same form."""
    sealed = Sealed(b"%PDF-1.7 " + "".join(PAPERS[form].values()).encode(), 1, [], "MEQ=")
    with patch.object(issuing, "print_sealed", lambda _printing: sealed):
        begun = _filled(by, case, form, PAPERS[form])
        paper = issuing.issue(by=by, draft=begun.pk, revision=begun.revision)
    return {"paper": str(paper.pk), "draft": str(_filled(by, case, form, DRAFTS[form]).pk)}


def _filled(by: Viewer, case: Case, form: str, marks: dict[str, str]) -> Draft:
    begun = begin_draft(by=by, case=case, form=form)
    full = sample_values(standard_forms()[form]) | marks
    return save_draft(by=by, draft=begun.pk, revision=0, values=full)


def test_no_field_of_the_confidential_row_is_forgotten() -> None:
    columns = {field.name for field in ParticipantSecret._meta.concrete_fields}
    assert columns - {"id", "bureau", "case", "participant", "salt"} == set(CONFIDENTIAL)
    assert set(CONFIDENTIAL) | {"salt"} == ParticipantSecret.sealed
    assert set(INFORMANT) == set(CONFIDENTIAL)


def test_no_kind_of_confidential_field_of_a_paper_is_forgotten() -> None:
    forms = standard_forms()
    planted = {forms[form].by_id[name].secret for form, values in PAPERS.items() for name in values}
    assert planted == {one.secret for form in forms.values() for one in form.fields} - {None}
    for form, values in PAPERS.items():
        assert set(values) == set(forms[form].secret_fields)


def _pages(person: Person, role: Role, place: Place) -> Iterator[tuple[str, bytes]]:
    """Every page that the role gets, with what it would get by posting nothing; and searches.

    Of those whose view refuses the role without a word about the row, one is read.
    """
    client, viewer, closed = _client(person), viewer_for(person, timezone.now()), False
    words = (
        "密来信人庚",
        "辛未成",
        "密住址辛路",
        "密举报人甲",
        "MARKID",
        "MARKTEL",
        "密信仰丁",
        "MARKQID",
        "密监护人戊",
        "密来访人己",
    )
    searched = [f"/cases/?words={word}" for word in words]
    searched += [f"/recordings/?party={word}" for word in words]
    searched += [f"/search/?q={word}" for word in words]
    known = list(_addresses(role, place))
    for where, opened in (*known, *((one, True) for one in searched)):
        if where in ("/account/sign-out/", "/account/language/"):
            continue
        refused = None if opened else refusal(viewer, where, "get")
        if isinstance(refused, PermissionDenied) and not refused.args:
            if closed:
                continue
            closed = True
        answers = [client.get(where)]
        if answers[0].status_code not in (
            403,
            404,
        ):  # nor may it be sent to
            answers.append(client.post(where))
        for answer in answers:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
            query = where.partition("?")[2]
            yield (
                where,
                heads.encode()
                + (b"" if query else body)
                + (body.replace(query.partition("=")[2].encode(), b"") if query else b""),
            )


def _addresses(role: Role, place: Place) -> Iterator[tuple[str, bool]]:
    """Every address, and whether it is open to the role.

    The access matrix itself says where one has no value for a parameter.
    """
    for one in addresses(get_resolver().url_patterns):
        opened = _open_to(role, one)
        with contextlib.suppress(KeyError):
            yield place.fill(one.route), opened
        if one.route.startswith("papers/"):
            other = replace(place, values=place.values | {"papers": place.values[OTHERS]})
            with contextlib.suppress(KeyError):
                yield other.fill(one.route), opened


def _found(text: bytes) -> list[str]:
    return [mark for mark in MARKS if mark.encode() in text]


#: Who sees what is confidential in a case of the first section that the officer handles.
SEES = {role for role in Role if Permission.CONFIDENTIAL_VIEW in POLICY[role]} | {Role.OFFICER}


#: A bureau with everything in it is built for so many roles; each finds it as it was.
TOLD_NOTHING = [role for role in Role if role not in SEES]
GROUPS = [TOLD_NOTHING[at::3] for at in range(3)]


def _told(person: Person, role: Role, place: Place) -> dict[str, list[str]]:
    """What pages tell somebody of that role of what is confidential, by address."""
    with _undone():
        pages = _pages(person, role, place)
        return {where: found for where, text in pages if (found := _found(text))}


@pytest.mark.parametrize("roles", GROUPS, ids=" ".join)
def test_no_page_tells_others_what_is_confidential(
    house: House, planted: Place, roles: list[Role]
) -> None:
    told = {role: _told(_person(house, role), role, planted) for role in roles}
    assert told == {role: {} for role in roles}


def test_an_officer_of_the_section_who_does_not_handle_the_case_is_not_told(
    house: House, planted: Place
) -> None:
    assert _told(house.people["colleague"], Role.OFFICER, planted) == {}


def test_those_who_may_see_it_see_it_on_the_page_of_the_people(
    house: House, planted: Place
) -> None:
    assert {role: _seen(house, planted, role) for role in SEES} == dict.fromkeys(SEES, "")


def _seen(house: House, planted: Place, role: Role) -> str:
    """What somebody of the role, who may see it, does not see; nothing where all is seen."""
    client = _client(_person(house, role))
    page = client.get(f"/cases/{planted.values['cases']['case']}/people/").content
    seen = ("密举报人甲", "MARKTEL13900000000", "MARKPID20120302", "密信仰丁")
    for mark in (*seen, "辛未成", "密住址辛路二号", "密送达壬路三号"):
        if mark.encode() not in page:
            return mark
    file = client.get(f"/papers/{planted.values['papers']['paper']}/file/")
    if not _found(b"".join(file.streaming_content)):
        return "the file of the paper"
    letter = f"/received/{planted.values['received']['received']}/"
    if "密来信人庚".encode() not in client.get(letter).content:
        return "the letter"
    scan = b"".join(client.get(f"{letter}scan/").streaming_content)
    return "" if b"MARKBYTES" in scan else "the scan of the letter"


def test_lists_and_the_case_page_tell_nobody(house: House, planted: Place) -> None:
    client = _client(house.people["bureau_head"])
    for where in (
        "/",
        "/cases/",
        "/received/",
        "/received/sheet/",
        f"/cases/{planted.values['cases']['case']}/",
        "/recordings/",
    ):
        assert _found(client.get(where).content) == [], where


def test_exports_and_the_api_hold_none_of_it_for_anybody(house: House, planted: Place) -> None:
    case = Case.objects.within(house.bureau.pk).get(pk=planted.values["cases"]["case"])
    assert _found(acts.export_facts(by=house.officer, case=case)) == []
    caller = Caller(house, "officer", *Scope.values)
    for path in ("/cases", f"/cases/{case.pk}/facts", f"/cases/{case.pk}/findings"):
        answer = caller.get(path)
        assert caller.status == 200, path
        assert _found(json.dumps(answer, ensure_ascii=False).encode()) == [], path


def test_no_payload_of_the_journal_holds_it_and_yet_a_change_is_found(
    house: House, planted: Place
) -> None:
    for payload in LeafPayload.objects.values_list("payload", flat=True):
        assert _found(payload.encode()) == []
        assert '"salt"' not in payload
    before = len(audit().findings)

    rows = ParticipantSecret.objects.within(house.bureau.pk)
    rows.filter(telephone="MARKPTEL1380000").update(telephone="13700000000")
    found = audit().findings
    assert [(one.kind, one.field) for one in found][before:] == [("field", "sealed")]
    assert "MARKP" not in str(found)
    assert "13700000000" not in str(found)


def test_a_bundle_holds_none_of_it_and_withholds_no_leaf_for_it(
    house: House, tmp_path: Path
) -> None:
    file = EvidenceFile(house)
    file.original()
    add_participant(by=house.officer, case=file.case, role="complainant", secret=INFORMANT)
    add_participant(
        by=house.officer, case=file.case, role="party", told={"name": "李某"}, secret=PARTY
    )
    _letter(house.officer, file.case)
    for form in PAPERS:
        _written(house.officer, file.case, form)
    file.export(tmp_path / "bundle")

    raw = b"".join(path.read_bytes() for path in files_of(tmp_path / "bundle"))
    assert _found(raw) == []
    assert "李某".encode() in raw
    leaves = (tmp_path / "bundle" / LEAVES).read_text("utf-8").splitlines()
    told = [json.loads(line) for line in leaves if "add_participant" in line]
    assert len(told) == 2
    assert all(line["payload"] for line in told)


def test_whoever_may_not_see_it_changes_it_not_and_reads_no_name(
    house: House, planted: Place
) -> None:
    case = Case.objects.within(house.bureau.pk).get(pk=planted.values["cases"]["case"])
    colleague = house.viewer("colleague")
    told = next(one for one in participants_of(colleague, case) if one.row.role == "complainant")
    assert (told.secret, told.withheld, told.name, told.age) == (None, True, "", None)

    with pytest.raises(NotAllowedError):
        change_participant(by=colleague, participant=told.row, secret={"telephone": "1"})
    row = Participant.objects.within(house.bureau.pk).get(pk=told.row.pk)
    assert (row.name, row.address, str(row)) == ("", "", "complainant")
